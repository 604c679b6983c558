"""One incident never gets two workers who do not know of each other, and a likeness tells nobody of a restricted contact."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from board.commands.allocations import allocate, reassign
from board.commands.children import add_child
from board.commands.claims import claim, take_next
from board.commands.closures import close, reopen
from board.commands.feed.numbers import number_events
from board.commands.hand_overs import accept, hand_over
from board.commands.incident.settling import settle
from board.commands.matches import leave_to_holder, match_restricted
from board.commands.restrictions import restrict, unrestrict
from board.domain import audiences
from board.domain.contacts import NewChild
from board.domain.people import Actor
from board.domain.permissions import Action, Lens, Role, sees
from board.domain.policy import Policy
from board.domain.refusals import NotAllowed, NotHere, ReasonNeeded, SameFamily
from board.live.frames import Frames, Listener
from board.queries.board import board_card
from board.queries.cards import live_cards
from board.queries.families import find_by_name, find_by_ref, found_since, likely
from board.queries.feed import feed
from board.queries.happened import head
from board.store.doors import access_contact
from board.store.engine import Database
from board.store.migrate import prepare
from board.views.labels import emptied
from tests import make

NOW = make.NOW
ELSIE = NewChild(given_name="Elsie", family_name="Reed", born_on=date(2017, 1, 20))
ELLIE = NewChild(given_name="Elsie", family_name="Reid", born_on=date(2017, 1, 20))
NOBODY: tuple[NewChild, ...] = ()


async def cards_of(db: Database, hub: make.Hub, lens: Lens = Lens.PRACTICE) -> dict[str, tuple[str, ...]]:
    async with db.snapshot() as conn:
        cards = await live_cards(conn, hub.hub_id, Policy.default(), date(2026, 11, 24))
    return {
        c.ref: emptied(board_card(c, hub.key, Policy.default()), partial(sees, lens)).same_family
        for c in cards
    }


async def read_feed(db: Database, reader: Actor) -> list[tuple[int, str, str]]:
    """The feed as another system reads it: number, kind and reference of all that it tells."""
    async with db.transaction() as tx:
        await number_events(tx, reader.hub_id)
    async with db.connection() as conn:
        return [(one["seq"], one["kind"], one["ref"]) for one in await feed(conn, reader, 0, 100)]


async def two(db: Database, by: Actor) -> tuple[str, str]:
    """Two contacts of one family: the first, then the second."""
    one = await make.contact_waiting(db, by, children=(ELSIE,), adults=())
    return one, await make.contact_waiting(db, by, children=(ELLIE,), adults=())


async def seen_by(db: Database, who: Actor, ref: str) -> list[str]:
    async with db.connection() as conn:
        contact = await access_contact(conn, who, ref, Action.READ_CONTACT, now=NOW)
        return [one.ref for one in await likely(conn, who, contact)]


async def notices_of(db: Database, who: Actor) -> list[str]:
    async with db.connection() as conn:
        found = await conn.execute(
            text("select kind from deliveries where person_id = :p and channel = 'page' order by created_at"),
            {"p": who.person_id},
        )
        return list(found.scalars())


async def test_a_contact_of_a_family_on_the_board_says_so_on_both_cards(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    one, other = await two(database, worker)
    alone = await make.contact_waiting(database, worker)
    assert await cards_of(database, hub) == {one: (f"{other}?",), other: (f"{one}?",), alone: ()}
    assert set((await cards_of(database, hub, Lens.PARTNER)).values()) == {()}


async def test_a_child_added_later_is_matched_too(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    one = await make.contact_waiting(database, worker, children=(ELSIE,), adults=())
    other = await make.contact_waiting(database, worker, children=NOBODY, adults=())
    async with database.transaction() as tx:
        await add_child(tx, worker, other, ELLIE, now=NOW)
    assert await cards_of(database, hub) == {one: (f"{other}?",), other: (f"{one}?",)}


async def test_claiming_what_somebody_else_holds_one_of_is_asked_about_first(database: Database) -> None:
    hub = await make.hub(database)
    sam = await make.person(database, hub, name="Sam Taylor")
    ana = await make.person(database, hub, name="Ana Ruiz")
    one, other = await two(database, sam)
    async with database.transaction() as tx:
        await claim(tx, sam, one, now=NOW)
    with pytest.raises(
        SameFamily, match=f"{other} looks like the same family as {one}, which Sam Taylor holds"
    ):
        async with database.transaction() as tx:
            await claim(tx, ana, other, now=NOW)
    with pytest.raises(SameFamily):
        async with database.transaction() as tx:
            await take_next(tx, ana, now=NOW)
    with pytest.raises(ReasonNeeded):
        async with database.transaction() as tx:
            await claim(tx, ana, other, anyway="  ", now=NOW)
    async with database.transaction() as tx:
        done = await claim(tx, ana, other, anyway="The sister lives elsewhere.", now=NOW)
    assert done.changed and "same_family_claimed" in await notices_of(database, sam)


async def test_allocating_moving_and_accepting_ask_as_a_claim_does(database: Database) -> None:
    hub = await make.hub(database)
    sam = await make.person(database, hub, name="Sam Taylor")
    ana, ben = await make.person(database, hub, name="Ana Ruiz"), await make.person(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    one, other = await two(database, sam)
    async with database.transaction() as tx:
        await claim(tx, sam, one, now=NOW)
    asked = f"{other} looks like the same family as {one}, which Sam Taylor holds"

    async def allocated(anyway: str | None) -> object:
        async with database.transaction() as tx:
            return await allocate(tx, manager, other, ana.person_id, anyway=anyway, now=NOW)

    async def moved(anyway: str | None) -> object:
        async with database.transaction() as tx:
            return await reassign(tx, manager, other, ben.person_id, "She is ill.", anyway=anyway, now=NOW)

    async def accepted(anyway: str | None) -> object:
        async with database.transaction() as tx:
            return await accept(tx, ana, other, anyway=anyway, now=NOW)

    for act, holder in ((allocated, None), (moved, ana), (accepted, ben)):
        if act is accepted:
            async with database.transaction() as tx:
                await hand_over(tx, ben, other, ana.person_id, "Ring the school.", now=NOW)
        with pytest.raises(SameFamily, match=asked):
            await act(None)
        with pytest.raises(ReasonNeeded):
            await act(" ")
        assert await holder_of(database, other) == (holder.person_id if holder else None), "nothing was done"
        await act("The sister lives elsewhere.")
    assert await holder_of(database, other) == ana.person_id
    assert (await notices_of(database, sam)).count("same_family_claimed") == 1, (
        "an open notice is not doubled"
    )


async def test_giving_it_to_the_holder_of_the_other_is_not_asked_about_and_taking_one_of_two_is(
    database: Database,
) -> None:
    hub = await make.hub(database)
    sam, ana = await make.person(database, hub), await make.person(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    one, other = await two(database, sam)
    async with database.transaction() as tx:
        await claim(tx, sam, one, now=NOW)
    async with database.transaction() as tx:
        assert (await allocate(tx, manager, other, sam.person_id, now=NOW)).changed
    with pytest.raises(SameFamily):
        async with database.transaction() as tx:
            await reassign(tx, manager, other, ana.person_id, "He is full.", now=NOW)
    async with database.transaction() as tx:
        await hand_over(tx, sam, other, ana.person_id, "Ring the school.", now=NOW)
    with pytest.raises(SameFamily, match="Decline it"):
        async with database.transaction() as tx:
            await accept(tx, ana, other, now=NOW)


async def test_of_two_allocations_in_one_family_at_once_one_is_asked_about(database: Database) -> None:
    hub = await make.hub(database)
    sam, ana = await make.person(database, hub), await make.person(database, hub)
    manager = await make.person(database, hub, Role.MANAGER)
    one, other = await two(database, sam)

    async def give(ref: str, to: Actor) -> str:
        try:
            async with database.transaction() as tx:
                await allocate(tx, manager, ref, to.person_id, now=NOW)
        except SameFamily:
            return "asked"
        return "given"

    assert sorted(await asyncio.gather(give(one, sam), give(other, ana))) == ["asked", "given"]


async def test_a_manager_who_may_not_know_of_the_other_is_not_asked_about_it(database: Database) -> None:
    hub = await make.hub(database)
    boss = await make.person(database, hub, Role.SERVICE_MANAGER)
    manager = await make.person(database, hub, Role.MANAGER)
    sam, ana = await make.person(database, hub), await make.person(database, hub)
    hidden, shown = await two(database, boss)
    async with database.transaction() as tx:
        await restrict(tx, boss, hidden, [sam.person_id], "A colleague's family.", now=NOW)
        await claim(tx, sam, hidden, now=NOW)
    with pytest.raises(SameFamily):
        async with database.transaction() as tx:
            await allocate(tx, boss, shown, ana.person_id, now=NOW)
    async with database.transaction() as tx:
        assert (await allocate(tx, manager, shown, ana.person_id, now=NOW)).changed, "asking would tell"


async def holder_of(db: Database, ref: str) -> int | None:
    query = text(
        "select person_id from claims join contacts c using (hub_id, contact_id) where c.ref = :ref and released_at is null"
    )
    async with db.connection() as conn:
        found: int | None = (await conn.execute(query, {"ref": ref})).scalar_one_or_none()
        return found


async def test_the_holder_of_one_claims_the_other_without_a_question(database: Database) -> None:
    hub = await make.hub(database)
    sam = await make.person(database, hub)
    one, other = await two(database, sam)
    for ref in (one, other):
        async with database.transaction() as tx:
            assert (await claim(tx, sam, ref, now=NOW)).changed


async def test_what_is_left_to_its_holder_waits_for_them_and_is_passed_over_while_there_is_other_work(
    database: Database,
) -> None:
    hub = await make.hub(database)
    sam, ana = await make.person(database, hub), await make.person(database, hub)
    one, other = await two(database, sam)
    async with database.transaction() as tx:
        await claim(tx, sam, one, now=NOW)
    async with database.transaction() as tx:
        await leave_to_holder(tx, ana, other, one, now=NOW)
    assert "left_to_you" in await notices_of(database, sam)
    more = await make.contact_waiting(database, ana)
    async with database.transaction() as tx:
        assert (await take_next(tx, ana, now=NOW)).ref == more
    with pytest.raises(SameFamily):
        async with database.transaction() as tx:
            await take_next(tx, ana, now=NOW)
    async with database.transaction() as tx:
        assert (await take_next(tx, sam, now=NOW)).ref == other


async def test_of_two_claims_in_one_family_at_once_exactly_one_goes_through_without_a_question(
    database: Database,
) -> None:
    hub = await make.hub(database)
    sam, ana = await make.person(database, hub), await make.person(database, hub)

    async def click(who: Actor, ref: str) -> str:
        try:
            async with database.transaction() as tx:
                await claim(tx, who, ref, now=NOW)
        except SameFamily:
            return "asked"
        return "claimed"

    for _ in range(8):
        one, other = await two(database, sam)
        answers = await asyncio.gather(click(sam, one), click(ana, other))
        assert sorted(answers) == ["asked", "claimed"]
        async with database.transaction() as tx:
            await tx.conn.execute(text("delete from matches"))
            await tx.conn.execute(
                text("update contacts set closed_at = :now, closed_by = :p, outcome = 'X'"),
                {"now": NOW, "p": sam.person_id},
            )


async def test_two_of_one_family_that_arrive_at_once_see_each_other(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    for _ in range(4):
        await asyncio.gather(
            *(make.contact_waiting(database, worker, children=(ELSIE,), adults=()) for _ in range(3))
        )
    cards = await cards_of(database, hub)
    assert len(cards) == 12 and all(len(same) >= 10 for same in cards.values())


async def test_what_somebody_rejected_stays_rejected_and_asks_nobody(database: Database) -> None:
    hub = await make.hub(database)
    sam, ana = await make.person(database, hub), await make.person(database, hub)
    one, other = await two(database, sam)
    async with database.transaction() as tx:
        assert await settle(tx, ana, other, one, same=False, reason="Cousins of one name.", now=NOW)
    async with database.transaction() as tx:
        assert not await settle(tx, ana, one, other, same=False, reason="Cousins of one name.", now=NOW)
    async with database.transaction() as tx:
        await add_child(tx, sam, one, ELLIE, now=NOW)
    assert set((await cards_of(database, hub)).values()) == {()}
    for who, ref in ((sam, one), (ana, other)):
        async with database.transaction() as tx:
            assert (await claim(tx, who, ref, now=NOW)).changed


async def test_a_match_is_said_by_those_who_work_the_queue_with_a_reason_and_only_of_what_looks_alike(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    one, other = await two(database, worker)
    unlike = await make.contact_waiting(database, worker)
    for who, a, b, reason, refusal in (
        (await make.person(database, hub, Role.QA), one, other, "Seen.", NotAllowed),
        (worker, one, other, " ", ReasonNeeded),
        (worker, one, unlike, "Seen.", NotHere),
        (worker, one, "Z9Z", "Seen.", NotHere),
    ):
        with pytest.raises(refusal):
            async with database.transaction() as tx:
                await settle(tx, who, a, b, same=True, reason=reason, now=NOW)
    async with database.transaction() as tx:
        await settle(tx, worker, one, other, same=True, reason="Same mother.", now=NOW)
    assert (await cards_of(database, hub))[one] == (other,)


async def test_closing_and_restricting_one_takes_it_off_the_other_card_and_back(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    deputy = await make.person(database, hub, Role.MANAGER)
    one, other = await two(database, manager)
    board = Listener(audiences.board(hub.hub_id, Lens.PRACTICE), Lens.PRACTICE)
    steps = (
        lambda tx: restrict(tx, manager, one, [deputy.person_id], "A colleague's family.", now=NOW),
        lambda tx: unrestrict(tx, manager, one, "It was not.", now=NOW),
        lambda tx: close(
            tx,
            manager,
            one,
            Policy.default().outcomes[0].code,
            "Help is there.",
            anyway="All of it was weighed.",
            now=NOW,
        ),
    )
    for step, expected in zip(steps, ((), (f"{one}?",), ()), strict=True):
        async with database.connection() as conn:
            since = (await head(conn, hub.hub_id)).seq
        async with database.transaction() as tx:
            await step(tx)
        assert (await cards_of(database, hub))[other] == expected
        (frame,) = await Frames(database).since([board], 1, [since], NOW)
        assert f'id="card-{other}"' in frame.content, "the card beside it is drawn anew at once"


async def test_a_restricted_contact_of_the_family_is_known_to_those_named_on_both_alone(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    deputy = await make.person(database, hub, Role.MANAGER)
    worker = await make.person(database, hub)
    hidden = await make.contact_waiting(database, manager, children=(ELSIE,), adults=(), restricted=True)
    shown = await make.contact_waiting(database, worker, children=(ELLIE,), adults=())
    alone = [(1, "contact_received", shown)]
    assert await read_feed(database, worker) == alone, (
        "coming in beside a restricted one looks like coming in alone"
    )
    listeners = [Listener(audiences.board(hub.hub_id, lens), lens) for lens in Lens]
    listeners += [Listener(audiences.wall(hub.hub_id), Lens.FIGURES)]
    listeners += [Listener(audiences.person(hub.hub_id, worker.person_id), worker.lens)]
    listeners += [Listener(audiences.contact(hub.hub_id, shown, lens), lens) for lens in Lens]
    async with database.connection() as conn:
        since = (await head(conn, hub.hub_id)).seq
    async with database.transaction() as tx:
        await match_restricted(tx, hub.hub_id, now=NOW)
    frames = await Frames(database).since(listeners, 1, [since] * len(listeners), NOW)
    assert {frame.content for frame in frames} == {""}
    assert await read_feed(database, worker) == alone
    assert await seen_by(database, manager, shown) == [hidden] == await seen_by(database, deputy, shown)
    assert await seen_by(database, worker, shown) == []
    assert "match_found" in await notices_of(database, deputy) and not await notices_of(database, worker)
    async with database.transaction() as tx:
        await claim(tx, deputy, hidden, now=NOW)
    with pytest.raises(SameFamily):
        async with database.transaction() as tx:
            await claim(tx, manager, shown, now=NOW)
    async with database.transaction() as tx:
        assert (await claim(tx, worker, shown, now=NOW)).changed, "asking them would tell them"


async def test_of_two_restricted_contacts_only_who_is_named_on_both_sees_the_likeness(
    database: Database,
) -> None:
    hub = await make.hub(database)
    both = await make.person(database, hub, Role.SERVICE_MANAGER)
    on_one, on_other = await make.person(database, hub), await make.person(database, hub)
    one = await make.contact_restricted(database, both, [on_one.person_id], children=(ELSIE,), adults=())
    other = await make.contact_restricted(database, both, [on_other.person_id], children=(ELLIE,), adults=())
    async with database.transaction() as tx:
        await tx.conn.execute(text("delete from deliveries"))
        await match_restricted(tx, hub.hub_id, now=NOW)
    assert await seen_by(database, both, one) == [other]
    assert await seen_by(database, on_one, one) == [] == await seen_by(database, on_other, other)
    assert "match_found" not in [*await notices_of(database, on_one), *await notices_of(database, on_other)]


async def test_finding_sees_live_contacts_that_are_open_to_whoever_looks(database: Database) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    deputy = await make.person(database, hub, Role.MANAGER)
    worker, admin = await make.person(database, hub), await make.person(database, hub, Role.ADMIN)
    shown = await make.contact_waiting(database, worker, children=(ELSIE,))
    gone = await make.contact_closed(database, manager, children=(ELSIE,))
    hidden = await make.contact_restricted(database, manager, [deputy.person_id], children=(ELLIE,))

    since = NOW + timedelta(minutes=1)

    async def found(who: Actor, name: str, born: date | None = None) -> set[str]:
        async with database.connection() as conn:
            return {row.ref for _, row in await find_by_name(conn, who, name, born, since)}

    assert await found(worker, "elsie reed") == {shown} == await found(worker, "Reed Elsy", date(2017, 1, 20))
    assert await found(deputy, "elsie reed") == {shown, hidden}
    assert await found(worker, "elsie reed", date(2012, 5, 5)) == set()
    assert await found(worker, "", date(2017, 1, 20)) == {shown}
    async with database.connection() as conn:
        adult = (await conn.execute(text("select given_name from adults limit 1"))).scalar_one()
        assert await find_by_ref(conn, worker, shown.lower(), since)
        assert not await find_by_ref(conn, worker, hidden, since)
        assert not await find_by_ref(conn, worker, gone, since) and await find_by_ref(conn, worker, gone, NOW)
    assert await found(worker, adult) == {shown}
    since = found_since(NOW, Policy.default())
    assert await found(worker, "elsie reed") == {shown, gone}, "closed today"
    assert found_since(NOW, Policy.default()) == datetime(2026, 11, 24, tzinfo=UTC)
    night = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)
    assert found_since(night, Policy.default()) == night - timedelta(minutes=10), "it can still be undone"
    assert await found(admin, adult) == set(), "adults are not for MASH admin"


async def test_finding_bridges_scripts_short_forms_and_parted_names_and_tells_nobody_of_restricted_ones(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager = await make.person(database, hub, Role.SERVICE_MANAGER)
    worker = await make.person(database, hub)
    born = date(2014, 9, 9)
    named = (("محمد", "حسن"), ("Katherine", "O'Brien"), ("Leo", "Smith-Jones"), (None, "Suryani"))
    shown = [
        await make.contact_waiting(
            database, worker, children=(NewChild(given_name=one, family_name=two, born_on=born),), adults=()
        )
        for one, two in named
    ]
    hidden = await make.contact_restricted(
        database, manager, [], children=(NewChild(given_name="Мохаммед", family_name="Hasan"),), adults=()
    )

    async def found(who: Actor, name: str) -> set[str]:
        async with database.connection() as conn:
            return {row.ref for _, row in await find_by_name(conn, who, name, None, NOW)}

    asked = {"moh": shown[0], "kate obrien": shown[1], "smithj": shown[2], "suryani": shown[3]}
    for name, ref in asked.items():
        assert await found(worker, name) == {ref}, name
    assert await found(manager, "mohamed hassan") == {shown[0], hidden}
    assert await found(worker, "mohamed hassan") == {shown[0]}


async def test_twins_in_two_contacts_and_a_name_in_another_script_are_seen_on_both_cards(
    database: Database,
) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    born = date(2014, 9, 9)
    hassan, hussein, in_arabic = [
        await make.contact_waiting(
            database, worker, children=(NewChild(given_name=one, family_name=two, born_on=born),), adults=()
        )
        for one, two in (("Hassan", "Farah"), ("Hussein", "Farah"), ("فرح", "حسن"))
    ]
    cards = await cards_of(database, hub)
    assert set(cards[hassan]) == {f"{hussein}?", f"{in_arabic}?"}
    assert set(cards[hussein]) == {f"{hassan}?", f"{in_arabic}?"}


async def test_keys_of_a_name_that_is_redacted_go_with_it(database: Database) -> None:
    hub = await make.hub(database)
    worker = await make.person(database, hub)
    await make.contact_waiting(database, worker, children=(ELSIE,), adults=())
    async with database.transaction() as tx:
        kept = (await tx.conn.execute(text("select look_up_keys from children"))).scalar_one()
        await tx.conn.execute(text("update children set given_name = '[redacted]'"))
        gone = (await tx.conn.execute(text("select look_up_keys from children"))).scalar_one()
    assert kept and gone is None
    await prepare(database.url)
    async with database.connection() as conn:
        made = (await conn.execute(text("select look_up_keys from children"))).scalar_one()
    assert set(made) < set(kept), "nothing of the name that was redacted"


async def test_somebody_without_keys_is_compared_and_a_contact_reopened_is_found_by_its_keys(
    database: Database,
) -> None:
    hub = await make.hub(database)
    manager, worker = await make.person(database, hub, Role.SERVICE_MANAGER), await make.person(database, hub)
    before = await make.contact_waiting(database, worker, children=(ELSIE,), adults=())
    async with database.transaction() as tx:
        await tx.conn.execute(text("update children set look_up_keys = null"))
    other = await make.contact_waiting(database, worker, children=(ELLIE,), adults=())
    gone = await make.contact_closed(database, manager, children=(ELSIE,), adults=())
    async with database.transaction() as tx:
        await reopen(tx, manager, gone, "She was seen with them.", now=NOW)
    cards = await cards_of(database, hub)
    assert {before: set(cards[before]), gone: set(cards[gone])} == {
        before: {f"{other}?", f"{gone}?"},
        gone: {f"{before}?", f"{other}?"},
    }
