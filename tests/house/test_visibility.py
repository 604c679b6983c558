"""The rule of who may know of a contact is spelled in board/store/visibility.py, and no statement that reads contacts forgets it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import TextClause

import board.commands
import board.queries
import board.store
import board.upkeep
from board.store.visibility import exists_for, named_on, on_the_board

ROOT = Path(__file__).parents[2]
FIX = "take on_the_board, exists_for, named_on or people_named from board/store/visibility.py"
WRITES = ("insert into named_people", "update named_people set")
# A statement may do this with contacts.restricted besides: read it as a column, ask for restricted ones alone, write it.
COLUMN = re.compile(
    r"(?:(?<=, )|(?<=select ))(?:\w+\.)?restricted(?=,)|\bas restricted\b"
    r"|\bcase when c\.restricted then (?=§)|\band c\.restricted(?=\s*$| and §)|\bset restricted = :restricted\b"
)
GAP = "§"

ABOUT_ALL: dict[str, str] = {
    "board.store.doors._LOCK_NUMBER": "the board itself, one contact",
    "board.store.doors._LOCK_NUMBER_OR_SKIP": "the board itself, one contact",
    "board.commands.closures._JOINED": "one contact, which the caller has",
    "board.commands.incident.joining._BODY": "one contact, which the caller has and joins to one that the same people may know of",
    "board.commands.incident.joining._FACTS": "one contact, which the caller has",
    "board.store.families._ALL": "the matcher compares everybody; matches_of shows a match to those it exists for",
    "board.store.referrer.copies._INCIDENT": "one contact, which the caller has; whatever was joined to it is restricted with it",
    "board.commands.link.posting._FACTS": "the outbox asks whether a link is over",
    "board.store.ladder._NAMED": "one contact, which the caller has; it answers with the people named on it",
    "board.store.look_ups._WAIT": "the actor's own claims; it answers with a time",
    "board.store.look_ups._MISSED": "the actor's own claims; it answers with what they typed",
    "board.store.nameable._SEATED": "one contact, which the caller has; it answers with people",
    "board.commands.climbing._CLOSED": "one contact, of a notice that its reader has",
    "board.commands.climbs._ALL": "the worker looks for restricted contacts that nobody on duty may know of",
    "board.commands.climbs._ONE": "the worker, one restricted contact",
    "board.commands.deliveries._CONTACTS": "locks what the reader's own notices are about, and shows nothing of it",
    "board.commands.firing._LOCK": "the worker, contacts with a clock that is due",
    "board.commands.forecasts._LIVE": "the worker; restricted contacts count in no forecast of the others",
    "board.commands.incident.before._UNDER": "answers each sender alike; tests/api/incident",
    "board.commands.incident.before._WITHOUT": "what this sender sent themselves",
    "board.commands.incident.restrict_too._NAME_SYSTEMS": "one contact, which the caller has locked; it names people on the other one",
    "board.commands.incident.restrict_too._OUT": "one contact, which the caller has locked; it answers with people",
    "board.commands.incident.sendings._RESTRICTED": "the worker looks for people named on restricted contacts, to tell nobody else",
    "board.commands.leavers._LOOK": "the worker looks for holders who left",
    "board.store.identity.joins._STRIPS": "contacts that are drawn again; it answers with people who may be told",
    "board.store.identity.joins._INCIDENT": "contacts that may be drawn again; _SHARED asks for whom",
    "board.store.families._THESE": "one contact, for the matcher alone",
    "board.store.families._HIDDEN": "the matcher goes through restricted contacts; people named on both hear of a likeness",
    "board.commands.matches._NAMED": "the matcher asks who is named, to tell nobody else",
    "board.commands.policies._LIVE": "the worker recounts the clocks of every contact",
    "board.commands.policies._LOCK_THEIRS": "recounts the clocks of what this person holds or decides, and shows nothing of it",
    "board.queries.referrer.texts._SOURCE": "one contact, which access_contact has let the reader have",
    "board.store.referrer.texts._ALL": "one contact, which access_contact has let the reader have",
    "board.store.referrer.texts._REFERRERS": "one contact, which access_contact has let the reader have",
    "board.commands.running._FACTS": "one contact, which the caller has locked",
    "board.commands.seats._WORK": "work of a person whose seat ends; managers are told through queue, the actor sees nothing of it",
    "board.queries.contact._HARM": "one contact, which access_contact has let the reader have",
    "board.queries.link.own._MORE": "one contact, about which the person of the link was asked; it tells whether parents are aware",
    "board.queries.consent._NOT_TOLD": "one contact, which access_contact has let the reader have",
    "board.commands.contact.gradings._BEFORE": "one contact, which open_contact has locked through its door",
    "board.commands.contact.consent._CONFIDENTIAL": "one contact, which open_contact has locked through its door",
    "board.store.request.form._REQUEST": "one contact, which the worker has locked; the form is for the agency asked",
    "board.store.request.position._WHOLE": "one contact, which the caller has",
    "board.commands.closures._UNFINISHED": "one contact, which close has locked through its door",
    "board.queries.families._CARDS": "contacts that people_open_to or _BY_REF has found for the reader",
    "board.commands.interest.keeping._KEEP": "one contact, which the caller has locked, and those joined to it",
    "board.store.interest.reach._BY_REFERENCE": "an interest is compared with everybody, and the person is told nothing",
    "board.store.interest.reach._INCIDENTS": "an interest is compared with everybody, and the person is told nothing",
    "board.store.interest.reach._REFERENCES": "one contact, which the caller has",
    "board.store.visibility._KEPT_FROM": "contacts that are kept from a person, to leave them out",
    "board.queries.presence._LOOKED_AT": "the live process; it answers with the people who may be told",
}
"""Statements that read contacts and need not say for whom, each with its reason."""
BESIDE = {
    "adults", "children", "claims", "clocks", "deliveries", "events", "forecasts", "hand_overs", "kept_out", "late_information",
    "legal_holds", "matches", "measures", "owners", "ratings", "readings", "review_meetings", "reviews", "rungs", "safe_contacts",
    "safe_now",
}  # fmt: skip
OF_THE_HUB: dict[str, str] = {
    "board.queries.chains._EVENTS": "verifies the chain; the operator alone",
    "board.queries.chains._EPOCHS": "verifies the readings; the operator alone",
    "board.queries.chains._UNSEALED": "verifies the readings; the operator alone",
    "board.queries.clocks._NEXT": "when the worker wakes next",
    "board.queries.engine._PULSE": "whether the worker is late; no number of any hub",
    "board.queries.engine._QUEUED": "messages that wait in all hubs together",
    "board.queries.happened._HEAD_AND_POLICY": "the number of the newest event, and whether the worker is late",
    "board.queries.handover_changes._START": "the number of an event, from which the page begins",
    "board.queries.outbox._HUBS": "hubs with something to send",
}
"""Queries that read what hangs on contacts, of many contacts, without contacts themselves."""


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Every module of ours but the rule's own and the migrations."""
    found = []
    for path in sorted([*(ROOT / "board").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]):
        name = str(path.relative_to(ROOT))
        if name != "board/store/visibility.py" and not name.startswith("board/migrations/"):
            found.append((name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def said(node: ast.AST) -> str | None:
    """The words of a string as it is put together: with a gap where something is put in. None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(said(one) or GAP for one in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        parts = [said(one) for one in (node.left, node.right)]
        return None if parts == [None, None] else "".join(one or GAP for one in parts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "join" and node.args and isinstance(node.args[0], ast.List | ast.Tuple):
            return (said(node.func.value) or GAP).join(said(one) or GAP for one in node.args[0].elts)
        if node.func.attr in ("format", "replace", "lower", "strip", "format_map"):
            return said(node.func.value)
    return None


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string of a module, whole, but docstrings."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        words = said(node)
        if words is not None and isinstance(node, ast.expr):
            yield node.lineno, " ".join(words.split())
        if words is None or isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)


def spelled(tree: ast.Module, *, writer: bool) -> Iterator[tuple[int, str]]:
    """Where a module spells the rule by hand. writer: it may write named_people."""
    for line, words in strings(tree):
        low = words.lower()
        for found in re.finditer(r"\bnamed_people\b", low):
            before = low[: found.end()] + low[found.end() :][: len(" set")]
            if not (
                writer and any(before.endswith(one) or low[: found.end()].endswith(one) for one in WRITES)
            ):
                yield line, "names named_people"
        about = re.search(r"\w\.restricted\b", low) or re.search(r"\b(select|where|and|or|not)\b", low)
        if about and re.search(
            r"\bnot[ (]+restricted\b|\brestricted (is|=|<>|!=|in)\b|\w\.restricted\b", low
        ):
            left = COLUMN.sub("", low)
            if re.search(r"\brestricted\b", left):
                yield line, "asks for restricted"
    for node in ast.walk(tree):
        name = (
            node.attr if isinstance(node, ast.Attribute)
            else node.id if isinstance(node, ast.Name)
            else node.name if isinstance(node, ast.alias)
            else None
        )  # fmt: skip
        if name == "named_people":
            yield getattr(node, "lineno", 0), "takes the table named_people"
        whose = node.value if isinstance(node, ast.Attribute | ast.Subscript) else None
        key = (
            node.slice.value
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
            else name
        )
        if key == "restricted" and isinstance(whose, ast.Attribute) and whose.attr in ("c", "columns"):
            yield node.lineno, "takes the column restricted"


def test_the_rule_is_spelled_in_one_place() -> None:
    wrong = []
    for name, tree in modules():
        writer = name.startswith("board/commands/")
        for line, fault in spelled(tree, writer=writer):
            if name != "board/store/tables.py":
                wrong.append(f"{name}:{line} {fault}; {FIX}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "code",
    [
        'X = text("select 1 from named_people where hub_id = :hub_id")',
        'X = text("select 1 from " "named_" "people x")',
        'X = text("select 1 from named_" + "people x")',
        'X = f"select 1 from {y} join named_people z on true"',
        'X = " ".join(["select 1", "from", "NAMED_PEOPLE"])',
        'X = """\nselect 1\nfrom\n  named_people\n"""',
        'X = text("insert into copies select * from named_people")',
        'X = text("update named_people n set ended_at = :now from named_people m")',
        "X = select(tables.named_people)",
        "from board.store.tables import named_people",
        'X = " and not c.restricted"',
        'X = "select ref from contacts where not restricted"',
        'X = "select ref from contacts k where (not k.restricted or exists (select from seats))"',
        'X = "where o.restricted is not true"',
        'X = "where o.restricted = false"',
        'X = "where not coalesce(o.restricted, false)"',
        'X = f"select 1 from contacts c where c.hub_id = {y} and c.restricted and exists (select 1)"',
        "X = select(tables.contacts).where(~tables.contacts.c.restricted)",
        'X = contacts.c["restricted"].is_(False)',
    ],
)
def test_what_spells_the_rule_by_hand_is_found(code: str) -> None:
    assert list(spelled(ast.parse(code), writer=True))


def test_what_only_reads_the_column_or_writes_the_names_is_not() -> None:
    fine = """
    A = text("insert into named_people (hub_id, contact_id) values (:hub_id, :contact_id)")
    B = text("update named_people set ended_at = :now where hub_id = :hub_id")
    C = f"select c.ref, c.restricted, c.closed_at from contacts c where {exists_for()}"
    D = f"select case when c.restricted then {people_named()} end as named from contacts c"
    E = "named_people_changed", "It was restricted to others."
    """
    assert not list(spelled(ast.parse("\n".join(map(str.strip, fine.splitlines()))), writer=True))


READS = re.compile(r"(?:\bfrom|\bjoin|,)\s+(?:only\s+)?contacts\b(?:\s+(?:as\s+)?([a-z]\w*))?", re.IGNORECASE)


def statements() -> dict[str, str]:
    """Every statement that a module of these rooms keeps, by name."""
    found = {}
    for room in (board.store, board.commands, board.queries, board.upkeep):
        for one in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for name, value in vars(importlib.import_module(one.name)).items():
                if isinstance(value, TextClause):
                    found[f"{one.name}.{name}"] = value.text
    return found


def unguarded(sql: str) -> bool:
    """Whether this statement reads contacts under a name of which it does not say for whom, as often as it reads them."""
    for alias, times in Counter(READS.findall(sql)).items():
        board_rule, names = on_the_board(alias), named_on(alias, GAP).split(GAP)[0]
        both = exists_for(alias, GAP).split(GAP)[0]
        if times > sql.count(board_rule) + sql.count(names) - sql.count(both):
            return True
    return False


def test_every_statement_that_reads_contacts_says_for_whom() -> None:
    found = {name for name, sql in statements().items() if unguarded(sql)}
    assert not found - ABOUT_ALL.keys(), f"{sorted(found - ABOUT_ALL.keys())}: {FIX}, or say here why not"
    assert not ABOUT_ALL.keys() - found, f"no longer needed here: {sorted(ABOUT_ALL.keys() - found)}"


@pytest.mark.parametrize(
    "sql",
    [
        "select ref from contacts where hub_id = :hub_id",
        f"select c.ref from contacts c where {on_the_board('o')}",
        f"select 1 from claims cl, contacts c, contacts o where {exists_for('c')}",
        f"select (select count(*) from contacts c) from contacts c where {exists_for('c')}",
    ],
)
def test_a_statement_that_forgets_the_rule_is_found(sql: str) -> None:
    assert unguarded(sql)
    assert not unguarded(
        f"select c.ref, o.ref from contacts c join contacts o on {exists_for('o')} where {exists_for()}"
    )


def test_every_statement_that_reads_contacts_is_kept_where_it_is_looked_at() -> None:
    """As a `text` of a module. A piece of SQL counts where it is whole in one of them."""
    whole = " ".join(" ".join(sql.split()) for sql in statements().values())
    wrong = []
    for name, tree in modules():
        if not name.startswith(("board/store/", "board/commands/", "board/queries/")):
            continue
        for line, words in strings(tree):
            if READS.search(words) and not all(part.strip() in whole for part in words.split(GAP)):
                wrong.append(f"{name}:{line} reads contacts outside a text() of its module")
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and ast.unparse(node) == "tables.contacts"
                and name != "board/commands/contacts.py"
            ):
                wrong.append(f"{name}:{node.lineno} reads tables.contacts; write it as text()")
    assert not wrong, "\n".join(wrong)


def test_every_query_of_what_hangs_on_contacts_is_of_one_contact_or_asks_contacts() -> None:
    found = set()
    for name, sql in statements().items():
        read = {one.lower() for one in re.findall(r"\b(?:from|join)\s+(\w+)", sql, re.IGNORECASE)}
        given = re.search(r":(contact_id|ids|refs?)\b", sql)
        if name.startswith("board.queries.") and read & BESIDE and not READS.search(sql) and not given:
            found.add(name)
    assert not found - OF_THE_HUB.keys(), (
        f"{sorted(found - OF_THE_HUB.keys())}: join contacts and {FIX}, ask for one contact, or say here why not"
    )
    assert not OF_THE_HUB.keys() - found, f"no longer needed here: {sorted(OF_THE_HUB.keys() - found)}"
