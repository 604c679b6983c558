"""The page on which agencies are asked about a contact."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contact.consent import ANSWERS
from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.domain.request.ground import AWARE_WORDS, GROUND_WORDS, Aware, Ground, Stance
from board.domain.request.sending import problem_words
from board.domain.request.states import WORDS, State
from board.domain.urgency import worst
from board.queries.request.requests import reason_label, request_rows, state_of
from board.store.agency_hours import agency_hours
from board.store.policies import policy_of
from board.store.request.position import position_of
from board.store.urgencies import rags_of
from board.views.request.page import AgencyChoice, PersonChoice, RequestRow, RequestsPage


async def requests_page(conn: AsyncConnection, actor: Actor, contact: Contact, now: datetime) -> RequestsPage:
    """The requests of this contact, which the caller has through its door, and what the form to ask needs."""
    policy = await policy_of(conn, contact.hub_id, contact.policy_version)
    position = await position_of(conn, contact.key)
    rag = worst(await rags_of(conn, contact.key), policy)
    ground, rules = position.ground(), policy.requests
    return RequestsPage(
        hub_key=actor.hub_key,
        ref=contact.ref,
        open=contact.closed_at is None,
        asks=actor.may(Action.REQUEST),
        confirms=actor.may(Action.CONFIRM_REQUEST),
        red=rag is not None and policy.level(rag).band == policy.top_band,
        unaware=position.unaware,
        aware=AWARE_WORDS[position.aware],
        ground=GROUND_WORDS[ground] if ground else None,
        version=contact.policy_version,
        agencies=tuple(
            AgencyChoice(one.key, one.name, rules.questions(one.key))
            for one in await agency_hours(conn, contact.hub_id, now)
        ),
        people=tuple(map(_person, position.people)),
        reasons=tuple((one.code, one.label) for one in rules.reasons if position.offers(one)),
        rows=tuple(_row(row, policy) for row in await request_rows(conn, contact.key)),
    )


def _person(one: Stance) -> PersonChoice:
    said = f"consent {ANSWERS.get(one.consent or '', 'not recorded').lower()}"
    decides = {"yes": "decides", "no": "does not decide"}.get(one.decides or "", "")
    return PersonChoice(
        key=f"{one.who}-{one.number}",
        whom=f"{one.who.capitalize()} {one.place}",
        child=one.name if one.who == "child" else None,
        adult=one.name if one.who == "adult" else None,
        stance=f"{decides}, {said}" if decides else said,
    )


def _row(row: Any, policy: Policy) -> RequestRow:
    state = state_of(row)
    told = (
        ("Reason", problem_words(row.problem) if state is State.NOT_SENT and row.problem else None),
        ("More time", row.due_because),
        (f"Confirmed by {row.confirmer}", row.confirmed_because),
        (f"Withdrawn by {row.withdrawer}", row.withdrawn_because),
    )
    unconfirmed = row.ground == Ground.RED_AT_ONCE and row.confirmed_at is None and row.withdrawn_at is None
    stands = row.withdrawn_at is None and not row.answered
    return RequestRow(
        request_id=row.request_id,
        agency=row.agency,
        state=WORDS[state],
        whom=tuple(f"{'child' if one['child_id'] else 'adult'} {one['place']}" for one in row.about or ()),
        asked_by=row.asker,
        asked_at=row.asked_at,
        due_at=row.due_at,
        reason=reason_label(policy, row.why),
        necessary=row.necessary,
        question=row.question,
        questions=tuple(row.questions),
        ground=GROUND_WORDS[Ground(row.ground)],
        aware=AWARE_WORDS[Aware(row.aware)],
        because=tuple((words, said) for words, said in told if said),
        open=stands or unconfirmed,
        waits=stands,
        unconfirmed=unconfirmed,
    )
