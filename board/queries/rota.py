"""The rota for those who read it. Who is on duty at a moment is the store's knowledge, since commands ask it too.

What a screen shows is what the worker wrote down (began_at, ended_at), never what o'clock it is: so it changes by events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.rota import MANAGERS, POST_WORDS, Post, Span, until
from board.domain.working_time import LONDON
from board.queries.cards import Card
from board.queries.hubs import HubName
from board.store.on_duty import OnDuty, duty_managers, managers_told, next_duty, on_duty
from board.views.rota import LeaverRow, Leavers, OwnShift, RoleLater, RoleNow, RotaNow

__all__ = [
    "OnDuty", "duty_managers", "leavers", "managers_told", "next_duty", "on_duty", "own_shift", "role_words", "roles_missing", "rota_now",
]  # fmt: skip

_STANDING = text(
    "select c.missing, d.* from (select (select missing from cover where hub_id = :hub_id) as missing) c left join ("
    "  select p.name, p.person_id, s.role, d.post, d.began_at is not null as now, d.starts_at from duties d "
    "  join seats s on s.hub_id = d.hub_id and s.seat_id = d.seat_id join people p on p.person_id = s.person_id "
    "  where d.hub_id = :hub_id and d.ended_at is null and (d.began_at is not null or d.starts_at < :tomorrow)) d on true "
    "order by lower(d.name), d.person_id, d.starts_at"
)
_MISSING = text("select missing from cover where hub_id = :hub_id")
_OWN = text(
    "select d.duty_id, d.starts_at, d.ends_at, d.began_at is not null as now, d.warned_at is not null as warned, d.began_at, "
    "  (select m.marked_at from handover_marks m where m.hub_id = s.hub_id and m.person_id = s.person_id) as marked_at, "
    "  exists (select from duties o join seats t on t.hub_id = o.hub_id and t.seat_id = o.seat_id where o.hub_id = s.hub_id "
    "    and t.person_id = s.person_id and o.ended_at is not null) as before "
    "from seats s left join duties d on d.hub_id = s.hub_id and d.seat_id = s.seat_id and d.ended_at is null "
    "where s.hub_id = :hub_id and s.person_id = :person_id order by d.starts_at"
)
_MOST_NAMES = 3


def role_words(role: str) -> str:
    """A role as people say it in the middle of a sentence."""
    return {"edt": "emergency duty team", "idva": "Idva", "qa": "audit", "admin": "MASH admin"}.get(
        role, role.replace("_", " ")
    )


async def rota_now(conn: AsyncConnection, hub: HubName, policy: Policy, today: date) -> RotaNow:
    """Who is on duty, by role and post, as last written down."""
    tomorrow = datetime.combine(today + timedelta(days=1), time.min, LONDON)
    found = (await conn.execute(_STANDING, {"hub_id": hub.hub_id, "tomorrow": tomorrow})).all()
    missing, rows = found[0].missing or (), [row for row in found if row.role is not None]
    here: dict[str, list[str]] = {}
    shown: set[int] = set()
    for post in (Post.DUTY_MANAGER, Post.DUTY_CHAIR):
        _add(here, POST_WORDS[post], [row for row in rows if row.now and row.post == post], shown)
    for role in (*policy.rota.covered_roles, Role.EDT):
        # The duty manager stands there as such.
        others = [
            r for r in rows if r.now and r.role == role and (r.person_id not in shown or role not in MANAGERS)
        ]
        _add(here, role_words(role), others, shown)
    more = {row.person_id for row in rows if row.now} - shown
    roles = {row.role for row in rows if row.now}
    later: dict[str, datetime] = {}
    for row in sorted((r for r in rows if not r.now), key=lambda r: r.starts_at):
        if row.role not in roles and Role(row.role) in policy.rota.covered_roles:
            later.setdefault(row.role, row.starts_at)
    return RotaNow(
        hub.key,
        len(more),
        tuple(
            RoleNow(words, len(names), tuple(names) if len(names) <= _MOST_NAMES else ())
            for words, names in here.items()
        ),
        tuple(role_words(role) for role in missing),
        tuple(RoleLater(role_words(role), at) for role, at in later.items()),
    )


async def roles_missing(conn: AsyncConnection, hub_id: int) -> list[str]:
    """Keys of the roles that should have somebody on duty and have not, as last written down."""
    return list((await conn.execute(_MISSING, {"hub_id": hub_id})).scalar_one_or_none() or ())


def _add(here: dict[str, list[str]], words: str, rows: Sequence[Any], shown: set[int]) -> None:
    if rows:
        here[words] = list(dict.fromkeys(row.name for row in rows))
        shown |= {row.person_id for row in rows}


def leavers(cards: Iterable[Card], hub_key: str) -> Leavers:
    """What stands on the board and is held by somebody who has left, most urgent first."""
    return Leavers(
        hub_key,
        tuple(
            LeaverRow(card.ref, card.holder or "", card.holder_id, card.left_at)
            for card in cards
            if card.left_at is not None and card.holder_id is not None
        ),
    )


async def own_shift(conn: AsyncConnection, hub: HubName, person_id: int, cards: Iterable[Card]) -> OwnShift:
    """Until when this person is on duty, as last written down, and what they hold."""
    rows: Sequence[Any] = (await conn.execute(_OWN, {"hub_id": hub.hub_id, "person_id": person_id})).all()
    held = sum(card.holder_id == person_id for card in cards)
    now = [row for row in rows if row.duty_id is not None and row.now]
    end = None
    if now:
        spans = [Span(row.starts_at, row.ends_at) for row in rows if row.duty_id is not None]
        end = until(now[0].starts_at, spans)
    last = next((row for row in now if row.ends_at == end), None)
    ends_soon = last is not None and last.warned
    off = not now and any(row.before for row in rows)
    began = min((row.began_at for row in now), default=None)
    unread = began is not None and (rows[0].marked_at is None or rows[0].marked_at < began)
    return OwnShift(hub.key, end, ends_soon, off, held, unread)
