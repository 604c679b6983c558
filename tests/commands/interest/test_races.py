"""An interest is declared in the very moment in which a contact is claimed, offered, decided or arrives; and in any order with all else."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from typing import Any

import pytest

from board.commands.children import add_child
from board.commands.claims import claim, release
from board.commands.hand_overs import accept, hand_over
from board.commands.incident.settling import settle
from board.commands.interest.deciding import confirm_interest, end_interest
from board.commands.interest.declaring import declare_interest, mark_interest
from board.commands.owners import own
from board.commands.restrictions import restrict, unrestrict
from board.commands.undo import undo
from board.domain.contacts import NewChild
from board.domain.permissions import Action, Role
from board.domain.refusals import NotHere, Refusal
from board.queries.cards import cards_shown, own_cards
from board.store.doors import access_contact
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows

NELL = NewChild(given_name="Nell", family_name="Quill", born_on=date(2016, 5, 4))
FAMILY = {"children": (NELL,), "adults": ()}
KEPT = (
    "select k.person_id, c.ref, c.closed_at is null, cl.person_id = k.person_id, c.deciding_manager = k.person_id, "
    "exists (select from hand_overs h where h.contact_id = c.contact_id and h.person_id = k.person_id and h.ended_at is null), "
    "exists (select from named_people n where n.contact_id = c.contact_id and n.person_id = k.person_id and n.ended_at is null) "
    "from interest_contacts k join contacts c using (hub_id, contact_id) left join claims cl on cl.contact_id = c.contact_id "
    "and cl.released_at is null where k.ended_at is null"
)


async def tried(db: Database, command: Any, *given: Any, **more: Any) -> Any:
    """The command, or its refusal."""
    try:
        return await do(db, command, *given, **more)
    except Refusal as refusal:
        return refusal


async def nothing_kept_is_held(db: Database, hub: make.Hub, people: list[make.Actor]) -> None:
    """Nobody works on, or sees, a contact that is kept from them."""
    for person, ref, is_open, *work in await rows(db, KEPT):
        assert not (is_open and any(work)), (person, ref, work)
        actor = next(one for one in people if one.person_id == person)
        async with db.connection() as conn:
            with pytest.raises(NotHere):
                await access_contact(conn, actor, ref, Action.READ_CONTACT, now=make.NOW)
            policy, today = make.Policy.default(), make.NOW.date()
            shown = await cards_shown(conn, hub.hub_id, policy, today, reader=person)
            strip = await own_cards(conn, hub.hub_id, person, policy, today)
        for card in (*shown, *strip):
            assert ref not in (
                card.ref,
                *(one.rstrip("?") for one in (*card.same_family, *card.same_reference)),
            )


@pytest.mark.parametrize("act", ["claim", "accept", "own", "receive", "add_child"])
async def test_of_two_at_once_neither_leaves_the_person_with_the_contact(
    database: Database, act: str
) -> None:
    hub = await make.hub(database)
    kin = await make.person(database, hub, Role.MANAGER)
    other = await make.person(database, hub, Role.SERVICE_MANAGER)
    for _ in range(6):
        facts = {} if act == "add_child" else FAMILY
        ref = await make.contact_waiting(database, other, **facts)
        if act == "accept":
            await do(database, claim, other, ref, anyway="Mine.")
            await do(database, hand_over, other, ref, kin.person_id, "Please.", anyway="Now.")
        elif act == "add_child":
            await do(database, claim, kin, ref)
        acts = {
            "claim": lambda ref=ref: tried(database, claim, kin, ref, anyway="Mine."),
            "accept": lambda ref=ref: tried(database, accept, kin, ref, anyway="Mine."),
            "own": lambda ref=ref: tried(database, own, other, ref, kin.person_id),
            "receive": lambda: make.contact_waiting(database, other, **FAMILY),
            "add_child": lambda ref=ref: tried(database, add_child, other, ref, NELL),
        }
        declaring = tried(database, declare_interest, kin, "kin", names="Nell Quill")
        await asyncio.gather(*random.sample([acts[act](), declaring], 2))
        [(reached,)] = await rows(
            database,
            "select count(*) from contacts c join children x using (hub_id, contact_id) where x.family_name = 'Quill' "
            "and c.closed_at is null and not exists (select from interest_contacts k where k.contact_id = c.contact_id "
            "and k.ended_at is null)",
        )
        assert reached == 0, "a contact of the family was missed"
        await nothing_kept_is_held(database, hub, [kin, other])
        [(number,)] = await rows(database, "select max(interest_id) from interests")
        await do(database, end_interest, other, number, "And again.")


@pytest.mark.parametrize("seed", range(3))
async def test_in_any_order_nobody_sees_or_works_on_what_is_kept_from_them(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    hub = await make.hub(database)
    roles = (Role.SOCIAL_WORKER, Role.SOCIAL_WORKER, Role.MANAGER, Role.SERVICE_MANAGER)
    people = [await make.person(database, hub, role) for role in roles]
    refs = [
        await make.contact_waiting(database, people[3], children=(child,), adults=())
        for child in (NELL, NELL, NewChild(given_name="Tom", family_name="Reed", born_on=date(2017, 1, 20)))
    ]
    done = set()
    for minute in range(60):
        who, other, ref, second = (chance.choice(few) for few in (people, people, refs, refs))
        [(newest,)] = await rows(database, "select coalesce(max(interest_id), 0) from interests")
        acts: dict[Any, tuple[Any, ...]] = {
            claim: (ref, "Mine."), release: (ref, "Gone."), accept: (ref,), hand_over: (ref, other.person_id, "Please."),
            own: (ref, other.person_id), undo: (ref,), settle: (ref, second), add_child: (ref, NELL),
            restrict: (ref, [other.person_id], "A colleague's family."), unrestrict: (ref, "Not them."),
            mark_interest: (ref, other.person_id, "neighbour", "They said so."), confirm_interest: (newest,),
            end_interest: (newest, "Another family."), declare_interest: ("kin",),
        }  # fmt: skip
        act = chance.choice([*acts, end_interest, end_interest, hand_over, own, restrict])
        given = acts[act]
        more: dict[str, Any] = {}
        if act is settle:
            more = {"same": chance.random() < 0.7, "reason": "Cousins."}
        elif act is declare_interest:
            more = {"names": chance.choice(["Nell Quill", "Tom Reed", "Nobody Else"])}
        elif act is claim:
            given, more = (ref,), {"anyway": "Mine."}
        elif act in (hand_over, accept):
            more = {"anyway": "She comes in."}
        if not isinstance(await tried(database, act, who, *given, minutes=minute, **more), Refusal):
            done.add(act.__name__)
        await nothing_kept_is_held(database, hub, people)
    assert done >= {"declare_interest", "end_interest"} and len(done) > 4, done
