"""Every door depends on the one rule: where it always holds, somebody not named sees a restricted contact by each of them; where nobody
counts as named, somebody named sees it by none. A door is a way in which anything of a contact reaches a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from board.domain.people import Actor
from board.store.engine import Database
from tests.house.door_scene import SCHOOL, Scene, scene_of
from tests.house.doors import DOORS
from tests.house.test_visibility import statements

RULE = re.compile(r"/\*(on the board|named on|people named)\*/(.*?)/\*end\*/", re.DOTALL)
AGAIN = "asked again by who is told: store/reached.py leaves out everybody else"
LINKS = "whether the colleague who has a link to a mailbox may know of its contact; tests/commands/link/test_mailboxes.py"
BEHIND: dict[str, str] = {
    "board.queries.history._EVENTS": "a reason that may name the other contact of a likeness; tests/house/test_reasons.py shows it "
    "while everybody may know of both",
    "board.queries.history._RESTRICTED": "reasons beside a contact whose door was passed; tests/house/test_reasons.py shows who reads them",
    "board.commands.incident.sendings._RESTRICTED": AGAIN,
    "board.commands.incident.restrict_too._QUESTION": "of a contact whose door was passed; test_restrict_too.py",
    "board.queries.incident.sendings._ROWS": "beside a contact whose door was passed; test_restrict_too.py",
    "board.commands.incident.restrict_too._NAME_SYSTEMS": "of a contact whose door was passed; test_restrict_too.py",
    "board.store.families._HIDDEN_PEOPLE": "for the attempts that people named see; tests/web/incident/test_attempts.py",
    "board.store.incident.attempts._KEEP": "keeps an attempt, and shows nothing; tests/web/incident/test_attempts.py",
    "board.queries.incident.sendings._QUESTIONS": "beside a contact whose door was passed; test_restrict_too.py",
    "board.commands.incident.restrict_too._ASKS_STILL": "whether a question asks anything still, and tells nobody by itself",
    "board.queries.local_word.words._COUNTED": "counts words, of no contact; tests/commands/local_word counts none of a restricted one",
    "board.queries.local_word.words._NAMED": "leaves words out of those counts, and shows none",
    "board.commands.climbs._ALL": "says of which contacts too few people know, and tells nobody by itself",
    "board.commands.climbs._ONE": AGAIN,
    "board.commands.firing._LOCK": AGAIN,
    "board.commands.forecasts._LIVE": "people whose strip an event may change; the strip asks again",
    "board.commands.matches._NAMED": AGAIN,
    "board.queries.cards._SOME": "contacts of which an event came; queries/happened.py hides the event of one that is restricted",
    "board.queries.waits._HANDED": "a count of offers, which end when their contact is restricted",
    "board.commands.interest.deciding._TAKE": "interests that their page lists by the same rule; tests/commands/interest",
    "board.store.interest.shown._MAY_DECIDE": "managers to whom a notice of an interest goes; its page lists by the same rule",
    "board.queries.welcome._STANDS": "whether a first contact stands on the board of a new hub",
    "board.commands.request.opening._ONE": "the form of a request, which no page draws; tests/workers/test_requests.py",
    "board.store.request.doors._WHERE": "asked again by the door of its contact",
    "board.store.doors._LOCK": "asked again by _STILL_NAMED once the row is locked",
    "board.store.doors._LOCK_OR_SKIP": "asked again by _STILL_NAMED once the row is locked",
    "board.store.doors._STILL_NAMED": "asks again what _LOCK has asked",
    "board.store.families._BESIDE": "contacts whose cards are drawn again; the cards ask again",
    "board.store.identity.chronology._JOINS": "who joined what _CHAPTERS and _LIKELY show, which ask for themselves",
    "board.store.identity.joins._MANAGERS": AGAIN,
    "board.store.identity.joins._OPEN_TO": "what stops a join; tests/commands/identity shows that a hidden record stops none",
    "board.store.identity.joins._SHARED": "contacts that are drawn again; the cards and the pages ask again",
    "board.store.identity.joins._SHARED_EVER": "contacts that are drawn again; the cards and the pages ask again",
    "board.store.identity.joins._STRIPS": AGAIN,
    "board.store.families._LOCK": "locks matches; matches_of asks again",
    "board.store.referrer.texts._ALL": "of likenesses and restricting reasons alone; the tests of redactions hold both",
    "board.commands.incident.asking._BEFORE": "a contact whose card is drawn again; the card asks again",
    "board.commands.incident.asking._RESTRICTED": "the matcher; matches_of asks again",
    "board.queries.contact._CONTACT": "a contact whose door was passed; whatever it was joined to is restricted with it",
    "board.queries.late._LATE": "a contact whose door was passed; whatever was joined to it is restricted with it",
    "board.store.families._ORDINARY": "the matcher; matches_of asks again",
    "board.store.families._UNDER_ONE_REFERENCE": "the matcher; matches_of asks again",
    "board.queries.link.staff._OF_CONTACT": LINKS,
    "board.queries.link.staff._ONE": LINKS,
    "board.store.link._COLLEAGUES": LINKS,
    "board.store.link._LOOK": LINKS,
    "board.store.link._OF_TOKEN": LINKS,
    "board.store.link._OPEN": LINKS,
    "board.store.link._SESSION": LINKS,
    "board.queries.incident.asked._ID": "the contact that this person is making; matches_of asks again",
}
"""Statements whose rule no door alone depends on, each with its reason."""


@contextmanager
def rule(
    db: Database, *, named: bool | None = None, board: bool | None = None, only: str | None = None
) -> Iterator[set[str]]:
    """Every statement meanwhile with the rule replaced: by what always holds, or never; the statements in which it was.

    named: who is named; board: what is restricted. only: in this statement alone.
    """
    where: set[str] = set()

    def piece(found: re.Match[str]) -> str:
        what, sql = found.groups()
        holds = board if what == "on the board" else named
        if holds is None:
            return sql
        if what == "people named":
            (alias,) = set(re.findall(r"n\.hub_id = (\w+)\.hub_id", sql))
            everybody = f"array(select s.person_id from seats s where s.hub_id = {alias}.hub_id and s.ended_at is null)"
            return f"(case when {holds} then {everybody} when false then {sql} else '{{}}' end)"
        return f"(true or {sql})" if holds else f"(false and {sql})"

    def rewrite(
        _conn: Any, _cursor: Any, sql: str, parameters: Any, context: Any, _many: Any
    ) -> tuple[str, Any]:
        source = getattr(getattr(context, "invoked_statement", None), "text", sql)
        if only not in (None, source) or (changed := RULE.sub(piece, sql)) == sql:
            return sql, parameters
        where.add(source)
        return changed, parameters

    engines = (db.engine.sync_engine, db.reads.sync_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", rewrite, retval=True)
    try:
        yield where
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", rewrite)


async def scene(db: Database, folder: Path) -> Scene:
    """The scene, with every count kept as it is while the rule holds."""
    s = await scene_of(db, folder)
    for what in [one for one in DOORS if one.startswith("counts: ")]:
        await DOORS[what][0](s, s.outsider)
    return s


async def shows(s: Scene, who: Actor, what: str) -> bool:
    """Whether this person gets something of the contact by this door."""
    said = await DOORS[what][0](s, who)
    return s.ref in said or SCHOOL in said


async def shown(s: Scene, who: Actor, *, shared: bool) -> set[str]:
    """The doors by which this person gets something of the contact."""
    s.fresh()
    return {what for what in doors(shared=shared) if await shows(s, who, what)}


def doors(*, shared: bool) -> list[str]:
    return [what for what, (_, everybody) in DOORS.items() if everybody is shared]


async def test_where_the_rule_always_holds_every_door_shows_a_restricted_contact(
    database: Database, data_folder: Path
) -> None:
    s = await scene(database, data_folder)
    assert not await shown(s, s.outsider, shared=False) | await shown(s, s.outsider, shared=True)
    with rule(database, named=True):
        assert await shown(s, s.outsider, shared=False) == {*doors(shared=False)}
    with rule(database, board=True):
        assert await shown(s, s.outsider, shared=True) == {*doors(shared=True)}


async def test_where_nobody_counts_as_named_a_named_person_sees_nothing_of_it(
    database: Database, data_folder: Path
) -> None:
    s = await scene(database, data_folder)
    assert await shown(s, s.insider, shared=False) == {*doors(shared=False)}
    with rule(database, named=False):
        assert not await shown(s, s.insider, shared=False) | await shown(s, s.insider, shared=True)


async def test_each_statement_with_the_rule_is_needed_by_a_door(
    database: Database, data_folder: Path
) -> None:
    s = await scene(database, data_folder)
    taken: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for shared in (False, True):
        for what in doors(shared=shared):
            s.fresh()
            with rule(database, named=None if shared else True, board=True if shared else None) as where:
                await shows(s, s.outsider, what)
            for sql in where:
                taken[sql].append((what, shared))
    names = {sql: name for name, sql in statements().items() if RULE.search(sql)}
    idle = {name for sql, name in names.items() if sql not in taken}
    for sql, behind in taken.items():
        for what, shared in behind:
            s.fresh()
            with rule(database, named=None if shared else True, board=True if shared else None, only=sql):
                if await shows(s, s.outsider, what):
                    break
        else:
            idle.add(names[sql])
    assert not idle - BEHIND.keys(), (
        f"{sorted(idle - BEHIND.keys())}: add a door that needs its rule, or say why none does"
    )
    assert not BEHIND.keys() - idle, (
        f"a door depends on the rule of these, or they are gone: take them out of BEHIND: {sorted(BEHIND.keys() - idle)}"
    )
