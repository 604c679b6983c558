"""How professionals are reached when they are not looking: their own numbers and addresses, and where an agency's mail may go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import text

from board.commands.home_hubs import must_be_home
from board.commands.record import note
from board.domain.deliveries import Channel
from board.domain.directory.numbers import number_of
from board.domain.events import Body
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import AddressNotAllowed, BadInput, NotHere, QuietHoursUnclear
from board.store.doors import must
from board.store.engine import Tx
from board.store.reached import may_be_mailed

HOUSE = 0
LONGEST = 200
_DOMAINS = text(
    "select distinct lower(m) from seats s join agencies a on a.hub_id = s.hub_id and a.agency_id = s.agency_id, "
    "unnest(a.mail_domains) m where s.person_id = :person_id and s.ended_at is null order by 1"
)
_KEEP = text(
    "insert into directory_entries (person_id, telephone, telephone_by, email, mobile, mobile_by, channels, quiet_from, quiet_until, "
    "  changed_at, changed_by) "
    "values (:person_id, :telephone, case when cast(:telephone as text) is not null then cast(:by as bigint) end, :email, :mobile, "
    "  case when cast(:mobile as text) is not null then cast(:by as bigint) end, :channels, :quiet_from, :quiet_until, :now, :by) "
    # A number that stays has been entered by the person who entered it, whatever else changed.
    "on conflict (person_id) do update set telephone_by = case when excluded.telephone is distinct from directory_entries.telephone "
    "  then excluded.telephone_by else directory_entries.telephone_by end, "
    "mobile_by = case when excluded.mobile is distinct from directory_entries.mobile then excluded.mobile_by "
    "  else directory_entries.mobile_by end, telephone = excluded.telephone, email = excluded.email, mobile = excluded.mobile, "
    "channels = excluded.channels, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, changed_at = excluded.changed_at, "
    "changed_by = excluded.changed_by where (directory_entries.telephone, directory_entries.email, directory_entries.mobile, "
    "directory_entries.channels, directory_entries.quiet_from, directory_entries.quiet_until) is distinct from (excluded.telephone, "
    "excluded.email, excluded.mobile, excluded.channels, excluded.quiet_from, excluded.quiet_until) returning person_id"
)
_ALLOW = text(
    "update agencies set mail_domains = :domains where hub_id = :hub_id and key = :agency and mail_domains <> :domains returning agency_id"
)
_AGENCY = text("select exists (select from agencies where hub_id = :hub_id and key = :agency)")


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached, as typed; an empty text is none. channels: ways beside the page, in the order they are tried."""

    telephone: str = ""
    email: str = ""
    mobile: str = ""
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    quiet_from: str = ""
    quiet_until: str = ""


async def keep_own(tx: Tx, person_id: int, reach: Reach, *, now: datetime) -> None:
    """Somebody says how they are reached. The same again is silence.

    Raises AddressNotAllowed, NumberUnreadable, QuietHoursUnclear. Writes directory_entries, event directory_changed of the house.
    """
    await _keep(tx, person_id, reach, by=person_id, now=now)


async def keep_for(tx: Tx, actor: Actor, person_id: int, reach: Reach, *, now: datetime) -> None:
    """Somebody who looks after the directory of a person's home hub says it for them. The worker tells the person and their other hubs.

    Raises NotAllowed, NotHere, KeptByHomeHub, and as keep_own does. Locks: the person.
    """
    must(actor, Action.KEEP_DIRECTORY)
    await must_be_home(tx, actor, person_id)
    await _keep(tx, person_id, reach, by=actor.person_id, now=now)


async def _keep(tx: Tx, person_id: int, reach: Reach, *, by: int, now: datetime) -> None:
    mobile = number_of(reach.mobile, "mobile", extension=False)
    if Channel.SMS in reach.channels and mobile is None:
        raise BadInput({"mobile": "Give a work mobile, or choose no text messages."})
    quiet_from, quiet_until = _quiet(reach)
    facts = {
        "person_id": person_id,
        "telephone": number_of(reach.telephone, "telephone"),
        "email": await _allowed(tx, person_id, reach.email),
        "mobile": mobile,
        "channels": [c.value for c in dict.fromkeys(reach.channels)],
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "now": now,
        "by": by,
    }
    if (await tx.conn.execute(_KEEP, facts)).one_or_none() is not None:
        body: Body = {"person": person_id, "channels": ",".join(reach.channels)}
        note(tx, HOUSE, "directory_changed", by, body, now=now)


async def allow_mail(tx: Tx, hub_id: int, agency: str, domains: Iterable[str], *, now: datetime) -> None:
    """Say where mail to people of this agency may go: to these domains and those below them. The same again is silence.

    Raises BadInput, NotHere. Writes agencies, event mail_domains_changed.
    """
    wanted = sorted({domain.strip().lower().lstrip("@") for domain in domains if domain.strip()})
    if wrong := [d for d in wanted if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", d)]:
        raise BadInput({"domains": f"{wrong[0][:100]} is no mail domain. Write it as police.uk."})
    if not (await tx.conn.execute(_AGENCY, {"hub_id": hub_id, "agency": agency})).scalar_one():
        raise NotHere
    facts = {"hub_id": hub_id, "agency": agency, "domains": wanted}
    if (await tx.conn.execute(_ALLOW, facts)).one_or_none() is not None:
        body = {"agency": agency, "domains": " ".join(wanted)}
        note(tx, hub_id, "mail_domains_changed", None, body, now=now)


async def _allowed(tx: Tx, person_id: int, email: str) -> str | None:
    email = email.strip()
    if not email:
        return None
    domains = list((await tx.conn.execute(_DOMAINS, {"person_id": person_id})).scalars())
    shaped = re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+", email) and len(email) <= LONGEST
    if not shaped or not email.isascii() or not may_be_mailed(email, domains):
        where = ", ".join(domains) or "no domain yet: your agency has allowed none"
        refusal = AddressNotAllowed(domains=where)
        refusal.errors["email"] = refusal.sentence
        raise refusal
    return email


def _quiet(reach: Reach) -> tuple[time | None, time | None]:
    typed = (reach.quiet_from.strip(), reach.quiet_until.strip())
    if typed == ("", ""):
        return None, None
    try:
        if not all(re.fullmatch(r"\d{1,2}:\d{2}", one) for one in typed):
            raise ValueError
        return time.fromisoformat(typed[0].zfill(5)), time.fromisoformat(typed[1].zfill(5))
    except ValueError:
        refusal = QuietHoursUnclear()
        refusal.errors["quiet_from"] = refusal.sentence
        raise refusal from None
