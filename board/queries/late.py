"""Information that came after a contact, each as its differences from what came first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.queries.contact import ADULT_WORDS, People
from board.store.visibility import on_the_board
from board.views.contact import ContactLate, LateRow

_LATE = text(
    "select l.received_at, l.body, l.to_answer, l.answered_at, p.name as answered_by, l.answer_reason, c.ref, k.question, a.name as agency "  # noqa: S608 - a piece of store/visibility.py
    "from late_information l left join links k on k.hub_id = l.hub_id and k.link_id = cast(l.body ->> 'link' as uuid) "
    "left join agencies a on a.hub_id = k.hub_id and a.agency_id = k.agency_id "
    f"left join contacts c on c.hub_id = l.hub_id and c.contact_id = l.joined_id and ({on_the_board()} or :restricted) "
    "left join people p on p.person_id = l.answered_by where l.hub_id = :hub_id and l.contact_id = :contact_id "
    "and l.withdrawn_at is null order by l.late_id desc"
)
# Fields that a sender may send again differently, and where the first is kept. People are compared as a whole below.
_FIELDS = (
    ("summary", "summary"),
    ("received_at", "received_at"),
    ("incident_on", "incident_on"),
    ("concern", "concern"),
    ("notice_type", "notice_type"),
    ("rag", "sender_rag"),
    ("grading", "grading"),
    ("grading_tool", "grading_tool"),
    ("grading_score", "grading_score"),
    ("referrer", "referrer"),
    ("confidential_enquiry", "confidential_enquiry"),
    ("anonymous_referrer", "anonymous_referrer"),
    ("restricted", "restricted"),
)


async def contact_late(conn: AsyncConnection, row: Any, people: People) -> ContactLate:
    """Late information, newest first, each as its differences from what came first."""
    if not row.late:
        return ContactLate(())
    facts = {"hub_id": row.hub_id, "contact_id": row.contact_id, "restricted": row.restricted}
    late = (await conn.execute(_LATE, facts)).all()
    return ContactLate(
        tuple(
            LateRow(
                one.received_at,
                () if one.question else tuple(_differences(row, people, one.body)),
                one.to_answer,
                one.answered_at,
                one.answered_by,
                one.answer_reason,
                one.ref,
                *_told(one),
            )
            for one in late
        )
    )


def _told(late: Any) -> tuple[str, str, str] | tuple[()]:
    """The answer that somebody outside sent by a link: the words, who said them, and the question."""
    if not late.question:
        return ()
    by = f"{late.body['said_name']}, {late.body['said_role']}, {late.agency}"
    return late.body["summary"], by, late.question


def _differences(row: Any, people: People, body: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    changed = []
    for sent, kept in _FIELDS:
        if sent == "referrer" and hides_referrer(row, body):
            continue
        before, after = _plain(getattr(row, kept)), _plain(body.get(sent))
        if before != after:
            changed.append((sent.replace("_", " "), before, after))
    if body.get("harm_detail") and body["harm_detail"] != row.harm_detail:
        changed.append(("harm in detail", "not shown here", "sent with other words: open it under Summary"))
    for known, sent in ((people.children, "children"), (people.adults, "adults")):
        first, again = _people(one._mapping for one in known), _people(body.get(sent) or [])
        if first != again:  # those who are the same in both are told under Family
            before, after = (
                "; ".join(sorted((first - again).elements())),
                "; ".join(sorted((again - first).elements())),
            )
            changed.append((f"{sent} who differ", before or "nobody else", after or "nobody else"))
    return changed


def hides_referrer(row: Any, body: Mapping[str, Any]) -> bool:
    """Whether the referrer in what was sent later is shown to nobody: the contact's may not be named, or these words said so."""
    return bool(row.anonymous_referrer or body.get("anonymous_referrer"))


def _people(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Everybody of a kind, a line each, in no order: how they were sent does not count."""
    return Counter(_person(row) for row in rows)


def _person(row: Mapping[str, Any]) -> str:
    name = " ".join(filter(None, (row.get("given_name"), row.get("family_name"))))
    born = row.get("born_on") and f"born {_day(date.fromisoformat(str(row['born_on'])))}"
    role = row.get("role")
    parts = (name, role and ADULT_WORDS.get(role, role), born, row.get("school"), row.get("address"))
    return ", ".join(filter(None, parts)) or "nothing known"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _plain(value: Any) -> str:
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)
