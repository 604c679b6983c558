"""A hub with a school outside: an entry that is confirmed, a guest there, and a link to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from board.commands.directory.entries import add_entry, confirm_entry
from board.commands.guest.guests import add_guest
from board.commands.link.codes import CodeMade, make_code
from board.commands.link.opening import Tried, enter_code, open_link
from board.commands.link.sending import ask_outside
from board.domain.directory.given import given_entry
from board.domain.link.guests import GivenGuest
from board.domain.link.sessions import LinkSession, Statement
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.secrets import Secrets, token_hash
from board.store.engine import Database
from board.store.link import link_of, link_session_of
from tests import make
from tests.commands.doing import do, rows
from tests.processes import KEY

SECRETS = Secrets([KEY])
OFFICE, MOBILE = "01632 960101", "07700 900123"
LEAD = "r.lead@schools.example"
SAID = ("Rhona Lead", "Designated safeguarding lead")


@dataclass(frozen=True)
class Outside:
    """asha asks; wes confirms numbers and calls; ada keeps the directory. office, mobile: entries of the school. guest: its lead."""

    hub: make.Hub
    asha: Actor
    wes: Actor
    ada: Actor
    ref: str
    office: int
    mobile: int
    guest: int

    @property
    def hub_id(self) -> int:
        return self.hub.hub_id


async def outside(
    database: Database,
    *,
    key: str = "northborough",
    policy: Policy | None = None,
    hub: make.Hub | None = None,
    at: float = 0,
) -> Outside:
    """A school's numbers were confirmed a day ago, and its lead is a guest. at: minutes after the tests' moment; hub: one that is there."""
    hub = hub or await make.hub(database, key, policy=policy)
    asha = await make.person(database, hub, Role.SOCIAL_WORKER, name="Asha Verma")
    wes = await make.person(database, hub, Role.SOCIAL_WORKER, name="Wes Tarn")
    ada = await make.person(database, hub, Role.ADMIN, name="Ada Quill")
    ref = await make.contact_claimed(database, asha)
    office = await number(database, ada, OFFICE, "School office", by=wes, minutes=at - 1440)
    mobile = await number(database, ada, MOBILE, "Lead's mobile", by=wes, minutes=at - 1440)
    given = GivenGuest("Rhona Lead", "education", LEAD, office)
    guest = (await do(database, add_guest, asha, given, minutes=at - 60)).guest_id
    return Outside(hub, asha, wes, ada, ref, office, mobile, guest)


async def number(
    database: Database,
    keeper: Actor,
    address: str,
    name: str,
    *,
    by: Actor | None,
    agency: str = "education",
    kind: str = "telephone",
    minutes: float = -1440,
) -> int:
    """An entry of the directory. by: the person who confirms it; none: nobody."""
    given = given_entry(kind, address, name, ["Ola Deputy"])
    entry = (await do(database, add_entry, keeper, agency, given, minutes=minutes)).entry_id
    if by is not None:
        await do(database, confirm_entry, by, entry, "switchboard", minutes=minutes + 1)
    return int(entry)


async def sent(database: Database, world: Outside, question: str = "What do you know?", **more: Any) -> UUID:
    """Asha asked the guest."""
    asked = (world.asha, SECRETS, world.ref, world.guest, question)
    return (await do(database, ask_outside, *asked, **more)).link_id  # type: ignore[no-any-return]


async def stated(
    database: Database, world: Outside, link: UUID, name: str = SAID[0], role: str = SAID[1], **more: Any
) -> UUID:
    """Somebody opened the link in a browser that was never here, and said who they are."""
    async with database.connection() as conn:
        found = await link_of(conn, world.hub_id, link)
    return await do(database, open_link, found, None, name, role, **more)  # type: ignore[no-any-return]


async def called(
    database: Database, world: Outside, link: UUID, minutes: float = 1, *, whose: UUID | None = None
) -> CodeMade:
    """Wes called the school's office, and has the code. whose: a statement that is there; none: of somebody who opens the link now."""
    whose = whose or await stated(database, world, link, minutes=minutes)
    facts = (world.wes, SECRETS, link, world.office, "call", whose)
    made = await do(database, make_code, *facts, minutes=minutes)
    assert isinstance(made, CodeMade)
    return made


async def enter(
    database: Database,
    world: Outside,
    link: UUID,
    code: str,
    *,
    browser: str | None = None,
    minutes: float = 2,
    token: str | None = None,
) -> tuple[Tried, str]:
    """The person of the newest code enters this one. browser: the token of a browser that was let in before. Returns the token now."""
    token = token or uuid4().hex
    moment = make.NOW + timedelta(minutes=minutes)
    async with database.connection() as conn:
        found = await link_of(conn, world.hub_id, link)
        session = await link_session_of(conn, token_hash(browser), moment) if browser else None
    assert found is not None
    who: LinkSession | Statement | None = session
    if who is None:
        [stated_] = await rows(
            database,
            "select statement_id, said_name, said_role, said_at, false from link_codes join link_statements using (hub_id, statement_id) "
            "where link_codes.link_id = :link order by made_at desc limit 1",
            link=link,
        )
        who = Statement(*stated_)
    facts = (SECRETS, found, who, code, token_hash(token))
    return await do(database, enter_code, *facts, minutes=minutes), token


async def standing(database: Database, browser: str, minutes: float) -> str | None:
    """How far this browser opens its link at this moment; none: not at all."""
    moment = make.NOW + timedelta(minutes=minutes)
    async with database.connection() as conn:
        session = await link_session_of(conn, token_hash(browser), moment)
    return session.standing(moment) if session else None


def another(code: str) -> str:
    """Six digits that are not this code."""
    return f"{(int(code) + 1) % 10**6:06}"
