"""Visitors: walls go to counts and back, by a word or by time, once each; and the walls of a closed hub are dark."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.hubs import amend_policy
from board.commands.screens import note_drawn, went_dark
from board.commands.visits import begin_visit, begin_visit_on, end_visit, extend_visit, tend_visits
from board.commands.walls import ScreenCare, amend_screen, note_elsewhere, see_to_screen, turn_walls
from board.domain.contacts import LONDON
from board.domain.engine import EngineState
from board.domain.permissions import Lens, Role, seen_by
from board.domain.policy import Policy
from board.domain.refusals import BadInput, NotAllowed, NotHere, ScreenNameTaken
from board.domain.screens import Screen
from board.queries.calm import Attention
from board.queries.cards import live_cards
from board.queries.hubs import HubName
from board.queries.rota import rota_now
from board.queries.wall import wall_picture
from board.queries.walls import desk_walls
from board.render import draw
from board.store.engine import Database
from board.views.fragment import Fragment
from board.views.labels import emptied
from board.views.wall import WallLane, WallNow
from tests import make
from tests.make import NOW
from tests.processes import enrol_wall

MIDNIGHT = datetime.combine(NOW.date(), time.min, LONDON)


async def kinds(db: Database) -> list[str]:
    async with db.connection() as conn:
        found = await conn.execute(
            text("select kind from events where hub_id = 1 and kind ~ '^(visit|walls|screen)_' order by seq")
        )
        return [kind for kind in found.scalars() if kind != "screen_paired"]


async def picture(
    db: Database, hub: make.Hub, policy: Policy | None = None
) -> tuple[Sequence[Fragment], list[str]]:
    rules = policy or Policy.default()
    async with db.snapshot() as conn:
        cards = await live_cards(conn, hub.hub_id, rules, NOW.date())
        name = HubName(hub.hub_id, hub.key, hub.name)
        duty = await rota_now(conn, name, rules, MIDNIGHT.date())
        return await wall_picture(
            conn,
            hub.hub_id,
            hub.name,
            cards,
            rules,
            MIDNIGHT,
            duty,
            Attention(frozenset(), 0, 0),
            EngineState.RUNNING,
        )


async def drawn(db: Database, hub: make.Hub) -> str:
    views, _ = await picture(db, hub)
    return "".join(draw(view) for view in views)


async def screen(db: Database, hub: make.Hub, name: str = "Duty room") -> Screen:
    await enrol_wall(db, await make.person(db, hub, Role.MANAGER), name)
    async with db.connection() as conn:
        number = (await conn.execute(text("select max(screen_id) from screens"))).scalar_one()
    return Screen(hub.hub_id, hub.key, hub.name, number, name)


async def test_a_visit_shows_counts_and_no_reference_until_somebody_says_that_they_left(
    database: Database,
) -> None:
    hub = await make.hub(database)
    office = await make.person(database, hub, Role.ADMIN)
    manager = await make.person(database, hub, Role.MANAGER)
    refs = [await make.contact_rated(database, manager, colour) for colour in ("red", "amber", "green")]
    shown = await drawn(database, hub)
    assert all(ref in shown for ref in refs)
    async with database.transaction() as tx:
        first = await begin_visit(tx, office, now=NOW)
    async with database.transaction() as tx:
        again = await begin_visit(tx, manager, now=NOW + timedelta(minutes=1))
    assert (first.changed, again.changed) == (True, False)
    assert first.until == again.until == NOW + timedelta(minutes=20)
    views, gone = await picture(database, hub)
    assert [view.id for view in views] == ["wall-counts"]
    assert {"wall-now", "wall-waiting", "wall-in_hand", "wall-today", "wall-dark"} == set(gone)
    shown = await drawn(database, hub)
    assert not [ref for ref in refs if ref in shown]
    async with database.transaction() as tx:
        await end_visit(tx, manager, now=NOW + timedelta(minutes=2))
    async with database.transaction() as tx:
        assert not (await end_visit(tx, manager, now=NOW + timedelta(minutes=3))).changed
    shown = await drawn(database, hub)
    assert all(ref in shown for ref in refs)
    assert await kinds(database) == ["visit_began", "visit_ended"]


async def test_two_keys_pressed_at_once_are_one_visit(database: Database) -> None:
    hub = await make.hub(database)
    wall, worker = await screen(database, hub), await make.person(database, hub)

    async def press(on_wall: bool) -> bool:
        async with database.transaction() as tx:
            if on_wall:
                return (await begin_visit_on(tx, wall, now=NOW)).changed
            return (await begin_visit(tx, worker, now=NOW)).changed

    assert sorted(await asyncio.gather(*(press(n % 2 == 0) for n in range(6)))) == [False] * 5 + [True]
    assert await kinds(database) == ["visit_began"]


async def test_desks_are_asked_before_it_ends_and_a_word_keeps_the_counts(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub, name="Asha Verma")
    async with database.transaction() as tx:
        await begin_visit(tx, worker, now=NOW)
    assert await tend_visits(database, now=NOW + timedelta(minutes=17)) == 0
    assert await tend_visits(database, now=NOW + timedelta(minutes=18)) == 1
    assert await tend_visits(database, now=NOW + timedelta(minutes=19)) == 0
    async with database.connection() as conn:
        whole = await desk_walls(conn, hub.hub_id, hub.key, Policy.default())
        seen, figures = emptied(whole, seen_by(Lens.PRACTICE)), emptied(whole, seen_by(Lens.FIGURES))
    assert seen.visit
    assert (seen.visit.asked, seen.visit.by) == (True, "Asha Verma")
    assert figures.visit
    assert figures.visit.by is None
    async with database.transaction() as tx:
        stays = await extend_visit(tx, worker, now=NOW + timedelta(minutes=19))
    assert stays.until == NOW + timedelta(minutes=39)
    assert await tend_visits(database, now=NOW + timedelta(minutes=20)) == 0
    assert await tend_visits(database, now=NOW + timedelta(minutes=39)) == 1
    assert await kinds(database) == ["visit_began", "visit_asked", "visit_extended", "visit_ended"]


async def test_where_the_policy_says_so_counts_stay_until_somebody_answers(database: Database) -> None:
    rules = replace(Policy.default(), wall=replace(Policy.default().wall, visit_ends_itself=False))
    hub = await make.hub(database, policy=rules)
    async with database.transaction() as tx:
        await begin_visit(tx, await make.person(database, hub), now=NOW)
    for minutes in (18, 20, 300):
        await tend_visits(database, now=NOW + timedelta(minutes=minutes))
    assert await kinds(database) == ["visit_began", "visit_asked"]
    assert [view.id for view in (await picture(database, hub, rules))[0]] == ["wall-counts"]


async def test_restricted_contacts_are_in_no_count_and_no_night(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    other = await make.person(database, hub, Role.MANAGER)
    open_one = await make.contact_rated(database, manager, "red")
    async with database.transaction() as tx:
        await begin_visit(tx, manager, now=NOW)
    before = await drawn(database, hub)
    hidden = await make.contact_restricted(database, manager, [manager.person_id, other.person_id])
    assert await drawn(database, hub) == before
    async with database.transaction() as tx:
        await end_visit(tx, manager, now=NOW)
    night = datetime(2026, 11, 24, 22, tzinfo=UTC)
    assert await turn_walls(database, now=night) == 1
    dark = await drawn(database, hub)
    assert open_one in dark
    assert hidden not in dark


async def test_walls_turn_dark_once_and_are_lit_once_and_reds_alone_stand_on_them(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    red, held = (
        await make.contact_rated(database, manager, "red"),
        await make.contact_claimed(database, manager),
    )
    amber = await make.contact_rated(database, manager, "amber")
    close = datetime(2026, 11, 24, 18, 15, tzinfo=UTC)
    assert [
        await turn_walls(database, now=close - timedelta(seconds=1)),
        await turn_walls(database, now=close),
    ] == [0, 1]
    assert await turn_walls(database, now=close + timedelta(hours=5)) == 0
    shown = await drawn(database, hub)
    assert red in shown
    assert "Red" in shown
    assert not [ref for ref in (held, amber) if ref in shown]
    opens = datetime(2026, 11, 25, 8, 15, tzinfo=UTC)
    assert [await turn_walls(database, now=opens), await turn_walls(database, now=opens)] == [1, 0]
    assert amber in await drawn(database, hub)
    assert await kinds(database) == ["walls_darkened", "walls_lit"]


async def test_a_hub_that_changes_its_mind_has_its_walls_follow(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    red = await make.contact_rated(database, manager, "red")
    night = datetime(2026, 11, 24, 22, tzinfo=UTC)
    await turn_walls(database, now=night)
    later = replace(Policy.default(), wall=replace(Policy.default().wall, lit_before_minutes=60))
    async with database.transaction() as tx:
        await amend_policy(tx, manager, later, night, now=night)
    assert await turn_walls(database, now=night + timedelta(minutes=1)) == 1
    none = replace(later, wall=replace(later.wall, red_on_dark=False))
    assert red not in "".join(draw(view) for view in (await picture(database, hub, none))[0])
    never = replace(later, wall=replace(later.wall, dark_when_closed=False))
    async with database.transaction() as tx:
        await amend_policy(tx, manager, never, night + timedelta(minutes=2), now=night + timedelta(minutes=2))
    assert await turn_walls(database, now=night + timedelta(minutes=3)) == 1
    assert await kinds(database) == ["walls_darkened", "walls_darkened", "walls_lit"]


async def test_a_dark_wall_is_somebodys_until_it_is_back(database: Database) -> None:
    hub = await make.hub(database)
    wall, manager = (
        await screen(database, hub),
        await make.person(database, hub, Role.MANAGER, name="Ana Ruiz"),
    )
    later = datetime.now(UTC) + timedelta(minutes=5)
    async with database.transaction() as tx:
        assert await went_dark(tx, hub.hub_id, now=later) == (wall.screen_id,)

    async def line() -> list[tuple[str, str | None]]:
        async with database.connection() as conn:
            found = await desk_walls(conn, hub.hub_id, hub.key, Policy.default())
        return [(one.name, one.seen_to_by) for one in found.screens]

    assert await line() == [("Duty room", None)]
    for changed in (True, False):
        async with database.transaction() as tx:
            assert await see_to_screen(tx, manager, wall.screen_id, now=later) is changed
    assert await line() == [("Duty room", "Ana Ruiz")]
    async with database.transaction() as tx:
        await note_drawn(tx, wall, 5, now=later)
    assert await line() == []
    async with database.transaction() as tx:
        await went_dark(tx, hub.hub_id, now=later + timedelta(minutes=5))
    assert await line() == [("Duty room", None)], "the next time it is nobody's again"


async def test_a_key_tried_from_elsewhere_is_told_once_until_somebody_has_seen_it(database: Database) -> None:
    hub = await make.hub(database)
    wall, manager = await screen(database, hub), await make.person(database, hub, Role.MANAGER)
    for changed in (True, False):
        async with database.transaction() as tx:
            assert await note_elsewhere(tx, wall, now=NOW) is changed
    async with database.transaction() as tx:
        assert await see_to_screen(tx, manager, wall.screen_id, now=NOW)
    async with database.transaction() as tx:
        assert await note_elsewhere(tx, wall, now=NOW)
    assert await kinds(database) == ["screen_turned_away", "screen_seen_to", "screen_turned_away"]


async def test_a_screen_is_changed_by_managers_alone_and_only_to_what_can_be(database: Database) -> None:
    hub, far = await make.hub(database), await make.hub(database, "eastmarsh")
    wall, other = await screen(database, hub), await screen(database, hub, "Kitchen")
    manager, worker = await make.person(database, hub, Role.MANAGER), await make.person(database, hub)
    stranger = await make.person(database, far, Role.MANAGER)

    async def amend(who: Any, **typed: str) -> bool:
        async with database.transaction() as tx:
            return await amend_screen(
                tx, who, wall.screen_id, ScreenCare(**({"name": "Duty room"} | typed)), now=NOW
            )

    with pytest.raises(NotAllowed):
        await amend(worker)
    with pytest.raises(NotHere):
        await amend(stranger)
    with pytest.raises(ScreenNameTaken):
        await amend(manager, name=other.name)
    with pytest.raises(BadInput) as refused:
        await amend(manager, name=" ", distance="far", panel="big", networks="office")
    assert set(refused.value.errors) == {"name", "distance", "panel", "networks"}
    with pytest.raises(BadInput) as too_far:
        await amend(manager, distance="20", panel="32 inches")
    assert "at most 5.7 metres" in too_far.value.errors["distance"]
    assert not await amend(manager)
    assert await amend(manager, name="Front room", distance="4 m", panel='55"', networks="10.0.0.0/8")
    assert not await amend(manager, name="Front room", distance="4", panel="122", networks="10.0.0.0/8")
    assert await kinds(database) == ["screen_amended"]


async def test_the_later_a_contact_the_earlier_its_tile_and_what_has_no_room_tells_no_past_time(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    refs = [await make.contact_rated(database, manager, "amber") for _ in range(5)]
    late = (3, 21 * 60, 13, 600, None)
    past = text(
        "update clocks k set started_at = k.started_at - interval '3 days', "
        "due_at = cast(:now as timestamptz) - make_interval(mins => :late), fired_at = :now "
        "from contacts c where c.hub_id = k.hub_id and c.contact_id = k.contact_id and c.ref = :ref and k.stopped_at is null"
    )
    async with database.transaction() as tx:
        for ref, minutes in zip(refs, late, strict=True):
            if minutes is not None:
                await tx.conn.execute(past, {"now": NOW, "late": minutes, "ref": ref})
    rules = Policy.default()
    (now, *_), _ = await picture(database, hub, replace(rules, wall=replace(rules.wall, tiles=2)))
    assert isinstance(now, WallNow)
    assert [tile.ref for tile in now.tiles] == [refs[1], refs[3]], (
        "21 h and 10 h late; 13 min and 3 min have no room"
    )
    assert (now.more, now.late, now.next_dues) == (2, 2, ())
    waiting = next(view for view in (await picture(database, hub))[0] if view.id == "wall-waiting")
    assert isinstance(waiting, WallLane) and [row.ref for row in waiting.rows] == [refs[4]]
