"""The interests in families of a hub, as the person who declared one and the managers who decide are shown them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.interest.families import KINDS
from board.domain.people import Actor
from board.domain.permissions import Action
from board.store.interest.shown import DECIDED_BY, OWN
from board.store.visibility import exists_for
from board.views.interest.pages import Interest, OwnInterest

MOST = 200
_OWN = text(
    "select i.kind, i.names, i.address, i.reference, i.declared_at, i.confirmed_at, i.ended_at from interests i "  # noqa: S608
    f"where i.hub_id = :hub_id and {OWN} order by i.interest_id desc limit :most"
)
_OTHERS = text(
    "select i.*, p.name, b.name as declared_by_name, y.name as confirmed_by_name, z.name as ended_by_name, "  # noqa: S608
    "  array(select c.ref from contacts c join interest_contacts k on k.hub_id = c.hub_id and k.contact_id = c.contact_id "
    f"   and k.interest_id = i.interest_id where c.hub_id = i.hub_id and {exists_for()} order by c.contact_id desc limit 20) as refs "
    "from interests i join people p on p.person_id = i.person_id join people b on b.person_id = i.declared_by "
    "left join people y on y.person_id = i.confirmed_by left join people z on z.person_id = i.ended_by "
    f"where i.hub_id = :hub_id and {DECIDED_BY} "
    "order by i.ended_at is not null, i.confirmed_at is not null, i.interest_id desc limit :most"
)


async def own_interests(conn: AsyncConnection, actor: Actor) -> tuple[OwnInterest, ...]:
    """The interests that this person declared, the newest first, never with a contact. None that others marked."""
    rows = await conn.execute(_OWN, actor.key | {"most": MOST})
    return tuple(
        OwnInterest(
            KINDS[row.kind], _lines(row.names), row.address, row.reference, row.declared_at, _standing(row)
        )
        for row in rows
    )


async def others_interests(conn: AsyncConnection, actor: Actor) -> tuple[Interest, ...]:
    """The interests of others that this manager may decide, those that nobody decided first; none for anybody else."""
    if not actor.may(Action.DECIDE_INTEREST):
        return ()
    rows = await conn.execute(_OTHERS, actor.key | {"most": MOST})
    return tuple(
        Interest(
            interest_id=row.interest_id,
            person=row.name,
            kind=KINDS[row.kind],
            names=_lines(row.names),
            address=row.address,
            reference=row.reference,
            reason=row.reason,
            declared_at=row.declared_at,
            declared_by=None if row.declared_by == row.person_id else row.declared_by_name,
            contacts=tuple(row.refs),
            standing=_standing(row),
            confirmed_at=row.confirmed_at,
            confirmed_by=row.confirmed_by_name,
            ended_at=row.ended_at,
            ended_by=row.ended_by_name,
            end_reason=row.end_reason,
        )
        for row in rows
    )


def _lines(names: str | None) -> tuple[str, ...]:
    return tuple((names or "").splitlines())


def _standing(row: Any) -> str:
    if row.ended_at is not None:
        return "Ended"
    return "Confirmed" if row.confirmed_at is not None else "Not decided"
