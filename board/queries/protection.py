"""What protects a family for a time, when they meet to review it, and when a manager last looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.measures import LABELS, MeasureKind
from board.views.protection import ContactProtection, MeasureRow, MeetingRow, ReviewRow

_MEASURES = text(
    "select m.measure_id, m.kind, m.began_at, m.ends_at, m.note, m.ended_at, m.end_reason, m.child_id, ch.place, ch.given_name, "
    "  ch.family_name, ch.unborn from measures m "
    "left join children ch on ch.hub_id = m.hub_id and ch.child_id = m.child_id "
    "where m.hub_id = :hub_id and m.contact_id = :contact_id order by m.ended_at is not null, m.ends_at, m.measure_id"
)
_REVIEWS = text(
    "select v.reviewed_at, p.name, v.finding from reviews v join people p on p.person_id = v.reviewed_by "
    "where v.hub_id = :hub_id and v.contact_id = :contact_id order by v.review_id desc limit 12"
)


_MEETING = text(
    "select m.meeting_id, m.version, m.starts_at, m.lasts_minutes, m.set_at, p.name as manager, h.name as holder "
    "from review_meetings m join people p on p.person_id = m.manager_id left join people h on h.person_id = m.holder_id "
    "and h.person_id <> m.manager_id where m.hub_id = :hub_id and m.contact_id = :contact_id and m.ended_at is null"
)


async def open_meeting(conn: AsyncConnection, key: Mapping[str, int]) -> Any | None:
    """When they meet to review a contact, and who; none where no meeting is set. key: hub_id and contact_id."""
    return (await conn.execute(_MEETING, key)).one_or_none()


async def contact_protection(conn: AsyncConnection, row: Any, hub_key: str) -> ContactProtection:
    """Measures that stand, what ends first on top, then those that are over; when they meet to review it; and the newest reviews."""
    key = {"hub_id": row.hub_id, "contact_id": row.contact_id}
    measures = tuple(_row(one) for one in await conn.execute(_MEASURES, key))
    reviews = tuple(ReviewRow(*one) for one in await conn.execute(_REVIEWS, key))
    meets = await open_meeting(conn, key)
    meeting = None if meets is None else _meeting(meets)
    return ContactProtection(hub_key, row.ref, measures, meeting, reviews)


async def protection_document(conn: AsyncConnection, key: Mapping[str, int]) -> dict[str, Any]:
    """The same for the API."""
    meets = await open_meeting(conn, key)
    return {
        "meeting": meets and {"starts_at": meets.starts_at, "minutes": meets.lasts_minutes},
        "measures": (await conn.execute(_MEASURES, key)).all(),
        "reviews": [
            {"reviewed_at": one.reviewed_at, "finding": one.finding, "by": one.name}
            for one in await conn.execute(_REVIEWS, key)
        ],
    }


def _row(row: Any) -> MeasureRow:
    return MeasureRow(
        measure_id=row.measure_id,
        label=LABELS[MeasureKind(row.kind)],
        place=row.place,
        child=child_name(row) if row.child_id is not None else None,
        began_at=row.began_at,
        ends_at=row.ends_at,
        note=row.note,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )


def _meeting(row: Any) -> MeetingRow:
    return MeetingRow(
        row.starts_at, row.lasts_minutes, tuple(name for name in (row.manager, row.holder) if name)
    )


def child_name(row: Any) -> str:
    """A child's name as a form or a line says it."""
    name = " ".join(filter(None, (row.given_name, row.family_name)))
    return name or ("Unborn" if row.unborn else "name not known")
