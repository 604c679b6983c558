"""A page is given what another page was drawn, as long as that is the truth and only to those who may know of it."""

from __future__ import annotations

import pytest

from board.commands.claims import claim
from board.commands.contact_details import Reach, keep_own
from board.commands.ratings import rate
from board.commands.restrictions import restrict
from board.domain import audiences
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.refusals import NotHere
from board.live.frames import Frames, Listener
from board.store.engine import Database
from board.views.page import Region
from tests import make
from tests.commands.test_deliveries import tell


def opened(who: Actor, ref: str) -> list[Listener]:
    """The audiences of a page with this contact open."""
    found = [audiences.board(who.hub_id, who.lens), audiences.person(who.hub_id, who.person_id)]
    found.append(audiences.contact(who.hub_id, ref, who.lens))
    return [Listener(one, who.lens, who.person_id) for one in found]


async def page(frames: Frames, who: Actor, ref: str) -> list[Region]:
    return await frames.regions(opened(who, ref), make.NOW)


async def test_a_region_is_given_again_until_something_of_it_changes(database: Database) -> None:
    hub, frames = await make.hub(database), Frames(database)
    asha, ben = [await make.person(database, hub, name=name) for name in ("Asha Verma", "Ben Okafor")]
    ref, other = [await make.contact_waiting(database, asha) for _ in range(2)]
    board, own, contact = await page(frames, asha, ref)
    assert [again.pieces for again in await page(frames, asha, ref)] == [
        one.pieces for one in (board, own, contact)
    ]

    async with database.transaction() as tx:
        await claim(tx, ben, other, now=make.NOW)
    later = await page(frames, asha, ref)
    assert later[0].lanes != board.lanes, "the board shows who claimed the other one"
    assert later[2].pieces is contact.pieces, "nothing of it was read anew"
    assert {one.seq for one in later} == {later[0].seq} and later[0].seq > board.seq, (
        "yet all stand at the head"
    )

    async with database.transaction() as tx:
        await rate(tx, asha, ref, None, "red", "Seen today.", now=make.NOW)
    last = await page(frames, asha, ref)
    assert last[2].piece("contact-state") != contact.piece("contact-state")
    assert last == await page(Frames(database), asha, ref), "as a process that remembers nothing draws it"


async def test_what_was_kept_of_a_contact_is_given_to_nobody_for_whom_it_is_not_there(
    database: Database,
) -> None:
    hub, frames = await make.hub(database), Frames(database)
    manager = await make.person(database, hub, Role.MANAGER, name="Ana Ruiz")
    named, ben = [await make.person(database, hub, name=name) for name in ("Asha Verma", "Ben Okafor")]
    ref = await make.contact_waiting(database, manager)
    *_, before = await page(frames, ben, ref)
    async with database.transaction() as tx:
        await restrict(tx, manager, ref, [named.person_id], "A colleague's family.", now=make.NOW)
    *_, theirs = await page(frames, named, ref)
    assert theirs.audience == before.audience, "the same region as for anybody with this lens, kept now"
    with pytest.raises(NotHere):
        await page(frames, ben, ref)
    (board,) = await frames.regions(opened(ben, ref)[:1], make.NOW)
    assert ref not in str(board), "and it has left the board that was kept"


async def test_a_number_to_ring_is_the_one_that_stands_now(database: Database) -> None:
    """No event redraws it, so a page that is loaded anew must not have it from before."""
    hub, frames = await make.hub(database), Frames(database)
    asha, ben = [await make.person(database, hub, name=name) for name in ("Asha Verma", "Ben Okafor")]
    ref = await make.contact_waiting(database, asha)
    await tell(database, hub, [asha.person_id], ref, kind="telephone_now", urgent=True, ring_id=ben.person_id)
    for number in ("01632 960101", "01632 960102"):
        async with database.transaction() as tx:
            await keep_own(tx, ben.person_id, Reach(number, "", "", ()), now=make.NOW)
        assert number in str(await page(frames, asha, ref))
