"""A contact is not closed by accident: the board asks once and names all that is unfinished; a closing is undone or reopened."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from board.commands.allocations import allocate, reassign
from board.commands.claims import claim
from board.commands.closures import close, reopen
from board.commands.contact.consent import record_awareness
from board.commands.deliveries import queue
from board.commands.duties import end_duty, put_on_duty
from board.commands.hand_overs import accept, hand_over
from board.commands.measures import NewMeasure, end_measure, record_measure
from board.commands.ratings import rate
from board.commands.review_meetings import set_meeting
from board.commands.safe_now import record_safe_now
from board.commands.strategy.requests import answer_strategy, ask_for_strategy
from board.commands.undo import undo
from board.domain.contacts import NewChild
from board.domain.measures import MeasureKind
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import (
    NotAllowed,
    NotFinished,
    NotHere,
    OffDuty,
    ReasonNeeded,
    SameFamily,
    ToldOutside,
)
from board.domain.rota import Post, Span
from board.domain.safe_now import SafeNow
from board.store.engine import Database
from tests import make
from tests.commands.doing import clocks, do, holder, rows

NOW = make.NOW
OUTCOME = Policy.default().outcomes[0].code
LOCATED = SafeNow("At school", "The teacher", "Ann Lee, teacher", NOW)
LOST = SafeNow(None, None, None, NOW)


class Scene:
    """A manager who may close, and two practitioners."""

    db: Database
    hub: make.Hub
    ana: Actor
    asha: Actor
    ben: Actor

    async def asked(self, ref: str, *, minutes: float = 5) -> str:
        """The question; empty when it closes without one."""
        try:
            await do(self.db, close, self.ana, ref, OUTCOME, "In place.", minutes=minutes)
        except NotFinished as asked:
            return str(asked.facts["why"])
        return ""

    async def on_duty(self, who: Actor, hours: float = 8) -> None:
        query = "select seat_id from seats where person_id = :person_id"
        [(seat,)] = await rows(self.db, query, person_id=who.person_id)
        span = Span(NOW - timedelta(hours=1), NOW + timedelta(hours=hours))
        await do(self.db, put_on_duty, self.ana, seat, Post.SEAT, span)


@pytest.fixture
async def scene(database: Database) -> Scene:
    made = Scene()
    made.db, made.hub = database, await make.hub(database)
    made.ana = await make.person(database, made.hub, Role.MANAGER, name="Ana Ruiz")
    made.asha = await make.person(database, made.hub, name="Asha Verma")
    made.ben = await make.person(database, made.hub, name="Ben Okafor")
    return made


async def _red(s: Scene, ref: str) -> None:
    await do(s.db, record_safe_now, s.asha, ref, None, LOCATED)
    await do(s.db, rate, s.asha, ref, None, "red", "A weapon was seen.")


async def _not_located(s: Scene, ref: str) -> None:
    await do(s.db, record_safe_now, s.asha, ref, None, LOST)


async def _protected(s: Scene, ref: str) -> None:
    new = NewMeasure(MeasureKind.PROTECTION_NOTICE, NOW)
    await do(s.db, record_measure, s.asha, ref, new)


async def _held(s: Scene, ref: str) -> None:
    await do(s.db, claim, s.asha, ref)


async def _offered(s: Scene, ref: str) -> None:
    await do(s.db, claim, s.ana, ref)
    await do(s.db, hand_over, s.ana, ref, s.ben.person_id, "Ring the school.")


async def _strategy(s: Scene, ref: str) -> None:
    await do(s.db, ask_for_strategy, s.ben, ref, "A bruise on a baby.")


async def _unaware(s: Scene, ref: str) -> None:
    for (adult_id,) in await rows(s.db, "select adult_id from adults where place = 1"):
        await do(
            s.db,
            record_awareness,
            s.asha,
            ref,
            "not_aware",
            adult_id=adult_id,
            reason="He would come.",
            look_again_on=make.NOW.date() + timedelta(days=7),
        )


WAYS = {
    "It is red.": _red,
    "Not known where 1 child is.": _not_located,
    "Protection notice (DVPN or DAPN) runs until Thu 26 Nov 09:30.": _protected,
    "Adult 1 is not aware and must not be contacted, also after it is closed: say who decides whether this person is told, and when.": (
        _unaware
    ),
    "Asha Verma holds it.": _held,
    "It is offered to Ben Okafor, who has not answered.": _offered,
    "Ben Okafor asked for a strategy discussion at 09:30, and nobody has answered.": _strategy,
}


@pytest.mark.parametrize("sentence", WAYS)
async def test_the_board_asks_once_what_is_unfinished_and_the_answer_closes_it(
    scene: Scene, sentence: str
) -> None:
    ref = await make.contact_rated(scene.db, scene.asha, "amber")
    await WAYS[sentence](scene, ref)
    assert await scene.asked(ref) == sentence
    [(state, before)] = await rows(scene.db, "select closed_at, deciding_manager from contacts")
    assert state is None and before is None, "nothing changed"
    with pytest.raises(ReasonNeeded):
        await do(scene.db, close, scene.ana, ref, OUTCOME, "In place.", anyway="  ", minutes=6)
    assert (
        await do(scene.db, close, scene.ana, ref, OUTCOME, "In place.", anyway="Weighed.", minutes=6)
    ).changed


async def test_one_question_names_all_of_it(scene: Scene) -> None:
    ref = await make.contact_rated(scene.db, scene.asha, "red")
    for way in (_protected, _strategy, _held):
        await way(scene, ref)
    asked = await scene.asked(ref)
    for sentence in (
        "It is red.",
        "Not known where",
        "runs until",
        "asked for a strategy",
        "Asha Verma holds it.",
    ):
        assert sentence in asked


async def test_an_answer_to_less_than_what_speaks_against_it_now_is_asked_again(scene: Scene) -> None:
    ref = await make.contact_rated(scene.db, scene.asha, "amber")
    await _held(scene, ref)
    seen = ["Asha Verma holds it."]
    closing = (close, scene.ana, ref, OUTCOME, "In place.")
    for way, sentence in (
        (_not_located, "Not known where"),
        (_protected, "runs until"),
        (_strategy, "asked for a strategy"),
        (_red, "It is red."),
    ):
        await way(scene, ref)
        with pytest.raises(NotFinished, match=sentence) as asked:
            await do(scene.db, *closing, anyway="She knows.", seen=seen, minutes=6)
        seen = asked.value.facts["asks"]
    await do(scene.db, *closing, anyway="She knows.", seen=[*seen, "And what is over."], minutes=6)


async def test_finished_work_closes_without_a_question(scene: Scene) -> None:
    ref = await make.contact_rated(scene.db, scene.asha, "amber")
    await _protected(scene, ref)
    await _strategy(scene, ref)
    [(measure,)] = await rows(scene.db, "select measure_id from measures")
    await do(scene.db, end_measure, scene.asha, ref, measure, "Court made an order.", minutes=1)
    await do(scene.db, answer_strategy, scene.ana, ref, "refused", "Explained by the nurse.", minutes=1)
    await do(scene.db, claim, scene.ana, ref, minutes=2)
    assert await scene.asked(ref) == ""


async def test_a_measure_past_its_end_is_asked_about_until_somebody_says_that_it_is_over(
    scene: Scene,
) -> None:
    ref = await make.contact_rated(scene.db, scene.asha, "amber")
    await _protected(scene, ref)
    assert "was to end at Thu 26 Nov 09:30, and nobody has recorded that it is over" in await scene.asked(
        ref, minutes=60 * 72
    )


async def test_an_unborn_baby_is_not_lost_and_one_child_of_two_is(scene: Scene) -> None:
    children = (NewChild(given_name="Elsie"), NewChild(unborn=True))
    ref = await make.contact_waiting(scene.db, scene.asha, children=children)
    [(born,), _] = await rows(scene.db, "select child_id from children order by place")
    await do(scene.db, record_safe_now, scene.asha, ref, born, LOCATED)
    await do(scene.db, rate, scene.asha, ref, None, "red", "A weapon was seen.")
    assert await scene.asked(ref) == "It is red."
    await do(scene.db, record_safe_now, scene.asha, ref, born, LOST, minutes=1)
    assert await scene.asked(ref) == "It is red. Not known where 1 child is."


async def test_a_late_clock_goes_on_after_the_undo_from_its_old_start_and_is_late_still(scene: Scene) -> None:
    ref = await make.contact_rated(scene.db, scene.asha, "amber")
    async with scene.db.transaction() as tx:
        await tx.conn.execute(text("update clocks set fired_at = :now where kind = 'claim'"), {"now": NOW})
    before = await clocks(scene.db, ref)
    late = "select kind, started_at, due_at from clocks where stopped_at is null and fired_at is not null"
    stood = await rows(scene.db, late)
    await do(scene.db, close, scene.ana, ref, OUTCOME, "In place.", minutes=30)
    assert await clocks(scene.db, ref) == {}
    assert (await do(scene.db, undo, scene.ana, ref, minutes=35)).what == "the closing"
    assert await clocks(scene.db, ref) == before and await rows(scene.db, late) == stood
    [(closed, by, outcome, why)] = await rows(
        scene.db, "select closed_at, closed_by, outcome, outcome_reason from contacts"
    )
    assert (closed, by, outcome, why) == (None, None, None, None)


async def test_the_meeting_is_set_again_and_who_left_meanwhile_does_not_keep_it_closed(scene: Scene) -> None:
    ref = await make.contact_claimed(scene.db, scene.asha)
    starts = NOW + timedelta(days=1)
    await do(scene.db, set_meeting, scene.ana, ref, starts, 30)
    await do(scene.db, close, scene.ana, ref, OUTCOME, "In place.", anyway="Weighed.", minutes=1)
    async with scene.db.transaction() as tx:
        end = text("update seats set ended_at = :now where person_id = :person_id")
        await tx.conn.execute(end, {"now": NOW, "person_id": scene.asha.person_id})
    await do(scene.db, undo, scene.ana, ref, minutes=2)
    standing = "select starts_at, version from review_meetings where ended_at is null"
    assert await rows(scene.db, standing) == [(starts, 4)], (
        "set, called off, set again, and without the holder who left"
    )
    [(again,)] = await rows(scene.db, "select count(*) from events where kind = 'review_meeting_set'")
    assert again == 2
    assert await holder(scene.db, ref) is None, "it waits for somebody who is here"


async def test_once_somebody_outside_was_told_the_closing_is_not_undone_and_reopening_says_why(
    scene: Scene,
) -> None:
    police = await make.person(scene.db, scene.hub, Role.POLICE, agency="police")
    ref = await make.contact_waiting(scene.db, scene.asha)
    await do(scene.db, close, scene.ana, ref, OUTCOME, "In place.")
    [(number,)] = await rows(scene.db, "select contact_id from contacts")
    async with scene.db.transaction() as tx:
        minute = NOW + timedelta(minutes=1)
        await queue(tx, scene.hub.hub_id, "allocated", [police.person_id], number, now=minute)
    with pytest.raises(ToldOutside):
        await do(scene.db, undo, scene.ana, ref, minutes=2)
    with pytest.raises(ReasonNeeded):
        await do(scene.db, reopen, scene.ana, ref, " ", minutes=2)
    assert (await do(scene.db, reopen, scene.ana, ref, "The school rang again.", minutes=2)).changed
    assert not (await do(scene.db, reopen, scene.ana, ref, "The school rang again.", minutes=3)).changed


async def test_a_reopened_contact_keeps_its_old_clocks_and_waits_to_be_claimed_from_now(scene: Scene) -> None:
    ref = await make.contact_rated(scene.db, scene.asha, "amber")
    before = await clocks(scene.db, ref)
    await do(scene.db, close, scene.ana, ref, OUTCOME, "In place.", minutes=1)
    with pytest.raises(NotAllowed):
        await do(scene.db, reopen, scene.asha, ref, "It came again.", minutes=60)
    await do(scene.db, reopen, scene.ana, ref, "It came again.", minutes=60)
    after = await clocks(scene.db, ref)
    assert after.pop("claim") == before.pop("claim") + timedelta(minutes=60) and after == before
    await do(scene.db, claim, scene.ben, ref, minutes=61)
    assert await holder(scene.db, ref) == "Ben Okafor"


async def test_a_restricted_contact_is_reopened_only_by_the_people_named(scene: Scene) -> None:
    other = await make.person(scene.db, scene.hub, Role.MANAGER)
    ref = await make.contact_restricted(scene.db, scene.ana, [scene.asha.person_id])
    await do(scene.db, close, scene.ana, ref, OUTCOME, "In place.", anyway="Weighed.")
    with pytest.raises(NotHere):
        await do(scene.db, reopen, other, ref, "It came again.", minutes=1)
    await do(scene.db, undo, scene.ana, ref, minutes=1)
    assert await rows(scene.db, "select restricted, closed_at from contacts") == [(True, None)]


async def test_an_offer_to_somebody_off_duty_asks_once(scene: Scene) -> None:
    ref = await make.contact_claimed(scene.db, scene.ana)
    to = scene.ben.person_id
    await scene.on_duty(scene.asha)

    async def offer(**answer: Any) -> Any:
        return await do(scene.db, hand_over, scene.ana, ref, to, "Ring the school.", **answer)

    with pytest.raises(OffDuty, match="Ben Okafor is off duty, and no later duty is planned"):
        await offer()
    with pytest.raises(ReasonNeeded):
        await offer(anyway=" ")
    assert (await offer(anyway="He comes in at noon.")).offered_to == "Ben Okafor"


async def test_giving_and_moving_ask_alike_and_one_question_names_family_and_duty(scene: Scene) -> None:
    await scene.on_duty(scene.asha)
    family = (NewChild(given_name="Elsie", family_name="Reed"),)
    held = await make.contact_waiting(scene.db, scene.asha, children=family)
    ref = await make.contact_waiting(scene.db, scene.asha, children=family)
    to = scene.ben.person_id
    with pytest.raises(OffDuty):
        await do(scene.db, allocate, scene.ana, held, to)
    await do(scene.db, claim, scene.asha, held)
    for command, given in ((allocate, (to,)), (reassign, (to, "She is ill."))):
        with pytest.raises(SameFamily, match=f"like the same family as {held}.*Ben Okafor is off duty"):
            await do(scene.db, command, scene.ana, ref, *given)
        done = await do(scene.db, command, scene.ana, ref, *given, anyway="He comes in at noon.")
        assert done.holder == "Ben Okafor"
        if command is allocate:
            await do(
                scene.db, reassign, scene.ana, ref, scene.ana.person_id, "He is ill.", anyway="I am here."
            )


async def test_somebody_on_duty_and_a_hub_without_a_rota_are_not_asked_about(scene: Scene) -> None:
    ref = await make.contact_claimed(scene.db, scene.ana)
    await do(scene.db, hand_over, scene.ana, ref, scene.ben.person_id, "Ring the school.")
    other = await make.contact_claimed(scene.db, scene.ana)
    await scene.on_duty(scene.ben)
    await do(scene.db, hand_over, scene.ana, other, scene.ben.person_id, "Ring the school.")
    third = await make.contact_claimed(scene.db, scene.ana)
    offer = (hand_over, scene.ana, third, scene.ben.person_id, "Ring the school.")
    with pytest.raises(OffDuty):
        await do(scene.db, *offer, minutes=60 * 8 + 1)


async def test_an_answer_to_a_question_that_is_no_longer_asked_is_kept_beside_the_act(scene: Scene) -> None:
    """Somebody answers the page with the question; meanwhile nothing speaks against the act any longer."""
    for ref in [await make.contact_claimed(scene.db, scene.ana) for _ in range(2)]:
        await do(
            scene.db, hand_over, scene.ana, ref, scene.ben.person_id, "Ring the school.", anyway="Offered."
        )
    await do(scene.db, accept, scene.ben, ref, anyway="Accepted.", minutes=1)
    await do(scene.db, reassign, scene.ana, ref, scene.asha.person_id, "Ill.", anyway="Moved.", minutes=2)
    free = await make.contact_waiting(scene.db, scene.asha)
    await do(scene.db, allocate, scene.ana, free, scene.ben.person_id, anyway="Given.")
    mine = await make.contact_rated(scene.db, scene.asha, "amber")
    await do(scene.db, claim, scene.ana, mine, anyway="Claimed.")
    await do(scene.db, close, scene.ana, mine, OUTCOME, "In place.", anyway="She rang.", minutes=1)
    kept = {words for (words,) in await rows(scene.db, "select words from reasons")}
    assert {"Offered.", "Accepted.", "Moved.", "Given.", "Claimed.", "She rang."} <= kept
    [(body,)] = await rows(scene.db, "select body from events where kind = 'contact_closed'")
    assert {"anyway", "reason"} <= json.loads(body)["body"].keys()
    for blank in (" ", ""):
        other = await make.contact_rated(scene.db, scene.asha, "amber")
        await do(scene.db, close, scene.ana, other, OUTCOME, "In place.", anyway=blank)


async def test_a_duty_in_another_hub_or_cut_short_or_yet_to_begin_is_none_here(scene: Scene) -> None:
    carys, dilan = [
        await make.person(scene.db, scene.hub, name=name) for name in ("Carys Lloyd", "Dilan Aydin")
    ]
    await scene.on_duty(scene.asha)
    other = await make.hub(scene.db, "southmere")
    chief = await make.person(scene.db, other, Role.MANAGER)
    await make.seated(scene.db, other, scene.ben.person_id, scene.ben.name, Role.SOCIAL_WORKER)
    mine = "select seat_id from seats where hub_id = :h and person_id = :p"
    day = Span(NOW - timedelta(hours=1), NOW + timedelta(hours=8))
    [(there,)] = await rows(scene.db, mine, h=other.hub_id, p=scene.ben.person_id)
    await do(scene.db, put_on_duty, chief, there, Post.SEAT, day)
    [(seat,)] = await rows(scene.db, mine, h=scene.hub.hub_id, p=carys.person_id)
    duty = (await do(scene.db, put_on_duty, scene.ana, seat, Post.SEAT, day)).duty_id
    await do(scene.db, end_duty, scene.ana, duty, minutes=1)
    [(seat,)] = await rows(scene.db, mine, h=scene.hub.hub_id, p=dilan.person_id)
    await do(scene.db, put_on_duty, scene.ana, seat, Post.SEAT, Span(NOW + timedelta(minutes=3), day.ends_at))
    held = await make.contact_claimed(scene.db, scene.ana)
    free = await make.contact_waiting(scene.db, scene.asha)
    for who in (scene.ben, carys, dilan):
        for command, given in (
            (hand_over, (held, who.person_id, "Ring.")),
            (allocate, (free, who.person_id)),
        ):
            with pytest.raises(OffDuty, match=who.name):
                await do(scene.db, command, scene.ana, *given, minutes=2)
    assert (await do(scene.db, allocate, scene.ana, free, dilan.person_id, minutes=3)).changed
