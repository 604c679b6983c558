"""An invented hub with as many people, open sessions and contacts as a line wants; all through commands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import text

from board.commands.contacts import receive
from board.commands.hubs import open_hub
from board.commands.people import add_person
from board.commands.screens import begin_pairing, pair_screen, pairing_code, screen_key
from board.commands.seats import give_seat
from board.commands.sign_in import complete_sign_in, open_session
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.policy import Policy
from board.domain.screens import Screen
from board.live.pages import Page, Pages, listeners_of, wall_listeners
from board.queries.happened import head
from board.rehearsal.family import families
from board.rehearsal.hub import policy
from board.secrets import Secrets, new_token, token_hash
from board.store.engine import Database
from board.store.sessions import session_of

HUB, NAME = "northborough", "Northborough MASH"
AGENCY = "childrens_social_care"
AT_ONCE = 100  # contacts a transaction
# Of ten people at their desks; four lenses, so that one change is drawn for four boards and the walls.
ROLES = (*[Role.SOCIAL_WORKER] * 6, Role.MANAGER, Role.ADMIN, Role.POLICE, Role.QA)


@dataclass(frozen=True, slots=True)
class Place:
    """An open page: who looks, at what, from where; as JSON values for client processes."""

    cookie: str
    page: str
    path: str
    epoch: int
    seq: int
    audiences: tuple[str, ...]
    may_claim: bool
    person: int = 0

    def plain(self, port: int) -> dict[str, Any]:
        """With the port of the web process it asks."""
        return {**asdict(self), "port": port}


async def settle(db: Database, people: int, rules: Policy | None = None) -> list[Actor]:
    """Open the hub with this many people. rules: how it works, the invented hub's when none. Answers them as they act."""
    now = datetime.now(UTC)
    agency = (AGENCY, "Children's social care", ("northborough.example",))
    async with db.transaction() as tx:
        opened = await open_hub(tx, HUB, NAME, [agency], rules or policy(now), now=now - timedelta(days=1))
    async with db.transaction() as tx:
        added = [
            await add_person(
                tx, f"Person {n}", f"person{n}@northborough.example", password_hash=None, now=now
            )
            for n in range(people)
        ]
    async with db.transaction() as tx:
        for person, role in zip(added, cycle(ROLES), strict=False):
            await give_seat(tx, opened.hub_id, person.person_id, AGENCY, role, now=now)
    return [
        Actor(
            p.person_id, f"Person {n}", opened.hub_id, HUB, NAME, frozenset({role}), "Children's social care"
        )
        for n, (p, role) in enumerate(zip(added, cycle(ROLES), strict=False))
    ]


async def arrive(db: Database, by: Actor, number: int, seed: int = 1) -> list[str]:
    """This many contacts nobody has claimed; their references. by: somebody who may log them."""
    now = datetime.now(UTC)
    refs: list[str] = []
    coming = islice(families(seed, now - timedelta(minutes=30)), number)
    while batch := list(islice(coming, AT_ONCE)):
        async with db.transaction() as tx:
            for new in batch:
                refs.append((await receive(tx, by, replace(new, restricted=False), now=now)).ref)
    async with (
        db.transaction() as tx
    ):  # what is measured is claiming, not answering whether two invented families are one
        await tx.conn.execute(text("delete from matches"))
    return refs


async def sign_in(db: Database, key: str, actors: list[Actor]) -> list[Place]:
    """A desk open for each of them."""
    now, pages = datetime.now(UTC), Pages([key])
    tokens = []
    async with db.transaction() as tx:
        for actor in actors:
            first, token = new_token(), new_token()
            who = token_hash(str(actor.person_id))
            await open_session(tx, actor.person_id, who, token_hash(first), now=now)
            session = await session_of(tx.conn, token_hash(first), now)
            assert session is not None
            await complete_sign_in(tx, session, who, token_hash(token), factor="app", now=now)
            tokens.append(token)
    async with db.connection() as conn:
        here = await head(conn, actors[0].hub_id)
    places = []
    for actor, token in zip(actors, tokens, strict=True):
        page = Page("desk", actor.hub_key, actor.person_id)
        audiences = tuple(str(one.audience) for one in listeners_of(page, actor))
        may_claim = actor.may(Action.CLAIM)
        path = f"/hubs/{HUB}/desk"
        cookie = f"session={token}"
        signed = pages.token(page)
        places.append(
            Place(cookie, signed, path, here.epoch, here.seq, audiences, may_claim, actor.person_id)
        )
    return places


async def hang(db: Database, key: str, manager: Actor, walls: int) -> list[Place]:
    """Walls of the hub, paired."""
    now, pages, secrets = datetime.now(UTC), Pages([key]), Secrets([key])
    places = []
    for number in range(walls):
        async with db.transaction() as tx:
            waiting = await begin_pairing(tx, secrets, now=now)
            code = pairing_code(secrets, waiting.pairing_id)
            paired = await pair_screen(tx, manager, secrets, code, f"Wall {number}", now=now)
        screen = Screen(manager.hub_id, HUB, NAME, paired.screen_id, f"Wall {number}")
        audiences = tuple(str(one.audience) for one in wall_listeners(screen))
        token = pages.token(Page("wall", HUB, paired.screen_id))
        cookie = f"wall={screen_key(secrets, waiting.pairing_id)}"
        async with db.connection() as conn:
            here = await head(conn, manager.hub_id)
        places.append(Place(cookie, token, "/wall", here.epoch, here.seq, audiences, may_claim=False))
    return places


def seats(desks: list[Place], walls: list[Place], screens: int) -> list[Place]:
    """This many open screens: the walls once, and desks shared out among the people, some of whom have several open."""
    return [*walls, *islice(cycle(desks), screens - len(walls))]


def manager_of(actors: list[Actor]) -> Actor:
    """Somebody who may pair screens and release for others."""
    return next(actor for actor in actors if Role.MANAGER in actor.roles)


def admin_of(actors: list[Actor]) -> Actor:
    """Somebody who logs contacts and rates none."""
    return next(actor for actor in actors if Role.ADMIN in actor.roles)


def practitioners(actors: list[Actor]) -> list[Actor]:
    """Those who may claim."""
    return [actor for actor in actors if actor.may(Action.CLAIM)]
