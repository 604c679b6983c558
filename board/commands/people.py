"""Who is here: added, given a password and a second factor, and gone on the day they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from board.commands import words
from board.commands.record import note
from board.commands.sessions import end_all_sessions
from board.domain.refusals import BadInput, LastServiceManager, NotHere
from board.secrets import Secrets
from board.store.engine import Tx
from board.store.sitting import leaves_a_service_manager

HOUSE = 0
_ADD = text(
    "insert into people (name, email, service, password_hash, totp_secret, created_at) "
    "values (:name, :email, :service, :password_hash, :sealed_seed, :now) returning person_id"
)
_LEAVE = text(
    "update people set ended_at = :now where person_id = :person_id and ended_at is null returning person_id"
)
_LED = text(
    "select s.hub_id, array_agg(s.seat_id) from seats s join people p on p.person_id = s.person_id and p.ended_at is null "
    "where s.person_id = :person_id and s.role = 'service_manager' and s.ended_at is null group by s.hub_id order by s.hub_id"
)
_PASSWORD = text(
    "update people set password_hash = :password_hash where person_id = :person_id and ended_at is null returning person_id"
)
_SECOND_FACTOR = text(
    "update people set totp_secret = :sealed_seed, totp_last_step = :step where person_id = :person_id and ended_at is null "
    "and (:again or totp_secret is null) returning person_id"
)
_SEALED = text(
    "select person_id, totp_secret from people where totp_secret is not null order by person_id for no key update"
)
_RESEAL = text("update people set totp_secret = :sealed_seed where person_id = :person_id")
_DROP_CODES = text("delete from recovery_codes where person_id = :person_id")
_ADD_CODES = text(
    "insert into recovery_codes (person_id, code_hash) select :person_id, code from unnest(cast(:hashes as bytea[])) as code"
)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """The number of the person."""

    person_id: int
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """changed: whether anything did."""

    changed: bool


async def add_person(
    tx: Tx,
    name: str,
    email: str,
    *,
    password_hash: str | None,
    sealed_seed: str | None = None,
    service: bool = False,
    by: int | None = None,
    now: datetime,
) -> PersonAdded:
    """Add somebody who can then be given seats.

    service: a token, which has no password. sealed_seed: an authenticator seed, when it is known already (invented people);
    others set theirs at their first sign-in. by: who adds them; none from the command line. Raises BadInput, EmailTaken.
    """
    facts = {
        "name": words.name(name, "Write the name that colleagues know", LONGEST),
        "email": work_address(email),
    }
    secret = {"password_hash": password_hash, "sealed_seed": sealed_seed}
    added = await tx.conn.execute(_ADD, {**facts, **secret, "service": service, "now": now})
    person_id: int = added.scalar_one()
    note(tx, HOUSE, "person_added", by, {"person": person_id, "service": service}, now=now)
    return PersonAdded(person_id)


async def end_person(tx: Tx, person_id: int, *, by: int | None = None, now: datetime) -> Outcome:
    """Somebody left: from this moment nothing opens for them, and every session of theirs is over. Twice is silence.

    Raises LastServiceManager where a hub would have none. Locks: the seats of the service managers of their hubs.
    """
    led = (await tx.conn.execute(_LED, {"person_id": person_id})).all()
    for hub_id, seats in led:
        if not await leaves_a_service_manager(tx.conn, hub_id, seats):
            raise LastServiceManager
    left = (await tx.conn.execute(_LEAVE, {"person_id": person_id, "now": now})).one_or_none()
    if left is None:
        return Outcome(changed=False)
    note(tx, HOUSE, "person_ended", by, {"person": person_id}, now=now)
    await end_all_sessions(tx, person_id, "person_left", by=by, now=now)
    return Outcome(changed=True)


async def change_password(
    tx: Tx, person_id: int, password_hash: str, *, by: int | None = None, now: datetime
) -> Outcome:
    """Somebody's password is another from now on; the hash was made before the transaction. Raises NotHere."""
    facts = {"person_id": person_id, "password_hash": password_hash}
    if (await tx.conn.execute(_PASSWORD, facts)).one_or_none() is None:
        raise NotHere
    note(tx, HOUSE, "password_changed", by, {"person": person_id}, now=now)
    return Outcome(changed=True)


async def set_second_factor(
    tx: Tx, person_id: int, sealed_seed: str, step: int | None, code_hashes: Sequence[bytes], *, now: datetime
) -> Outcome:
    """The person's app is set, and these recovery codes with it; those of before are void.

    step: of the code that proved the app, used up by it. Raises NotHere when an app was set meanwhile.
    """
    facts = {"person_id": person_id, "sealed_seed": sealed_seed, "step": step, "again": False}
    if (await tx.conn.execute(_SECOND_FACTOR, facts)).one_or_none() is None:
        raise NotHere
    await _replace_codes(tx, person_id, code_hashes)
    note(tx, HOUSE, "second_factor_set", person_id, {"person": person_id, "what": "app"}, now=now)
    return Outcome(changed=True)


async def replace_recovery_codes(
    tx: Tx, person_id: int, code_hashes: Sequence[bytes], *, now: datetime
) -> Outcome:
    """New recovery codes; those of before are void."""
    await _replace_codes(tx, person_id, code_hashes)
    note(tx, HOUSE, "second_factor_set", person_id, {"person": person_id, "what": "recovery_codes"}, now=now)
    return Outcome(changed=True)


async def clear_second_factor(tx: Tx, person_id: int, *, by: int | None = None, now: datetime) -> Outcome:
    """The phone is lost and so are the codes: the next sign-in sets a new app, and every session is over. Raises NotHere."""
    facts = {"person_id": person_id, "sealed_seed": None, "step": None, "again": True}
    if (await tx.conn.execute(_SECOND_FACTOR, facts)).one_or_none() is None:
        raise NotHere
    await tx.conn.execute(_DROP_CODES, {"person_id": person_id})
    note(tx, HOUSE, "second_factor_set", by, {"person": person_id, "what": "cleared"}, now=now)
    await end_all_sessions(tx, person_id, "ended_by_manager", by=by, now=now)
    return Outcome(changed=True)


async def reseal_seeds(tx: Tx, secrets: Secrets) -> tuple[int, int]:
    """Encrypt every authenticator seed anew under the newest server key, so that the one before can be put away.

    No event: nobody's seed changes. Returns how many were, and how many no key still accepted can read.
    """
    resealed = unread = 0
    for person_id, sealed in (await tx.conn.execute(_SEALED)).all():
        seed = secrets.unseal(sealed)
        if seed is None:
            unread += 1
            continue
        await tx.conn.execute(_RESEAL, {"person_id": person_id, "sealed_seed": secrets.seal(seed)})
        resealed += 1
    return resealed, unread


async def _replace_codes(tx: Tx, person_id: int, code_hashes: Sequence[bytes]) -> None:
    await tx.conn.execute(_DROP_CODES, {"person_id": person_id})
    await tx.conn.execute(_ADD_CODES, {"person_id": person_id, "hashes": list(code_hashes)})


def work_address(email: str, field: str = "email") -> str:
    """A work address as it is kept. Raises BadInput naming the field."""
    address = (words.line(email, field, LONGEST) or "").lower()
    name, at, domain = address.partition("@")
    # Letters of other scripts look like those of a colleague's address, and some mail servers take them for the same.
    if not (name and at and domain) or " " in address or not address.isascii():
        raise BadInput({field: "Write the whole work address, such as name@example.gov.uk."})
    return address
