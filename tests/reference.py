"""Write docs/reference.md, every name the board gives to something with its sentence, and the tables that other pages have of the code.

Run: .venv/bin/python -m tests.reference
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import click

from board import cli
from board.api.endpoints import guards_of as api_guards
from board.domain import document, law
from board.domain.clocks import WORDS
from board.domain.events import KINDS
from board.domain.feed.kinds import in_feed
from board.domain.permissions import FIELDS, PERMISSIONS, Action, Lens, Role, lens_of, may
from board.domain.policy import Policy
from board.domain.refusals import Refusal
from board.live.fanout import Fanout
from board.live.frames import Frames
from board.store.engine import Database
from board.store.migrate import schema_sql
from board.web.figures import Figures
from board.web.routes import LINES
from board.web.table import guards_of
from tests.doc_tables import ROOT, code, settings_table, table, tables_of, with_tables

PAGE = ROOT / "docs" / "reference.md"
COMMAND = ".venv/bin/python -m tests.reference"

HEAD = f"""# Reference

Every name the board gives to something, with its sentence, as the code has it. Written by `{COMMAND}`;
a test fails when it is old. What the words mean is in [words.md](words.md), how to run the board in [running.md](running.md).

Contents: [Settings](#settings) · [Commands](#commands) · [Roles](#roles) · [Who may do what](#who-may-do-what) ·
[Who sees what](#who-sees-what) · [Clocks](#clocks) · [How a hub works](#how-a-hub-works) · [Events](#events) · [Refusals](#refusals) ·
[Routes](#routes) · [Figures](#figures) · [How long things are kept](#how-long-things-are-kept)

"""


def settings() -> str:
    """Every setting of the environment."""
    return f"## Settings\n\nRead from the environment; an empty one counts as not set.\n\n{settings_table()}"


def commands() -> str:
    """Every command with its options."""
    rows = [(code(name), one.help or "", _options(one)) for name, one in leaves("board", cli.board)]
    return "## Commands\n\n" + table(["command", "what it does", "options"], rows)


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Commands that do something, by the words one types."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    for word, below in sorted(command.commands.items()):
        yield from leaves(f"{name} {word}", below)


def _options(command: click.Command) -> str:
    if command.name == "bench":
        return "its own: `board bench --help`, [performance.md](performance.md)"
    shown = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    return " ".join(f"`{one.opts[0]}`{' (needed)' * one.required}: {one.help}" for one in shown)


def roles() -> str:
    """Every role: through which lens it sees and what it may do."""
    rows = [
        (code(role), code(lens_of([role])), ", ".join(code(one) for one in Action if may([role], one)))
        for role in Role
    ]
    return (
        "## Roles\n\nA seat has one role; a person with several seats may do what any of them may.\n\n"
        + table(["role", "sees as", "may"], rows)
    )


def permissions() -> str:
    """Every action with its sentence."""
    rows = [
        (code(one.action), one.sentence, ", ".join(code(role) for role in Role if role in one.roles))
        for one in PERMISSIONS.values()
    ]
    return "## Who may do what\n\n" + table(["action", "sentence", "roles"], rows)


def fields() -> str:
    """Every labelled field, and the lenses that see it."""
    rows = [
        (f"{f.record}: {f.name}", f.sentence, *("yes" if lens in f.lenses else "" for lens in Lens))
        for f in FIELDS.values()
    ]
    return (
        "## Who sees what\n\nA lens is what a role's pages are made of; a field it lacks is absent, not hidden.\n\n"
        + table(["field", "why", *(code(lens) for lens in Lens)], rows)
    )


def clocks() -> str:
    """Every kind of clock, and the numbers of the law."""
    rows = [(code(kind), words.by, words.late, f"to {words.to}") for kind, words in WORDS.items()]
    limit = law.DECISION
    days = f"{limit.working_days} working day{'s' * (limit.working_days != 1)}"
    return (
        "## Clocks\n\n"
        + table(["kind", "before its time", "after it", "what it is for"], rows)
        + f"The law's own number, which no hub may change: {days}. {limit.sentence} Source: {limit.source} ({limit.dated}).\n\n"
    )


def policy() -> str:
    """Every setting of a hub's policy with what a new hub starts with, and its colours."""
    stored = Policy.default().to_document()
    rows = [(code(one.path), one.sentence, _starts(stored, one.path)) for one in document.settings(Policy)]
    levels = [
        (level.label, level.shape.value, level.band, _limit(level.claim_limit), _limit(level.decision_limit), level.meaning)
        for level in Policy.default().levels
    ]  # fmt: skip
    return (
        "## How a hub works\n\nOne typed document a hub, in versions with a date from which each holds. What a new hub starts with "
        "is a proposal, for each hub to confirm.\n\n"
        + table(["setting", "what it is for", "a new hub starts with"], rows)
        + "Its colours:\n\n"
        + table(["colour", "shape", "band", "claimed within", "decided within", "meaning"], levels)
    )


def _limit(limit: Any) -> str:
    return limit.words if limit else "no limit of its own"


def _named(item: dict[str, Any]) -> Any:
    """What an entry of a list is known by."""
    return next(item[name] for name in ("code", "clock", "agency", "rag") if name in item)


def _starts(stored: Any, path: str) -> str:
    if "[]" in path:
        return ""
    for step in path.split("."):
        stored = stored[step] if stored else None
    if isinstance(stored, dict):
        return ""
    if isinstance(stored, list):
        return ", ".join(code(_named(item) if isinstance(item, dict) else item) for item in stored) or "none"
    return "none" if stored is None else code(stored.value if isinstance(stored, Enum) else stored)


def events() -> str:
    """Every kind of event."""
    rows = [
        (
            code(kind.name),
            kind.words,
            "shown" if kind.open else "",
            "told" if in_feed(kind.name) else "",
            "told" if kind.told else "",
        )
        for kind in KINDS.values()
    ]
    return (
        "## Events\n\nWhat can happen. An event holds ids, codes and salted digests of text, never the text.\n\n"
        + table(["kind", "in words", "in the history", "in the feed", "on the handover"], rows)
    )  # fmt: skip


def refusals() -> str:
    """Every refusal that can be raised, wherever it is defined."""
    rows = [
        (code(one.__name__), one.status, _sentence(one))
        for one in sorted(every_refusal(), key=lambda r: r.__name__)
    ]
    return (
        "## Refusals\n\nWhy the board said no. The name is the title of the API's problem; words in braces are filled in.\n\n"
        + table(["name", "status", "sentence"], rows)
    )


def _sentence(refusal: type[Refusal]) -> str:
    return (inspect.getdoc(refusal) or "").replace("\n", " ")


def every_refusal() -> set[type[Refusal]]:
    """Refusal and all its subclasses in board/ and workers/: the files that define one are found by reading them."""
    for path in [*(ROOT / "board").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]:
        if re.search(
            r"^class \w+\((\w*Refusal|\w*Refused)\)", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found: set[type[Refusal]] = set()
    waiting = [Refusal]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += one.__subclasses__()
    return {one for one in found - {Refusal} if one.__module__.startswith(("board.", "workers."))}


def routes() -> str:
    """Every path, its guard and who comes in."""
    rows = [
        (method, code(path), kind, sentence)
        for method, path, kind, sentence in [*guards_of(LINES), *api_guards()]
    ]
    return "## Routes\n\nEach has exactly one guard.\n\n" + table(
        ["method", "path", "guard", "who comes in"], rows
    )


def figures() -> str:
    """Every figure of /metrics."""
    rows = [(code(name), says) for name, says in metric_names()]
    return "## Figures\n\nOf each web process, at `/metrics`, in Prometheus's words.\n\n" + table(
        ["name", "what it counts"], rows
    )


def metric_names() -> list[tuple[str, str]]:
    """Names and sentences as Prometheus is told them."""
    idle = Fanout(Frames(Database("postgresql://nobody@nowhere/nothing")), lambda: datetime.now(UTC))
    return re.findall(r"^# HELP (\S+) (.*)$", Figures(idle).text().decode(), re.MULTILINE)


def retention() -> str:
    """The retention classes that schema.sql lays."""
    laid = re.search(r"insert into retention_classes .*? values\n(.*?);\n", schema_sql(), re.DOTALL)
    assert laid
    rows = [
        (code(name), sentence.replace("''", "'"))
        for name, sentence in re.findall(r"\('(\w+)', '((?:[^']|'')*)'\)", laid[1])
    ]
    return "## How long things are kept\n\nEvery table about a family names its class.\n\n" + table(
        ["class", "rule"], rows
    )


def page() -> str:
    """The whole page."""
    parts = [
        settings,
        commands,
        roles,
        permissions,
        fields,
        clocks,
        policy,
        events,
        refusals,
        routes,
        figures,
        retention,
    ]
    return HEAD + "".join(part() for part in parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    for other, tables in tables_of().items():
        other.write_text(with_tables(other, tables), encoding="utf-8")
