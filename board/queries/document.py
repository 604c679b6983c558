"""A contact whole, in the words and codes it was sent in, with what is true now. The API's models say which of it an answer tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.family.reasons import reason_words
from board.domain.handover import clock_code
from board.domain.incident.same import date_of_incident
from board.domain.people import Actor
from board.domain.urgency import worst
from board.queries.cards import Card, cards_shown, face, own_cards
from board.queries.consent import consent_document
from board.queries.contact import changed_for, contact_people, contact_row, names_of
from board.queries.contact_gradings import gradings_document
from board.queries.contact_notes import notes_document
from board.queries.facts.people import facts_document, facts_of
from board.queries.history import reasons_told, why_restricted
from board.queries.late import hides_referrer
from board.queries.protection import protection_document
from board.queries.referrer.changes import changes_of
from board.queries.working import work_of
from board.store.families import matches_of
from board.store.local_words import word_codes
from board.store.policies import policy
from board.views.fragment import UNRATED

LONDON = ZoneInfo("Europe/London")
_CHILDREN = text(
    "select ch.child_id, ch.unborn, ch.given_name, ch.family_name, ch.born_on, ch.expected_on, ch.sex, ch.ethnicity, ch.school, "
    "  ch.address, r.rag, r.reason as rating_reason, r.rated_at, n.safe_now from children ch "
    "left join lateral (select jsonb_build_object('whereabouts', s.whereabouts, 'with_whom', s.with_whom, 'said_by', s.said_by, "
    "  'said_at', s.said_at) as safe_now from safe_now s where s.hub_id = ch.hub_id and s.child_id = ch.child_id "
    "  order by s.safe_now_id desc limit 1) n on true "
    "left join ratings r on r.hub_id = ch.hub_id and r.child_id = ch.child_id and r.replaced_at is null "
    "where ch.hub_id = :hub_id and ch.contact_id = :contact_id order by ch.place"
)
_ADULTS = text(
    "select a.adult_id, a.role, a.given_name, a.family_name, a.born_on, a.address, exists (select from safe_contacts s "
    "  where s.hub_id = a.hub_id and s.adult_id = a.adult_id) as has_safe_contact "
    "from adults a where a.hub_id = :hub_id and a.contact_id = :contact_id order by a.place"
)
_CLOCKS = text(
    "select kind as clock, due_at as at, fired_at is not null as late from clocks where hub_id = :hub_id and contact_id = :contact_id "
    "and stopped_at is null order by due_at, kind"
)
_LATE = text(
    "select l.received_at, l.body, l.to_answer, l.answered_at, p.name as answered_by, l.answer_reason from late_information l "
    "left join people p on p.person_id = l.answered_by where l.hub_id = :hub_id and l.contact_id = :contact_id "
    "and l.withdrawn_at is null order by l.late_id"
)


async def contact_document(conn: AsyncConnection, actor: Actor, ref: str, now: datetime) -> dict[str, Any]:
    """Everything of the contact. The guard has passed the door and logged the reading."""
    rules = await policy(conn, actor.hub_id, now)
    row = await contact_row(conn, actor.hub_id, ref)
    assert row is not None
    key = {"hub_id": row.hub_id, "contact_id": row.contact_id}
    children = (await conn.execute(_CHILDREN, key)).all()
    late = (await conn.execute(_LATE, key)).all()
    people = await contact_people(conn, row)
    work = work_of(row)
    made = dict(row._mapping) | {
        "flags": row._mapping,
        "incident_on": date_of_incident(row.incident_on, row.received_at),
        "given": row.given_as,
        "offered_to": work.offered_to,
        "offered_at": work.offered_at,
        "offer_note": work.note,
        "declined_by": work.declined_by,
        "decline_reason": work.declined,
        "legal_hold": row.held,
        "manager_why": changed_for(row.manager_why),
        "matches": [_match(one) for one in await matches_of(conn, **key, person_id=actor.person_id)],
        "restricting": await why_restricted(conn, actor, row),
        "reasons": await reasons_told(conn, row, actor.hub_key, actor.lens, rules, actor.reader),
        "rag": worst([child.rag for child in children], rules),
        "due": [
            {"clock": clock_code(one.clock, actor.lens), "at": one.at, "late": one.late}
            for one in await conn.execute(_CLOCKS, key)
        ],
        "has_harm_detail": row.harm_detail is not None,
        "referrer_changes": changes_of(row),
        "children_unknown": not children,
        "children": children,
        "adults": (await conn.execute(_ADULTS, key)).all(),
        "not_aware": row.unaware,
        "must_not_be_contacted": names_of(row, people),
        "consent": await consent_document(conn, key),
        "gradings": gradings_document(row, await word_codes(conn, actor.hub_id, "grading")),
        "facts": facts_document(await facts_of(conn, key)),
        "notes": await notes_document(conn, key),
        "late_information": [
            {
                "received_at": one.received_at,
                "sent": without_asked(row, one.body),
                "to_answer": one.to_answer,
                "answered_at": one.answered_at,
                "answered_by": one.answered_by,
                "answer_reason": one.answer_reason,
            }
            for one in late
        ],
    }
    if row.anonymous_referrer:
        del made["referrer"]  # named to nobody
    if row.source_hidden:
        del made["source"]
    return made | await protection_document(conn, key)


def _match(row: Any) -> dict[str, Any]:
    """A likeness that exists for this reader."""
    said = {name: getattr(row, name) for name in ("ref", "verdict", "verdict_reason", "anyway_reason")}
    return said | {"why": reason_words(row.reasons)}


async def live_contacts(
    conn: AsyncConnection, actor: Actor, now: datetime, *, after: str | None, limit: int
) -> dict[str, Any]:
    """Live contacts this actor may know of, most urgent first: `limit` of them after that order key, and the key to go on from."""
    rules, today = await policy(conn, actor.hub_id, now), now.astimezone(LONDON).date()
    own = await own_cards(conn, actor.hub_id, actor.person_id, rules, today)
    board = await cards_shown(conn, actor.hub_id, rules, today, reader=actor.reader)
    cards = sorted([*board, *(card for card in own if card.restricted)], key=lambda card: card.order)
    rest = [card for card in cards if after is None or card.order > after]
    page = rest[:limit]
    return {
        "contacts": [_card(card) for card in page],
        "next": page[-1].order if len(rest) > len(page) else None,
    }


def _card(card: Card) -> dict[str, Any]:
    """A live contact in the list, with everything that its card says."""
    return face(card) | {
        "rag": None if card.rag == UNRATED else card.rag.code,
        "received_at": card.received_at,
        "claimed_at": card.claimed_at,
        "to_answer": card.closed_at is not None,
        "offered_to": card.work.offered_to,
        "manager": card.work.manager,
    }


def without_asked(row: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Late information, but for the safe contact and the harm in detail, which are asked for by themselves, and a referrer who may
    not be named.
    """
    adults = [{k: v for k, v in adult.items() if k != "safe_contact"} for adult in body.get("adults") or []]
    hidden = {"harm_detail", "referrer"} if hides_referrer(row, body) else {"harm_detail"}
    hidden |= {"source"} if row.source_hidden else set()
    kept = {k: v for k, v in body.items() if k not in hidden}
    return kept | {"adults": adults}
