"""People as the sign-in needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.policy import SignInLimits
from board.store.policies import policy_of

_CREDENTIALS = "select person_id, name, email, password_hash, totp_secret, totp_last_step from people"
_BY_EMAIL = text(f"{_CREDENTIALS} where lower(email) = lower(:email) and ended_at is null and not service")
_BY_ID = text(f"{_CREDENTIALS} where person_id = :person_id and ended_at is null")
# The database itself keeps this to invented people, whatever the caller believes.
_INVENTED = text(
    f"{_CREDENTIALS} where lower(email) = any(:emails) and ended_at is null and (select invented from deployment)"  # noqa: S608 - put together from constants
)
_VERSIONS = text(
    "select h.hub_id, (select coalesce(max(version), 0) from policies p where p.hub_id = h.hub_id and p.effective_from <= :now) as version "
    "from hubs h where h.hub_id <> 0"
)
_CODES_LEFT = text("select count(*) from recovery_codes where person_id = :person_id and used_at is null")
_INVENTED_DATABASE = text("select invented from deployment")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password and a code are checked against. Never leaves the sign-in."""

    person_id: int
    name: str
    email: str
    password_hash: str | None
    sealed_seed: str | None
    last_step: int | None

    def __repr__(self) -> str:
        return f"Credentials(person_id={self.person_id})"  # nothing of it in a log or a traceback


async def credentials_of_name(conn: AsyncConnection, email: str) -> Credentials | None:
    """Of whoever signs in with this address."""
    row = (await conn.execute(_BY_EMAIL, {"email": email})).one_or_none()
    return Credentials(*row) if row else None


async def credentials_of(conn: AsyncConnection, person_id: int) -> Credentials | None:
    """Of this person, unless they left."""
    row = (await conn.execute(_BY_ID, {"person_id": person_id})).one_or_none()
    return Credentials(*row) if row else None


async def invented_credentials(conn: AsyncConnection, emails: Sequence[str]) -> dict[str, Credentials]:
    """Of invented people by address; of nobody in a database of real ones."""
    rows = (await conn.execute(_INVENTED, {"emails": [e.lower() for e in emails]})).all()
    return {row.email.lower(): Credentials(*row) for row in rows}


async def is_invented(conn: AsyncConnection) -> bool:
    """Whether everybody in this database is made up."""
    return bool((await conn.execute(_INVENTED_DATABASE)).scalar_one())


async def sign_in_limits(conn: AsyncConnection, now: datetime) -> SignInLimits:
    """How often a sign-in may go wrong: the strictest of all hubs, since nobody is known yet."""
    rows = (await conn.execute(_VERSIONS, {"now": now})).all()
    found = [(await policy_of(conn, row.hub_id, row.version)).sign_in for row in rows]
    found = found or [(await policy_of(conn, 0, 0)).sign_in]
    return SignInLimits(
        tries_per_name=min(limits.tries_per_name for limits in found),
        tries_per_address=min(limits.tries_per_address for limits in found),
        window_minutes=max(limits.window_minutes for limits in found),
    )


async def recovery_codes_left(conn: AsyncConnection, person_id: int) -> int:
    """How many recovery codes this person has not spent."""
    return int((await conn.execute(_CODES_LEFT, {"person_id": person_id})).scalar_one())
