"""A contact as the JSON API tells it: the words and codes it was sent in, what is true now, and no field its reader's lens lacks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.handover import clock_code
from board.domain.people import Actor
from board.domain.permissions import Lens, sees
from board.domain.urgency import worst
from board.queries.cards import Card, live_cards, own_cards
from board.queries.contact import contact_row
from board.queries.protection import protection_document
from board.queries.working import work_of, work_seen
from board.store.policies import policy
from board.views.fragment import UNRATED, Due

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
    "select a.role, a.given_name, a.family_name, a.born_on, a.address, exists (select from safe_contacts s "
    "  where s.hub_id = a.hub_id and s.adult_id = a.adult_id) as has_safe_contact "
    "from adults a where a.hub_id = :hub_id and a.contact_id = :contact_id order by a.place"
)
_CLOCKS = text(
    "select kind, due_at, fired_at is not null as late from clocks where hub_id = :hub_id and contact_id = :contact_id "
    "and stopped_at is null order by due_at, kind"
)
_LATE = text(
    "select received_at, body from late_information where hub_id = :hub_id and contact_id = :contact_id order by late_id"
)

# Which labelled field of the permissions table a member of the document belongs to.
_OF_CONTACT: Final[dict[str, str]] = {
    "given_by": "holder", "manager": "holder",
    "source": "source", "source_reference": "source", "notice_type": "source", "concern": "concern", "summary": "summary",
    "referrer": "referrer", "sender_rag": "grading", "grading_tool": "grading", "grading_score": "grading", "grading": "grading",
    "release_reason": "release_reason", "holder": "holder", "outcome": "summary", "ref": "ref", "received_at": "times",
    "clock_start_at": "times", "claimed_at": "times", "closed_at": "times",
}  # fmt: skip
_OF_CHILD: Final[dict[str, str]] = {
    "given_name": "name", "family_name": "name", "born_on": "born_on", "expected_on": "age", "unborn": "age", "sex": "born_on",
    "ethnicity": "born_on", "school": "school", "address": "address", "rating_reason": "rating_reason",
    "safe_now": "safe_now",
}  # fmt: skip
_OF_ADULT: Final[dict[str, str]] = {
    "given_name": "name", "family_name": "name", "born_on": "address", "role": "role", "address": "address", "has_safe_contact": "role",
}  # fmt: skip
_OF_CARD: Final[dict[str, str]] = {
    "holder": "holder", "family": "family", "restricted": "flags", "release_reason": "release_reason",
    "late_information": "late_information", "offered_to": "holder", "manager": "holder", "safe_now": "safe_now",
}  # fmt: skip


async def contact_document(conn: AsyncConnection, actor: Actor, ref: str, now: datetime) -> dict[str, Any]:
    """The contact as this actor's lens sees it. The guard has passed the door and logged the reading."""
    rules = await policy(conn, actor.hub_id, now)
    row = await contact_row(conn, actor.hub_id, ref)
    assert row is not None
    key = {"hub_id": row.hub_id, "contact_id": row.contact_id}
    lens = actor.lens
    children = (await conn.execute(_CHILDREN, key)).all()
    adults = (await conn.execute(_ADULTS, key)).all()
    made = {
        name: plain(getattr(row, name)) for name, field in _OF_CONTACT.items() if sees(lens, "contact", field)
    }
    if row.anonymous_referrer:
        made.pop("referrer", None)  # named to nobody
    if sees(lens, "contact", "flags"):
        made["flags"] = {
            name: getattr(row, name) for name in ("confidential_enquiry", "anonymous_referrer", "restricted")
        }
    work = work_seen(work_of(row), lens)
    if sees(lens, "contact", "holder"):
        made |= {"given": row.given_as, "offered_to": work.offered_to, "offered_at": plain(work.offered_at)}
    if sees(lens, "contact", "hand_over"):
        made["offer_note"] = work.note
    made["rag"] = worst([child.rag for child in children], rules)
    made["due"] = [
        {"clock": clock_code(clock.kind, lens), "at": plain(clock.due_at), "late": clock.late}
        for clock in await conn.execute(_CLOCKS, key)
    ]
    if sees(lens, "contact", "referrer"):
        made["has_harm_detail"] = row.harm_detail is not None
    made["children_unknown"] = not children
    made["children"] = [
        {"child_id": child.child_id, "rag": child.rag, "rated_at": plain(child.rated_at)}
        | _shown(child, _OF_CHILD, lens, "child")
        for child in children
    ]
    made["adults"] = [shown for adult in adults if (shown := _shown(adult, _OF_ADULT, lens, "adult"))]
    made |= await protection_document(conn, key, lens)
    if sees(lens, "contact", "late_information"):
        made["late_information"] = [
            {"received_at": plain(late.received_at), "sent": without_safe_contact(late.body)}
            for late in await conn.execute(_LATE, key)
        ]
    return made


async def live_contacts(
    conn: AsyncConnection, actor: Actor, now: datetime, *, after: str | None, limit: int
) -> dict[str, Any]:
    """Live contacts this actor may know of, most urgent first: `limit` of them after that order key, and the key to go on from."""
    rules, today = await policy(conn, actor.hub_id, now), now.astimezone(LONDON).date()
    own = await own_cards(conn, actor.hub_id, actor.person_id, rules, today)
    board = await live_cards(conn, actor.hub_id, rules, today)
    cards = sorted([*board, *(card for card in own if card.restricted)], key=lambda card: card.order)
    rest = [card for card in cards if after is None or card.order > after]
    page = rest[:limit]
    return {
        "contacts": [card_document(card, actor.lens) for card in page],
        "next": page[-1].order if len(rest) > len(page) else None,
    }


def card_document(card: Card, lens: Lens) -> dict[str, Any]:
    """A live contact in the list: what its card on the board says to this lens."""
    made: dict[str, Any] = {
        "ref": card.ref,
        "rag": None if card.rag == UNRATED else card.rag.code,
        "received_at": plain(card.received_at),
        "claimed_at": plain(card.claimed_at),
        "due": _due(card.due),
        "children_unknown": card.children_unknown,
        "holder": card.holder,
        "family": card.family,
        "restricted": card.restricted,
        "release_reason": card.release_reason,
        "late_information": card.late_information,
        "offered_to": card.work.offered_to,
        "manager": card.work.manager,
        "safe_now": list(card.safe_now),
    }
    return {k: v for k, v in made.items() if k not in _OF_CARD or sees(lens, "contact", _OF_CARD[k])}


def without_safe_contact(body: dict[str, Any]) -> dict[str, Any]:
    """What was sent later, but for the safe contact and the harm in detail, which are asked for by themselves."""
    adults = [{k: v for k, v in adult.items() if k != "safe_contact"} for adult in body.get("adults") or []]
    hidden = {"harm_detail", "referrer" if body.get("anonymous_referrer") else "harm_detail"}
    kept = {k: v for k, v in body.items() if k not in hidden}
    return kept | {"adults": adults}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, datetime | date) else value


def _due(due: Due | None) -> dict[str, Any] | None:
    return None if due is None else {"words": due.words, "at": plain(due.at), "late": due.late}


def _shown(row: Any, fields: dict[str, str], lens: Lens, record: str) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name, field in fields.items() if sees(lens, record, field)}
