"""Everything that can happen on a board, as steps hypothesis can choose: commands alone, refusals included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import text

from board.commands import (
    agency_hours,
    allocations,
    children,
    claims,
    climbing,
    closures,
    contact_details,
    contacts,
    deliveries,
    failures,
    firing,
    forecasts,
    hand_overs,
    handovers,
    holds,
    hubs,
    matches,
    measures,
    owners,
    policies,
    ratings,
    restrictions,
    review_meetings,
    reviews,
    safe_now,
    seals,
)
from board.commands import undo as undoing
from board.commands.contact import consent as facts
from board.commands.contact import gradings, notes
from board.commands.facts.people import record_facts
from board.commands.identity.joining import confirm_join, join_identity
from board.commands.identity.parting import part_identity
from board.commands.incident import answers, attempts, joining, restrict_too, sendings, settling
from board.commands.interest import deciding
from board.commands.interest import declaring as interests
from board.commands.referrer import naming as naming_referrer
from board.commands.referrer import redactions
from board.commands.request.asking import Question, ask
from board.commands.request.changing import confirm_requests, extend_request, withdraw_request
from board.commands.request.opening import open_form
from board.commands.request.sending import send_again
from board.commands.seats import give_seat
from board.commands.strategy import requests as strategy_requests
from board.domain.contact.notes import NoteKind
from board.domain.contacts import NewChild
from board.domain.deliveries import KINDS
from board.domain.facts.kinds import GivenFact
from board.domain.hours import AgencyWeek, Opening, minutes
from board.domain.identity.records import Record
from board.domain.measures import MeasureKind
from board.domain.policy import Policy
from board.domain.refusals import Refusal
from board.domain.request.about import About
from board.domain.safe_now import SafeNow
from board.store.incident.attempts import keep_attempt
from board.store.policies import policy_version
from board.store.readings import log_reading
from tests import make
from tests.live.grants import give_or_confirm_seat
from tests.live.links import act_on_link, ask_a_mailbox, ask_somebody_outside, pass_link_on
from tests.live.lists import act_on_list, list_goes_on, tell_of_lists, upload_list
from tests.live.morning import Morning, Step
from tests.live.shifts import change_duty, end_duty, plan_duty, put_on_duty, turn_rota
from tests.live.walls import care_for_a_screen, find_dark, revoke_screen, tend_walls, visit
from workers.requests import send_requests

COLOURS = ("red", "amber", "green", "blue")


async def receive(m: Morning, a: int, b: int, c: int) -> None:
    many = tuple(
        NewChild(given_name=f"Child{n}", family_name="Marlow", born_on=date(2015 + n, 3, 2 + n))
        for n in range(b % 4)
    )
    new = make.approach(
        children=many,
        restricted=c % 7 == 0,
        confidential_enquiry=c % 3 == 0,
        anonymous_referrer=c % 5 == 0,
        rag=COLOURS[c % 4] if c % 2 else None,
        received_at=m.now - timedelta(minutes=c % 90),
    )
    async with m.db.transaction() as tx:
        done = await contacts.receive(tx, m.who(a), new, now=m.now)
    m.sent.append(new)
    m.refs.append(done.ref)


async def receive_again(m: Morning, a: int, b: int, c: int) -> None:
    if m.sent:
        new = m.sent[b % len(m.sent)]
        new = replace(new, summary=f"Now {c % 3} more.") if c % 2 else new
        async with m.db.transaction() as tx:
            await contacts.receive(tx, m.who(a), new, now=m.now)


async def tell_sendings(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:  # of this hub alone: other mornings go on beside it
        for number in [n for hub_id, n in await sendings.untold(tx) if hub_id == m.hub.hub_id]:
            await sendings.tell_of_sending(tx, m.hub.hub_id, number, now=m.now)
    async with m.db.transaction() as tx:
        await attempts.tell_of_attempts(tx, m.hub.hub_id, now=m.now)


async def look_for(m: Morning, a: int, b: int, c: int) -> None:
    """Somebody looks for a contact by its reference, or by a name of its family."""
    async with m.db.transaction() as tx:
        await keep_attempt(tx.conn, m.who(a), [m.ref(b)], [], ("opened", "found")[c % 2], now=m.now)


async def send_another(m: Morning, a: int, b: int, c: int) -> None:
    """Another incident under the reference of a contact."""
    child = NewChild(given_name="Ned", family_name="Rook", born_on=date(2015, 5, 6))
    new = replace(m.sent[b % len(m.sent)], children=(child,), adults=(), restricted=False)
    async with m.db.transaction() as tx:
        await contacts.receive(tx, m.who(a), new, now=m.now)


async def answer_restrict_too(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        query = (
            "select o.ref from restrict_too_questions q "
            "join contacts o on o.hub_id = q.hub_id and o.contact_id = q.other_id where q.hub_id = :h"
        )
        other = (await tx.conn.execute(text(query), {"h": m.hub.hub_id})).scalar_one_or_none() or "Z9Z"
        await restrict_too.restrict_too(
            tx, m.who(a), m.ref(b), other, ("yes", "no")[c % 2], "The same family.", now=m.now
        )


async def claim(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await claims.claim(tx, m.who(a), m.ref(b), now=m.now)


async def take_next(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await claims.take_next(tx, m.who(a), now=m.now)


async def release(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await claims.release(tx, m.who(a), m.ref(b), "Called <away> & back later", now=m.now)


async def rate(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await ratings.rate(tx, m.who(a), m.ref(b), None, COLOURS[c % 4], "As seen.", now=m.now)


async def rate_one(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.connection() as conn:
        query = text(
            "select child_id from children join contacts using (hub_id, contact_id) where hub_id = :hub_id and ref = :ref order by place"
        )
        children = (await conn.execute(query, {"hub_id": m.hub.hub_id, "ref": m.ref(b)})).scalars().all()
    if children:
        async with m.db.transaction() as tx:
            child = children[c % len(children)]
            await ratings.rate(tx, m.who(a), m.ref(b), child, COLOURS[(c // 3) % 4], "Seen today.", now=m.now)


async def say_safe_now(m: Morning, a: int, b: int, c: int) -> None:
    fact = SafeNow(
        "At school" if c % 3 else None,
        "The class teacher",
        "Ann Lee, teacher" if c % 2 else None,
        m.now - timedelta(minutes=c % 300),
    )
    async with m.db.transaction() as tx:
        await safe_now.record_safe_now(tx, m.who(a), m.ref(b), None, fact, now=m.now)


async def add_child(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await children.add_child(
            tx, m.who(a), m.ref(b), NewChild(unborn=c % 2 == 0, family_name="Ellis"), now=m.now
        )


async def restrict(m: Morning, a: int, b: int, c: int) -> None:
    named = {m.who(c).person_id, m.who(c // 7).person_id}
    async with m.db.transaction() as tx:
        await restrictions.restrict(tx, m.who(a), m.ref(b), named, "A colleague's family.", now=m.now)


async def unrestrict(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await restrictions.unrestrict(tx, m.who(a), m.ref(b), "It was not them.", now=m.now)


async def settle(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        other = m.ref(c // 2)
        await settling.settle(tx, m.who(a), m.ref(b), other, same=bool(c % 2), reason="Cousins.", now=m.now)


async def join(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        why = "One evening."
        await joining.join(tx, m.who(a), m.ref(b), m.ref(c), why, anyway=why, raised=True, now=m.now)


async def join_person(m: Morning, a: int, b: int, c: int) -> None:
    """Join the first child of one contact with that of another, confirm it as a manager, or part them."""
    one, other = m.ref(b), m.ref(c // 3)
    query = text(
        "select x.child_id from children x join contacts c using (hub_id, contact_id) where c.ref = :r order by x.place limit 1"
    )
    async with m.db.transaction() as tx:
        ids = [(await tx.conn.execute(query, {"r": ref})).scalar_one_or_none() for ref in (one, other)]
        ends = [Record("child", number or 0) for number in ids]
        if c % 3 == 0:
            await join_identity(tx, m.who(a), one, ends[0], other, ends[1], "One girl.", now=m.now)
        elif c % 3 == 1:
            await confirm_join(tx, m.who(a), one, ends[0], other, ends[1], now=m.now)
        else:
            await part_identity(tx, m.who(a), one, ends[0], other, ends[1], "Two girls.", now=m.now)


async def leave_to_holder(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await matches.leave_to_holder(tx, m.who(a), m.ref(b), m.ref(c), now=m.now)


async def match_restricted(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await matches.match_restricted(tx, m.hub.hub_id, now=m.now)


async def hand_over(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await hand_overs.hand_over(
            tx,
            m.who(a),
            m.ref(b),
            m.who(c).person_id,
            "Ring <the> school & ask",
            anyway="He comes at ten.",
            now=m.now,
        )


async def accept(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await hand_overs.accept(tx, m.who(a), m.ref(b), now=m.now)


async def decline(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await hand_overs.decline(tx, m.who(a), m.ref(b), "In court.", now=m.now)


async def withdraw(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await hand_overs.withdraw(tx, m.who(a), m.ref(b), now=m.now)


async def allocate(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await allocations.allocate(
            tx, m.who(a), m.ref(b), m.who(c).person_id, anyway="She comes at ten.", now=m.now
        )


async def reassign(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await allocations.reassign(
            tx, m.who(a), m.ref(b), m.who(c).person_id, "She is ill.", anyway="He comes at ten.", now=m.now
        )


async def own(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await owners.own(tx, m.who(a), m.ref(b), m.who(c).person_id, "shift_end", "Five o'clock.", now=m.now)


async def undo(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await undoing.undo(tx, m.who(a), m.ref(b), now=m.now)


async def reopen(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await closures.reopen(tx, m.who(a), m.ref(b), "The school rang again.", now=m.now)


async def leave_closed(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await answers.leave_closed(tx, m.who(a), m.ref(b), "The school said the same.", now=m.now)


async def close(m: Morning, a: int, b: int, c: int) -> None:
    outcomes = Policy.default().outcomes
    async with m.db.transaction() as tx:
        await closures.close(
            tx,
            m.who(a),
            m.ref(b),
            outcomes[c % len(outcomes)].code,
            "In place.",
            anyway="All of it was weighed.",
            now=m.now,
        )


async def hold(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        if c % 2:
            await holds.hold(tx, m.who(a), m.ref(b), "The inquiry asks.", now=m.now)
        else:
            await holds.lift(tx, m.who(a), m.ref(b), now=m.now)


async def acknowledge(m: Morning, a: int, b: int, c: int) -> None:
    """One of the notices of this person, those that stand on their page first and reminders before others."""
    actor = m.who(a)
    async with m.db.connection() as conn:
        query = text(
            "select delivery_id from deliveries where hub_id = :hub_id and person_id = :person_id "
            "order by state = 'queued' and channel = 'page' desc, kind like 'reminder_%' desc, created_at"
        )
        rows = await conn.execute(query, {"hub_id": m.hub.hub_id, "person_id": actor.person_id})
        waiting: list[UUID] = list(rows.scalars())
    if waiting:
        async with m.db.transaction() as tx:
            await deliveries.acknowledge(tx, actor, waiting[c % len(waiting)], now=m.now)


async def tell(m: Morning, a: int, b: int, c: int) -> None:
    """Somebody is told of a contact, or of none; some of it urgent, some of it to ring somebody."""
    first = (
        "allocated",
        "delivery_failed",
    )  # whatever kinds are added, a walk can name a failure that somebody owns
    kinds, ring = [*first, *sorted(KINDS.keys() - set(first))], m.who(b).person_id if c % 3 == 0 else None
    async with m.db.transaction() as tx:
        query = text("select contact_id from contacts where hub_id = :hub_id and ref = :ref")
        found = (await tx.conn.execute(query, {"hub_id": m.hub.hub_id, "ref": m.ref(b)})).scalar_one_or_none()
        whom = [m.who(a).person_id, m.who(a + c).person_id]
        await deliveries.queue(
            tx, m.hub.hub_id, kinds[c % len(kinds)], whom, found, now=m.now, urgent=bool(a % 2), ring_id=ring
        )


async def climbing_up(m: Morning, a: int, b: int, c: int) -> None:
    """What nobody read climbs; now and then a message that went out comes back."""
    m.now += timedelta(minutes=11)
    await climb(m, a, b, c)
    async with m.db.transaction() as tx:
        waits = "hub_id = :hub_id and channel <> 'page' and state = 'queued'"
        sent = text(f"update deliveries set message_id = delivery_id where {waits}")
        await tx.conn.execute(sent, {"hub_id": m.hub.hub_id})
        query = text(
            f"select message_id from deliveries where {waits} order by created_at, kind, contact_id, person_id"
        )
        messages = list((await tx.conn.execute(query, {"hub_id": m.hub.hub_id})).scalars())
    if messages:
        async with m.db.transaction() as tx:
            await failures.give_up(tx, m.hub.hub_id, messages[a % len(messages)], "came_back", now=m.now)
    async with m.db.transaction() as tx:
        await failures.keep_owned(tx, m.hub.hub_id, now=m.now)


async def time_passes(m: Morning, a: int, b: int, c: int) -> None:
    m.now += timedelta(minutes=1 + (a * 37 + b) % 400)
    await let_time_pass(m)


async def comes_to_an_hour(m: Morning, a: int, b: int, c: int) -> None:
    """The next time that it is this hour."""
    at = m.now.replace(hour=b % 24, minute=0)
    m.now = at if at > m.now else at + timedelta(days=1)
    await let_time_pass(m)


async def let_time_pass(m: Morning) -> None:
    async with m.db.transaction() as tx:
        owners = await firing.due(tx.conn, now=m.now)
    for hub_id, contact_id in owners:
        if hub_id == m.hub.hub_id:
            async with m.db.transaction() as tx:
                await firing.fire(tx, hub_id, contact_id, now=m.now)
    async with m.db.transaction() as tx:
        await firing.turn_day(tx, m.hub.hub_id, now=m.now)
    await turn_rota(m, 0, 0, 0)


async def record_measure(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.connection() as conn:
        query = text(
            "select min(child_id) from children join contacts using (hub_id, contact_id) where hub_id = :hub_id and ref = :ref"
        )
        child = (await conn.execute(query, {"hub_id": m.hub.hub_id, "ref": m.ref(b)})).scalar_one()
    kind = list(MeasureKind)[c % 4]
    new = measures.NewMeasure(
        kind.value, m.now, m.now + timedelta(hours=1 + c % 40), child, "As the court says."
    )
    async with m.db.transaction() as tx:
        await measures.record_measure(tx, m.who(a), m.ref(b), new, now=m.now)


async def end_measure(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.connection() as conn:
        query = text(
            "select measure_id, ref from measures join contacts using (hub_id, contact_id) where hub_id = :hub_id order by measure_id"
        )
        listed = (await conn.execute(query, {"hub_id": m.hub.hub_id})).all()
    if listed:
        one = listed[c % len(listed)]
        async with m.db.transaction() as tx:
            await measures.end_measure(
                tx, m.who(a), one.ref, one.measure_id, "Placed with family.", now=m.now
            )


async def review(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await reviews.review(tx, m.who(a), m.ref(b), "Waiting for <the court> & health.", now=m.now)


async def interest(m: Morning, a: int, b: int, c: int) -> None:
    """A person declares an interest or marks that of the next, or a manager confirms or ends the newest."""
    who, others, why = m.who(a), m.who(a + 1).person_id, "They said so."
    async with m.db.transaction() as tx:
        if c % 4 == 0:
            await interests.declare_interest(tx, who, "kin", reference=m.ref(b), now=m.now)
        elif c % 4 == 1:
            await interests.mark_interest(tx, who, m.ref(b), others, "neighbour", why, now=m.now)
        else:
            query = "select coalesce(max(interest_id), 0) from interests where hub_id = :h"
            newest = (await tx.conn.execute(text(query), {"h": m.hub.hub_id})).scalar_one()
            if c % 4 == 2:
                await deciding.confirm_interest(tx, who, newest, now=m.now)
            else:
                await deciding.end_interest(tx, who, newest, why, now=m.now)


async def referrer(m: Morning, a: int, b: int, c: int) -> None:
    """A referrer is not to be named, or is named again; a request that waits is redacted or passed, or else the summary."""
    async with m.db.transaction() as tx:
        if c % 3 == 0:
            await naming_referrer.hide_referrer(tx, m.who(a), m.ref(b), now=m.now)
        elif c % 3 == 1:
            await naming_referrer.name_referrer(tx, m.who(a), m.ref(b), "She <agrees>.", now=m.now)
        else:
            facts = {"hub_id": m.hub.hub_id, "ref": m.ref(b)}
            query = text(
                "select 'contacts.summary', contact_id, 1, summary from contacts where hub_id = :hub_id and ref = :ref "
                "union all select 'strategy_requests.reason', strategy_request_id, 0, reason from strategy_requests s "
                "  join contacts c using (hub_id, contact_id) where hub_id = :hub_id and ref = :ref order by 3, 2 desc limit 1"
            )
            place, number, _, words = (await tx.conn.execute(query, facts)).one()
            after = words if c % 2 else "[redacted]"
            await redactions.redact(tx, m.who(a), m.ref(b), place, number, after, now=m.now)


async def strategy(m: Morning, a: int, b: int, c: int) -> None:
    """A strategy discussion is asked for, or a manager answers."""
    async with m.db.transaction() as tx:
        if c % 2:
            await strategy_requests.ask_for_strategy(tx, m.who(a), m.ref(b), "Bruises & <marks>.", now=m.now)
        else:
            answer = strategy_requests.ANSWERS[c // 2 % 2]
            await strategy_requests.answer_strategy(
                tx, m.who(a), m.ref(b), answer, "Police agree.", now=m.now
            )


async def note(m: Morning, a: int, b: int, c: int) -> None:
    """A note, a telephone note or a call that nobody answered; or the newest note is taken back."""
    async with m.db.transaction() as tx:
        if c % 4 == 3:
            query = text(
                "select max(note_id) from notes join contacts c using (hub_id, contact_id) where hub_id = :hub_id and ref = :ref"
            )
            newest = (await tx.conn.execute(query, {"hub_id": m.hub.hub_id, "ref": m.ref(b)})).scalar_one()
            await notes.take_back_note(tx, m.who(a), m.ref(b), newest or 0, now=m.now)
            return
        kind = [*NoteKind][c % 4]
        said = None if kind is NoteKind.ATTEMPT else "She was <seen> & is well.\n\nHe rings back."
        await notes.write_note(tx, m.who(a), m.ref(b), kind, said, "Mrs <Obi>", now=m.now)


async def grading(m: Morning, a: int, b: int, c: int) -> None:
    """A first or secondary grading, by a person or an algorithm."""
    stage, code = ("first", "secondary")[c % 2], ("standard", "medium", "high")[c % 3]
    texts = {"graded_by": "PC <Ames>", "version": "v2 & later", "words": "MEDIUM", "reason": "He <left>."}
    async with m.db.transaction() as tx:
        await gradings.record_grading(
            tx, m.who(a), m.ref(b), stage, code, "DASH", **texts, score=c, algorithm=c % 4 == 0, now=m.now
        )


async def requests(m: Morning, a: int, b: int, c: int) -> None:
    """Agencies are asked, get more time, are withdrawn from or confirmed; or significant harm is recorded."""
    who, ref, why = m.who(a), m.ref(b), "Only <they> know."
    async with m.db.transaction() as tx:
        query = text(
            "select (select min(child_id) from children x where x.hub_id = c.hub_id and x.contact_id = c.contact_id), "
            "array(select request_id from requests q where q.hub_id = c.hub_id and q.contact_id = c.contact_id order by number) "
            "from contacts c where c.hub_id = :hub_id and ref = :ref"
        )
        child, made = (await tx.conn.execute(query, {"hub_id": m.hub.hub_id, "ref": ref})).one()
        one = made[c // 5 % len(made)] if made else UUID(int=0)
        match c % 5:
            case 0:
                await facts.suspect_harm(tx, who, ref, why, now=m.now)
            case 1:
                about = (About(child_id=child),)
                asked = Question(
                    ["police", "childrens_social_care"], about, "s17", why, "Was <she> there?", at_once=True
                )
                await ask(tx, who, ref, asked, now=m.now)
            case 2:
                await extend_request(tx, who, one, m.now + timedelta(days=3 + c), why, now=m.now)
            case 3:
                await confirm_requests(tx, who, ref, made, why, now=m.now)
            case _:
                await withdraw_request(tx, who, one, why, now=m.now)


async def forms(m: Morning, a: int, b: int, c: int) -> None:
    """The worker sends the forms that wait, a form is sent again, or somebody opens one."""
    if c % 3 == 0:
        await send_requests(m.db, m.now)
        return
    async with m.db.transaction() as tx:
        query = text(
            "select array(select request_id from requests q join contacts c using (hub_id, contact_id) where q.hub_id = :hub_id "
            "and c.ref = :ref order by number)"
        )
        made = (await tx.conn.execute(query, {"hub_id": m.hub.hub_id, "ref": m.ref(b)})).scalar_one()
        one = made[c // 3 % len(made)] if made else UUID(int=0)
        if c % 3 == 1:
            await send_again(tx, m.who(a), one, "It is <checked>.", now=m.now)
        else:
            await open_form(tx, m.who(a), one, "/hubs/{hub}/requests/{request}/form", now=m.now)


async def consent(m: Morning, a: int, b: int, c: int) -> None:
    """Who decides, what an adult or child knows, what they answered, or that it goes on without."""
    who, ref, why = m.who(a), m.ref(b), "He would <know>."
    async with m.db.transaction() as tx:
        query = text(
            "select array_agg(adult_id order by adult_id), min(child_id) filter (where not unborn) from contacts c "
            "left join adults using (hub_id, contact_id) left join children using (hub_id, contact_id) "
            "where c.hub_id = :hub_id and ref = :ref"
        )
        adults, child = (await tx.conn.execute(query, {"hub_id": m.hub.hub_id, "ref": ref})).one()
        adult = next(iter(adults), None)
        match c % 6:
            case 0:
                await facts.dispense_with_consent(tx, who, ref, why, now=m.now)
            case 1:
                said = ("yes", "no")[c // 6 % 2]
                await facts.record_decider(tx, who, ref, said, "She & he say.", child_id=child, now=m.now)
            case 2:
                day = m.now.date() + timedelta(days=c)
                told = {"reason": why, "look_again_on": day, "adult_id": adult}
                await facts.record_awareness(tx, who, ref, "not_aware", **told, now=m.now)
            case 3:
                await facts.record_awareness(
                    tx, who, ref, "told", adult_id=adult, told_by="Jo <O>", now=m.now
                )
            case 4:
                asked = {"spoken_with": "Jo & co", "limits": "Not <school>."}
                await facts.record_consent(tx, who, ref, "agreed", adult_id=adult, **asked, now=m.now)
            case _:
                await facts.record_awareness(tx, who, ref, "aware", child_id=child, now=m.now)


async def facts_of_people(m: Morning, a: int, b: int, c: int) -> None:
    """Facts of a child, or of each adult."""
    ref = m.ref(b)
    async with m.db.transaction() as tx:
        query = text(
            "select array(select adult_id from adults x where (x.hub_id, x.contact_id) = (c.hub_id, c.contact_id) order by 1) as adults, "
            "array(select child_id from children x where (x.hub_id, x.contact_id) = (c.hub_id, c.contact_id) order by 1) as children "
            "from contacts c where c.hub_id = :hub_id and ref = :ref"
        )
        adults, children = (await tx.conn.execute(query, {"hub_id": m.hub.hub_id, "ref": ref})).one()
        given = [
            GivenFact("gp", words="Dr <Lee> & co"),
            GivenFact("sex", ("refused", "not_known")[c // 2 % 2]),
        ]
        if c % 2:
            child = next(iter(children), None)
            await record_facts(tx, m.who(a), ref, given, "Jo & co", child_id=child, now=m.now)
            return
        for child in children:
            given.append(GivenFact("relationship", codes=("mother",), to=child))
            given.append(GivenFact("parental_responsibility", codes=(("yes", "no")[c // 2 % 2],), to=child))
        for adult in adults or [None]:
            await record_facts(tx, m.who(a), ref, given, "Jo & co", adult_id=adult, now=m.now)


async def meet(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        if c % 4:
            at = m.now + timedelta(hours=c)
            await review_meetings.set_meeting(tx, m.who(a), m.ref(b), at, 30, now=m.now)
        else:
            await review_meetings.call_off(tx, m.who(a), m.ref(b), now=m.now)


async def climb(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        waiting = await climbing.due_to_climb(tx, now=m.now)
    for hub_id, notice_id in waiting:
        if hub_id == m.hub.hub_id:
            async with m.db.transaction() as tx:
                await climbing.climb(tx, hub_id, notice_id, now=m.now)


async def foresee(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await forecasts.foresee(tx, m.hub.hub_id, now=m.now)


async def read_and_seal(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await log_reading(tx.conn, m.who(a), None, "/hubs/{hub}/desk", "board", m.now)
    async with m.db.transaction() as tx:
        await seals.seal(tx, m.hub.hub_id, now=m.now)


async def amend(m: Morning, a: int, b: int, c: int) -> None:
    policy = replace(Policy.default(), wall=replace(Policy.default().wall, rows=2 + c % 4, tiles=1 + b % 5))
    async with m.db.transaction() as tx:
        await hubs.amend_policy(tx, m.who(a), policy, m.now, now=m.now)


async def amend_for_later(m: Morning, a: int, b: int, c: int) -> None:
    """From a moment that passes later; the worker begins it. It counts the clocks in transactions of their own: recount."""
    policy = replace(Policy.default(), screening_limit=minutes(5 + c % 50))
    async with m.db.transaction() as tx:
        await hubs.amend_policy(tx, m.who(a), policy, m.now + timedelta(minutes=b), now=m.now)
    m.now += timedelta(minutes=b)
    async with m.db.transaction() as tx:
        waiting = [one for one in await policies.due(tx, now=m.now) if one.hub_id == m.hub.hub_id]
    for one in waiting:
        async with m.db.transaction() as tx:
            await policies.begin(tx, one.hub_id, one.version, now=m.now)


async def recount(m: Morning, a: int, b: int, c: int) -> None:
    """The worker counts clocks and waiting reminders by the policy, hours and seats that are now in force."""
    hub_id = m.hub.hub_id
    async with m.db.transaction() as tx:
        waiting = [one for one in await policies.due(tx, now=m.now) if one.hub_id == hub_id]
    for one in waiting:
        async with m.db.transaction() as tx:
            asked = await policies.asked(tx, hub_id, one.version)
        await recount_all(m, one.version)
        async with m.db.transaction() as tx:
            await policies.kept(tx, hub_id, one.version, asked, now=m.now)


async def keep_hours(m: Morning, a: int, b: int, c: int) -> None:
    """An agency's hours are others from now on; the worker counts what waits by them."""
    agencies = sorted(m.hub.agencies.values())
    opening = Opening(time(7 + b % 4), time(12 + c % 9))
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    week = AgencyWeek(**{day: opening for n, day in enumerate(days) if (b + n) % 3})
    async with m.db.transaction() as tx:
        await agency_hours.set_agency_hours(
            tx, m.who(a), agencies[c % len(agencies)], week, (), m.now, closed_on_bank_holidays=bool(b % 2), now=m.now
        )  # fmt: skip
    async with m.db.transaction() as tx:
        waiting = [one for one in await agency_hours.due(tx, now=m.now) if one.hub_id == m.hub.hub_id]
        version = await policy_version(tx.conn, m.hub.hub_id, m.now)
    for one in waiting:
        await recount_all(m, version)
        async with m.db.transaction() as tx:
            await agency_hours.counted(tx, one, now=m.now)


async def change_seat(m: Morning, a: int, b: int, c: int) -> None:
    """Somebody sits for one more agency in the role they have, or no longer does; the worker counts what waits for that role."""
    who, hub_id = m.who(a), m.hub.hub_id
    (role,) = who.roles
    agency = sorted(m.hub.agencies)[b % len(m.hub.agencies)]
    async with m.db.transaction() as tx:
        query = text(
            "select count(*) from seats where hub_id = :hub_id and person_id = :p and ended_at is null"
        )
        seats = (await tx.conn.execute(query, {"hub_id": hub_id, "p": who.person_id})).scalar_one()
        seat = await give_seat(tx, hub_id, who.person_id, agency, role, now=m.now)
        if not seat.changed and seats > 1:
            await make.end_seat(tx, hub_id, seat.seat_id, now=m.now)
    await recount(m, a, b, c)


async def recount_all(m: Morning, version: int) -> None:
    async with m.db.transaction() as tx:
        contacts = await policies.live(tx, m.hub.hub_id)
    for contact_id in contacts:
        async with m.db.transaction() as tx:
            await policies.recount(tx, m.hub.hub_id, contact_id, version, now=m.now)


async def allow_mail(m: Morning, a: int, b: int, c: int) -> None:
    """Mail may go to the people of this hub."""
    async with m.db.transaction() as tx:
        await contact_details.allow_mail(
            tx, m.hub.hub_id, "childrens_social_care", [f"{m.hub.key}.example"], now=m.now
        )


async def mark_handover(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await handovers.mark_handover(tx, m.who(a), 10 * b, now=m.now)


STEPS: dict[str, Step] = {
    step.__name__: step
    for step in (
        receive, receive_again, send_another, tell_sendings, look_for, answer_restrict_too,
        claim, take_next, release, hand_over, accept, decline, withdraw, allocate,
        reassign, own, undo, rate, rate_one, say_safe_now, add_child, restrict, unrestrict, close, reopen, leave_closed,
        hold, settle, join, join_person, match_restricted,
        record_measure, end_measure, review, meet, strategy, referrer, note, grading, consent, requests, forms, facts_of_people, interest,
        acknowledge, put_on_duty, end_duty, turn_rota, time_passes, climb, foresee, read_and_seal, amend, amend_for_later, find_dark,
        keep_hours, change_seat,
        tell, climbing_up,
        visit, tend_walls, care_for_a_screen, mark_handover,
        plan_duty, change_duty, comes_to_an_hour, leave_to_holder, revoke_screen, allow_mail, recount,
        upload_list, list_goes_on, act_on_list, tell_of_lists, give_or_confirm_seat,
        ask_somebody_outside, act_on_link, ask_a_mailbox, pass_link_on,
    )
}  # fmt: skip


async def do(m: Morning, step: str, a: int, b: int, c: int) -> None:
    """Do one step; a refusal is a step like any other."""
    try:
        await STEPS[step](m, a, b, c)
        m.done.append(step)
    except Refusal as refusal:
        m.done.append(f"{step} refused: {refusal.title}")
