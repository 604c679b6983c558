"""Bearer tokens of the JSON API: each name is a service person of its own, in one hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import text

from board.commands import words
from board.commands.record import note
from board.commands.seats import give_seat
from board.domain.permissions import Role
from board.store.engine import Tx

LONGEST_NAME = 100
_SERVICE = text(
    "select p.person_id from people p join tokens t on t.person_id = p.person_id and t.hub_id = :hub_id "
    "where p.service and p.name = :name and p.ended_at is null limit 1"
)
# A service has no mailbox; .invalid can never be one.
_ADD = text(
    "insert into people (name, email, service, created_at) values (:name, :email, true, :now) returning person_id"
)
_ISSUE = text(
    "insert into tokens (hub_id, person_id, token_hash, created_at) values (:hub_id, :person_id, :token_hash, :now) returning token_id"
)
_END = text(
    "update tokens set ended_at = :now where hub_id = :hub_id and token_id = :token_id and ended_at is null returning person_id"
)


@dataclass(frozen=True, slots=True)
class Issued:
    """The token's number, and the service person it stands for. changed: whether anything did."""

    token_id: int
    person_id: int | None
    changed: bool = True


async def issue_token(
    tx: Tx,
    hub_id: int,
    name: str,
    agency: str,
    role: Role,
    token_hash: bytes,
    *,
    by: int | None = None,
    now: datetime,
) -> Issued:
    """Let a system in: its service person, a seat for it and a token, all in this hub. The same name again is the same service
    person with one more token, so that an old one can be withdrawn after the new one works.

    token_hash: of a token made outside and shown once. Raises BadInput, NotHere (unknown agency).
    """
    name = words.name(name, "Write the name of the system")
    person_id = (await tx.conn.execute(_SERVICE, {"hub_id": hub_id, "name": name})).scalar_one_or_none()
    if person_id is None:
        facts = {"name": name, "email": f"{uuid4().hex}@service.invalid", "now": now}
        person_id = (await tx.conn.execute(_ADD, facts)).scalar_one()
    await give_seat(tx, hub_id, person_id, agency, role, by=by, now=now)
    facts = {"hub_id": hub_id, "person_id": person_id, "token_hash": token_hash, "now": now}
    token_id: int = (await tx.conn.execute(_ISSUE, facts)).scalar_one()
    note(tx, hub_id, "token_issued", by, {"token": token_id, "person": person_id}, now=now)
    return Issued(token_id, person_id)


async def end_token(tx: Tx, hub_id: int, token_id: int, *, by: int | None = None, now: datetime) -> Issued:
    """Withdraw a token: from now on it opens nothing. Twice is silence."""
    facts = {"hub_id": hub_id, "token_id": token_id, "now": now}
    person_id = (await tx.conn.execute(_END, facts)).scalar_one_or_none()
    if person_id is None:
        return Issued(token_id, None, changed=False)
    note(tx, hub_id, "token_ended", by, {"token": token_id, "person": person_id}, now=now)
    return Issued(token_id, person_id)
