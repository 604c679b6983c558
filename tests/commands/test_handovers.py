"""What one shift tells the next: from where each person has read, as their lens sees it, with nothing that is restricted to others."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.claims import claim, release
from board.commands.closures import close
from board.commands.duties import put_on_duty
from board.commands.forecasts import foresee
from board.commands.hand_overs import hand_over
from board.commands.handovers import mark_handover
from board.commands.measures import NewMeasure, record_measure
from board.commands.ratings import rate
from board.commands.restrictions import restrict, unrestrict
from board.domain.events import KINDS
from board.domain.handover import morning, told
from board.domain.people import Actor
from board.domain.permissions import Lens, Role, seen_by
from board.domain.policy import Policy
from board.domain.refusals import NotAllowed
from board.domain.rota import Post, Span
from board.queries import handover_changes
from board.queries.handover import handover
from board.queries.handover_hub import hub_handover
from board.queries.handover_lines import MOST
from board.store.engine import Database
from board.views.handover import Handover, HubHandover
from board.views.labels import emptied
from tests import make
from tests.commands.doing import do, rows

NOW = make.NOW
EVENING = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
NINE = Policy.default().calendar.period_after(EVENING).opens


async def page(db: Database, actor: Actor, minutes: float = 5, *, day: bool = False) -> Handover:
    async with db.snapshot() as conn:
        view = await handover(conn, actor, NOW + timedelta(minutes=minutes), day=day)
    return emptied(view, seen_by(actor.lens))


async def hub_page(db: Database, actor: Actor, now: datetime = NOW) -> HubHandover:
    async with db.snapshot() as conn:
        view = await hub_handover(conn, actor, now)
    return emptied(view, seen_by(actor.lens))


async def put(
    db: Database, manager: Actor, person: Actor, begins: datetime, ends: datetime, post: Post = Post.SEAT
) -> int:
    query = "select seat_id from seats where hub_id = :hub_id and person_id = :person_id"
    [(seat,)] = await rows(db, query, hub_id=person.hub_id, person_id=person.person_id)
    async with db.transaction() as tx:
        done = await put_on_duty(tx, manager, seat, post, Span(begins, ends), now=min(NOW, begins))
    return done.duty_id


def changed(view: Handover) -> dict[str, list[str]]:
    return {one.line.ref: [news.words for news in one.news] for one in view.changes.rows}


def held(view: Handover) -> list[str]:
    return [one.line.ref for one in view.waits.held]


def every_word(view: object) -> str:
    return repr(dataclasses.asdict(view))  # type: ignore[call-overload]


async def test_a_page_tells_what_others_did_since_the_person_said_that_they_had_read_it(
    database: Database,
) -> None:
    hub = await make.hub(database)
    asha, ben = await make.person(database, hub), await make.person(database, hub, name="Ben Okafor")
    ref = await make.contact_rated(database, ben, "amber")
    mine = await make.contact_claimed(database, asha)
    first = await page(database, asha)
    assert first.changes.since.why == "day" and mine not in changed(first)
    assert changed(first)[ref] == [
        "Ben Okafor rated child 2: Amber.",
        "Ben Okafor rated child 1: Amber.",
        "Ben Okafor logged it.",
    ]

    assert await do(database, mark_handover, asha, first.seq, minutes=6)
    assert not await do(database, mark_handover, asha, first.seq, minutes=7), "twice is silence"
    again = await page(database, asha, 8)
    assert changed(again) == {} and again.changes.since.why == "mark"
    assert again.changes.since.at == NOW + timedelta(minutes=6)

    await do(database, claim, ben, ref, minutes=9)
    assert changed(await page(database, asha, 10)) == {ref: ["Ben Okafor claimed it."]}
    assert ref in changed(await page(database, asha, 10, day=True)), "and the last day can be read again"
    ((number,),) = await rows(database, "select count(*) from events where kind = 'handover_marked'")
    assert number == 1


async def test_a_mark_never_goes_back_nor_beyond_what_has_happened(database: Database) -> None:
    hub = await make.hub(database)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    old = (await page(database, asha)).seq
    await make.contact_waiting(database, ben)
    assert await do(database, mark_handover, asha, 10**15)
    ref = await make.contact_waiting(database, ben)
    assert list(changed(await page(database, asha))) == [ref], (
        "a forged number hides nothing that comes later"
    )
    assert not await do(database, mark_handover, asha, old), "a page that was left open knew less"
    assert list(changed(await page(database, asha))) == [ref]


async def test_each_hub_and_each_person_has_a_mark_of_their_own(database: Database) -> None:
    north, east = await make.hub(database), await make.hub(database, "eastmarsh")
    asha, ben = await make.person(database, north), await make.person(database, north)
    there = await make.seated(database, east, asha.person_id, asha.name, Role.SOCIAL_WORKER)
    theirs = await make.contact_waiting(database, await make.person(database, east))
    ours = await make.contact_waiting(database, ben)
    await do(database, mark_handover, asha, (await page(database, asha)).seq)
    assert (
        list(changed(await page(database, there))) == [theirs] and changed(await page(database, asha)) == {}
    )
    other = await make.person(database, north)
    assert list(changed(await page(database, other))) == [ours]


async def test_before_the_first_mark_the_page_begins_where_the_last_shift_began(database: Database) -> None:
    hub = await make.hub(database)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    began = NOW - timedelta(days=3)
    duty = await put(database, manager, asha, began, began + timedelta(hours=8))
    async with database.transaction() as tx:
        facts = {"duty": duty, "began": began, "ended": began + timedelta(hours=8)}
        await tx.conn.execute(
            text("update duties set began_at = :began, ended_at = :ended where duty_id = :duty"), facts
        )
    before = await make.contact_waiting(database, ben, now=began - timedelta(hours=1))
    ref = await make.contact_waiting(database, ben, now=began + timedelta(hours=1))
    view = await page(database, asha)
    assert (view.changes.since.why, view.changes.since.at) == ("shift", began)
    assert list(changed(view)) == [ref]
    assert changed(await page(database, ben)) == {} and before not in changed(view)


async def test_what_is_restricted_stands_for_those_named_and_moves_no_count_of_anybody_else(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager, named = (
        await make.person(database, hub, Role.MANAGER),
        await make.person(database, hub, Role.MANAGER),
    )
    asha = await make.person(database, hub)
    shown = await make.contact_rated(database, manager, "red")
    before = [
        dataclasses.asdict(await page(database, asha)),
        dataclasses.asdict(await hub_page(database, named)),
    ]
    ref = await make.contact_rated(database, manager, "red")
    await do(database, restrict, manager, ref, [manager.person_id, named.person_id], "A colleague's family.")
    await do(database, record_measure, manager, ref, _bail(5))
    after = [
        dataclasses.asdict(await page(database, asha)),
        dataclasses.asdict(await hub_page(database, named)),
    ]
    for one in (before[0], after[0]):
        one.pop("seq")
    assert before == after, "as if it did not exist, on the hub's page even for somebody named"

    view = await page(database, named)
    assert list(changed(view)) == [shown] and [line.ref for line in view.night.reds] == [shown]
    (closed,) = view.restricted
    assert closed.own.line.ref == ref
    assert [news.words.split(" ", 2)[2] for news in closed.news][1] == "restricted it to named people."
    assert len(closed.news) == handover_changes.MOST_NEWS and closed.more == 2
    assert "Bail conditions ends" in [bite.words for bite in closed.bites]

    await do(database, unrestrict, manager, ref, "No colleague after all.", minutes=1)
    open_now = await page(database, asha)
    assert set(changed(open_now)) == {shown, ref} and "lifted the restriction" in changed(open_now)[ref][0]


def _bail(hours: float) -> NewMeasure:
    return NewMeasure("bail", NOW - timedelta(hours=1), NOW + timedelta(hours=hours))


@pytest.mark.parametrize("role", [Role.POLICE, Role.DATA_OFFICER, Role.ADMIN, Role.QA])
async def test_a_page_holds_what_its_readers_lens_sees(database: Database, role: Role) -> None:
    hub = await make.hub(database)
    asha = await make.person(database, hub, name="Asha Verma")
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    reader = await make.person(database, hub, role, name="Pat Osei")
    ref = await make.contact_rated(database, asha, "red", confidential_enquiry=True)
    await do(database, claim, asha, ref)
    await do(database, record_measure, asha, ref, _bail(5))
    gone = await make.contact_closed(database, manager)
    view, said = await page(database, reader), ""
    said = every_word(view)
    lens = reader.lens
    assert ("Marlow" in said) == (lens in (Lens.SUPPORT, Lens.AUDIT))
    assert ("Asha Verma" in said) == (lens is not Lens.FIGURES)
    assert (
        ("Parents not aware" in said) == ("Not known where" in said) == (lens in (Lens.SUPPORT, Lens.AUDIT))
    )
    assert ("Bail" in said) == (lens is Lens.AUDIT)
    words = changed(view)[ref]
    assert (any("claimed" in one for one in words)) == (lens is not Lens.FIGURES)
    assert (any("rated child" in one for one in words)) == (lens in (Lens.SUPPORT, Lens.AUDIT))
    (left,) = view.changes.left
    assert left.ref == gone and (left.news is not None) == (lens in (Lens.SUPPORT, Lens.AUDIT))
    assert [bite.words for bite in view.night.bites].count("act by") == (lens is not Lens.AUDIT)


def test_a_shift_is_told_what_happened_to_contacts_and_each_lens_only_what_it_sees() -> None:
    told_of = {kind.name for kind in KINDS.values() if kind.told}
    assert told_of <= {kind.name for kind in KINDS.values() if kind.open}
    assert told(Lens.PRACTICE) == told_of
    assert told(Lens.FIGURES) == {"contact_received", "clock_fired"}


def test_morning_is_the_next_opening_by_day_by_night_and_over_a_weekend() -> None:
    calendar = Policy.default().calendar
    opens = calendar.period_after(datetime(2026, 11, 25, 3, tzinfo=UTC)).opens
    assert morning(calendar, NOW) == morning(calendar, EVENING) == opens
    assert morning(calendar, opens - timedelta(minutes=1)) == opens
    friday = datetime(2026, 11, 27, 20, tzinfo=UTC)
    assert morning(calendar, friday) == calendar.period_after(datetime(2026, 11, 30, 3, tzinfo=UTC)).opens


async def test_what_waits_is_what_is_held_offered_and_theirs_to_decide(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    green, red = [await make.contact_rated(database, asha, rag) for rag in ("green", "red")]
    for ref in (green, red):
        await do(database, claim, asha, ref)
    offered = await make.contact_claimed(database, ben)
    await do(database, hand_over, ben, offered, asha.person_id, "Ring the school.")
    await do(database, rate, manager, green, None, "amber", "Seen today.")
    view = await page(database, asha)
    assert held(view) == [red, green], "what bites first on top"
    (offer,) = view.waits.offered
    assert (offer.line.ref, offer.line.note) == (offered, "Ring the school.")
    assert [notice.about[0].ref for notice in view.waits.notices] == [offered] and not view.waits.nothing
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update contacts set deciding_manager = :m where ref = :r"),
            {"m": manager.person_id, "r": red},
        )
    decides = (await page(database, manager)).waits.decides
    assert [one.line.ref for one in decides] == [red] and decides[0].line.holder == asha.name


async def test_an_empty_hub_says_so_in_every_part(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    own, whole = await page(database, manager), await hub_page(database, manager)
    assert own.waits.nothing and own.changes.count == 0 and not own.restricted and not own.night.bites
    assert not (
        whole.going or whole.pressing or whole.forecast.rows or whole.here or whole.next or whole.failures
    )
    assert whole.running and not whole.night.rota


async def test_a_very_full_hub_shows_the_most_urgent_and_counts_the_rest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await make.hub(database)
    asha, ben = await make.person(database, hub), await make.person(database, hub)
    for _ in range(MOST + 5):
        await make.contact_waiting(database, ben, received_at=NOW)
    red = await make.contact_rated(database, ben, "red", children=tuple(_child(n) for n in range(8)))
    view = await page(database, asha)
    assert len(view.changes.rows) == MOST and view.changes.more == 6 and view.changes.count == MOST + 6
    first = view.changes.rows[0]
    assert first.line.ref == red, "the most urgent first"
    assert len(first.news) == handover_changes.MOST_NEWS and first.more == 6
    assert len(view.night.bites) == MOST and view.night.more > 0 and len(view.night.unseen) == MOST
    monkeypatch.setattr(handover_changes, "FURTHEST", 10)
    short = await page(database, asha)
    assert short.changes.since.cut and short.changes.count < MOST, "and says that the oldest is left out"


def _child(number: int) -> Any:
    return make.NewChild(given_name=make.nobody_elses(number + 900).capitalize(), family_name="Marlow")


async def test_what_left_the_board_is_counted_as_far_as_anybody_counts_and_never_what_is_hidden(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await make.hub(database)
    manager, other = [await make.person(database, hub, Role.MANAGER) for _ in range(2)]
    asha = await make.person(database, hub)
    for _ in range(4):
        await make.contact_closed(database, manager)
    hidden = await make.contact_restricted(database, manager, [manager.person_id, other.person_id])
    await do(
        database,
        close,
        manager,
        hidden,
        Policy.default().outcomes[0].code,
        "Done.",
        anyway="All of it was weighed.",
    )
    monkeypatch.setattr(handover_changes, "LEFT_SHOWN", 3)
    left = (await page(database, asha)).changes
    assert (len(left.left), left.left_more) == (3, 1) and hidden not in every_word(left)
    assert hidden in every_word(await page(database, other)), "whoever is named knows"
    monkeypatch.setattr(handover_changes, "MOST_LEFT", 4)
    assert (await page(database, asha)).changes.left_more is None


async def test_the_night_says_what_runs_out_who_has_it_and_whether_they_are_there_then(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER)
    asha, eve = await make.person(database, hub), await make.person(database, hub, Role.EDT, name="Eve Night")
    await put(database, manager, asha, NOW - timedelta(minutes=1), EVENING)
    await put(database, manager, eve, EVENING, EVENING + timedelta(hours=14))
    by_day, by_night = [await make.contact_claimed(database, one) for one in (asha, eve)]
    for ref in (by_day, by_night):
        protection = NewMeasure("bail", NOW - timedelta(hours=1), EVENING + timedelta(hours=5))
        await do(database, record_measure, asha, ref, protection)
    alone = await make.contact_waiting(
        database, asha, received_at=EVENING - timedelta(minutes=20), now=EVENING - timedelta(minutes=20)
    )
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update clocks set fired_at = due_at where due_at <= :at"), {"at": EVENING}
        )
    async with database.snapshot() as conn:
        night = (await handover(conn, eve, EVENING)).night
    bail = {bite.ref: bite for bite in night.bites if bite.words == "Bail conditions ends"}
    assert (bail[by_day].on_duty, bail[by_night].on_duty) == (False, True)
    assert bail[by_day].closed and [bite.at for bite in night.bites] == sorted(
        bite.at for bite in night.bites
    )
    assert all(EVENING < bite.at < night.morning for bite in night.bites) and night.morning == NINE
    waiting = [bite for bite in night.bites if bite.ref == alone]
    assert not any(bite.held or bite.on_duty is not None for bite in waiting)
    assert {line.ref for line in night.unseen} == {by_day, by_night, alone}, "each has an unborn baby"


async def test_what_nobody_has_found_late_yet_stands_first_and_not_nowhere(database: Database) -> None:
    hub = await make.hub(database)
    asha, manager = await make.person(database, hub), await make.person(database, hub, Role.MANAGER)
    await put(database, manager, asha, NOW - timedelta(minutes=1), EVENING)
    ref = await make.contact_claimed(database, asha, received_at=NOW)
    view = await page(database, asha, 40)  # it was to be rated within thirty minutes, and no worker runs here
    first = view.night.bites[0]
    assert (first.ref, first.words, first.on_duty) == (ref, "rate by", True)
    assert first.passed and first.at < view.at and view.night.late == 0
    async with database.transaction() as tx:
        await tx.conn.execute(text("update clocks set fired_at = due_at where kind = 'screening'"))
    found = await page(database, asha, 40)
    assert "rate by" not in [bite.words for bite in found.night.bites]
    assert found.night.late == 1 and found.waits.held[0].dues[0].late


async def test_the_hub_hears_what_those_who_go_still_hold_who_is_free_and_who_comes(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    asha, ben = (
        await make.person(database, hub, name="Asha Verma"),
        await make.person(database, hub, name="Ben Okafor"),
    )
    eve = await make.person(database, hub, Role.EDT, name="Eve Night")
    gone = await make.person(database, hub, name="Gwen Hale")
    soon = EVENING - timedelta(hours=1)
    late = await make.contact_waiting(database, asha, received_at=NOW)
    async with database.transaction() as tx:
        await foresee(tx, hub.hub_id, now=NOW)
    for one in (asha, ben):
        await put(database, manager, one, NOW - timedelta(minutes=1), EVENING)
    await put(database, manager, manager, NOW, EVENING + timedelta(hours=3), Post.DUTY_MANAGER)
    await put(database, manager, eve, EVENING, EVENING + timedelta(hours=12))
    ref, red = await make.contact_claimed(database, asha), await make.contact_rated(database, asha, "red")
    left = await make.contact_claimed(database, gone)
    async with database.transaction() as tx:
        await tx.conn.execute(
            text("update claims set left_at = :at where person_id = :p"), {"at": NOW, "p": gone.person_id}
        )
    view = await hub_page(database, manager, soon)
    assert [(one.name, one.gone, [line.ref for line in one.lines]) for one in view.going] == [
        ("Gwen Hale", True, [left]),
        ("Asha Verma", False, [ref]),
    ]
    assert [line.ref for line in view.pressing] == [red]
    here = {one.name: one for one in view.here}
    assert here.keys() == {"Ana Ruiz", "Asha Verma", "Ben Okafor"} and here["Ana Ruiz"].posts == (
        "duty manager",
    )
    assert (here["Asha Verma"].held, here["Ben Okafor"].held) == (1, 0)
    assert [(one.name, one.starts_at) for one in view.next] == [("Eve Night", EVENING)]
    ((why, (one,)),) = view.forecast.rows
    assert (one.ref, why) == (late, "nobody is on duty who could do it")
    await do(database, release, asha, ref, "Called away.")
    assert [one.name for one in (await hub_page(database, manager, soon)).going] == ["Gwen Hale"]


async def test_what_did_not_arrive_stands_with_its_owner_on_both_pages(database: Database) -> None:
    hub = await make.hub(database)
    manager, other = [
        await make.person(database, hub, Role.MANAGER, name=name) for name in ("Ana Ruiz", "Dee Moss")
    ]
    asha = await make.person(database, hub, name="Asha Verma")
    ref = await make.contact_claimed(database, asha)
    hidden = await make.contact_restricted(database, manager, [manager.person_id, other.person_id])
    insert = text(
        "insert into deliveries (hub_id, delivery_id, kind, channel, person_id, contact_id, state, created_at, changed_at, ring_id) "
        "select hub_id, gen_random_uuid(), 'delivery_failed', 'page', :owner, contact_id, 'queued', :now, :now, :ring from contacts "
        "where hub_id = :hub_id and ref = any(:refs)"
    )
    async with database.transaction() as tx:
        facts = {
            "owner": manager.person_id,
            "ring": asha.person_id,
            "now": NOW,
            "hub_id": hub.hub_id,
            "refs": [ref, hidden],
        }
        await tx.conn.execute(insert, facts)
    (failure,) = (await hub_page(database, other)).failures
    assert (failure.ref, failure.owner, failure.ring) == (ref, "Ana Ruiz", "Asha Verma")
    assert {one.about[0].ref for one in (await page(database, manager)).waits.to_ring} == {ref, hidden}
    assert not (await page(database, asha)).waits.to_ring


async def test_a_seat_that_sees_no_board_marks_nothing(database: Database) -> None:
    hub = await make.hub(database)
    executive = await make.person(database, hub, Role.EXECUTIVE)
    with pytest.raises(NotAllowed):
        await do(database, mark_handover, executive, 1)
    assert await rows(database, "select * from handover_marks") == []
