"""Events as the live room reads them: what kind, of which contact, whom it concerns; never what somebody wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.engine import Pulse
from board.domain.events import Happened
from board.queries.engine import pulse_of
from board.store.listening import PULSE
from board.store.visibility import on_the_board, people_apart, shown_names

_HEAD = text("select epoch, seq from heads where hub_id = :hub_id")
_HEAD_AND_POLICY = text(
    "select epoch, seq, exists (select from interests i where i.hub_id = h.hub_id and i.ended_at is null) as interests, "  # noqa: S608
    "(select coalesce(max(version), 0) from policies p where p.hub_id = h.hub_id and effective_from <= :now) as policy, "
    f"pulse.silent_s, pulse.oldest from heads h, ({PULSE}) pulse where hub_id = :hub_id"
)
_HEADS = text("select hub_id, epoch, seq from heads")
_SINCE = text(
    f"select e.seq, e.kind, e.contact_id, e.concerns, c.ref, not {on_the_board()} as restricted, "  # noqa: S608
    f"  {people_apart(who=shown_names('i'))} as apart, "
    "  case when e.contact_id is null then cast(e.body as jsonb) -> 'body' end as body "
    "from events e left join contacts c on c.hub_id = e.hub_id and c.contact_id = e.contact_id "
    "where e.hub_id = :hub_id and e.seq > :since and e.seq <= :until order by e.seq limit :most"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of a chain. interests: whether somebody has an interest in a family, where that was asked."""

    epoch: int
    seq: int
    interests: bool = field(default=False, compare=False)


async def head(conn: AsyncConnection, hub_id: int) -> Head:
    """The head of one chain; the first statement of whatever is drawn, so that it belongs to the same moment."""
    row = (await conn.execute(_HEAD, {"hub_id": hub_id})).one()
    return Head(row.epoch, row.seq)


async def head_and_policy(conn: AsyncConnection, hub_id: int, now: datetime) -> tuple[Head, int, Pulse]:
    """The head, the number of the policy then in force, and whether reminders run: the first statement of every frame, so all in one."""
    row = (await conn.execute(_HEAD_AND_POLICY, {"hub_id": hub_id, "now": now})).one()
    return Head(row.epoch, row.seq, row.interests), row.policy, pulse_of(row.silent_s, row.oldest, now)


async def heads(conn: AsyncConnection) -> dict[int, Head]:
    """The head of every chain."""
    return {row.hub_id: Head(row.epoch, row.seq) for row in await conn.execute(_HEADS)}


async def happened(
    conn: AsyncConnection, hub_id: int, since: int, until: int, *, most: int
) -> list[Happened] | None:
    """Events after `since` up to `until`, in order; none when there are more than `most`: too many to follow one by one."""
    rows = (
        await conn.execute(_SINCE, {"hub_id": hub_id, "since": since, "until": until, "most": most + 1})
    ).all()
    if len(rows) > most:
        return None
    return [
        Happened(
            seq=row.seq,
            kind=row.kind,
            contact_id=row.contact_id,
            concerns=frozenset(row.concerns),
            ref=row.ref,
            restricted=row.restricted,
            session=(row.body or {}).get("session"),
            person=(row.body or {}).get("person"),
            screen=(row.body or {}).get("screen"),
            apart=frozenset(row.apart),
        )
        for row in rows
    ]
