"""An invented hub with as many people, open sessions and contacts as a line wants; all through commands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import text

from board.commands.contacts import receive
from board.domain.people import Actor
from board.domain.permissions import Action, Role
from board.domain.policy import Policy
from board.live.pages import Page, Pages, listeners_of, wall_listeners
from board.queries.happened import head
from board.queries.screens import screen_of_key
from board.rehearsal.family import families
from board.rehearsal.hub import policy
from board.store.engine import Database
from tests import make, processes
from tests.processes import KEY

HUB = "northborough"
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
    return await seated(db, await make.hub(db, HUB, policy=rules or policy(now), now=now), people)


async def seated(db: Database, hub: make.Hub, people: int) -> list[Actor]:
    """So many people of a hub, in the roles that a front door has."""
    now, roles = datetime.now(UTC), islice(cycle(ROLES), people)
    return [await make.person(db, hub, role, name=f"Person {n}", now=now) for n, role in enumerate(roles)]


async def arrive(db: Database, by: Actor, number: int, seed: int = 1) -> list[str]:
    """This many contacts nobody has claimed; their references. by: somebody who may log them."""
    now = datetime.now(UTC)
    refs: list[str] = []
    coming = islice(families(seed, now - timedelta(minutes=30)), number)
    while batch := list(islice(coming, AT_ONCE)):
        async with db.transaction() as tx:
            for new in batch:
                refs.append(str((await receive(tx, by, replace(new, restricted=False), now=now)).ref))
    async with (
        db.transaction() as tx
    ):  # what is measured is claiming, not answering whether two invented families are one
        await tx.conn.execute(text("delete from matches"))
    return refs


async def sign_in(db: Database, actors: list[Actor]) -> list[Place]:
    """A desk open for each of them."""
    pages = Pages([KEY])
    tokens = [await processes.sign_in(db, actor) for actor in actors]
    async with db.connection() as conn:
        here = await head(conn, actors[0].hub_id)
    places = []
    for actor, token in zip(actors, tokens, strict=True):
        page = Page("desk", actor.hub_key, actor.person_id)
        audiences = tuple(str(one.audience) for one in listeners_of(page, actor))
        may_claim = actor.may(Action.CLAIM)
        path = f"/hubs/{actor.hub_key}/desk"
        cookie = f"session={token}"
        signed = pages.token(page)
        places.append(
            Place(cookie, signed, path, here.epoch, here.seq, audiences, may_claim, actor.person_id)
        )
    return places


async def hang(db: Database, manager: Actor, walls: int) -> list[Place]:
    """Walls of the hub, paired."""
    keys = [await processes.enrol_wall(db, manager, f"Wall {number}") for number in range(walls)]
    async with db.connection() as conn:
        here = await head(conn, manager.hub_id)
        screens = [await screen_of_key(conn, key) for key in keys]
    pages, places = Pages([KEY]), []
    for key, screen in zip(keys, screens, strict=True):
        assert screen is not None
        audiences = tuple(str(one.audience) for one in wall_listeners(screen))
        token = pages.token(Page("wall", manager.hub_key, screen.screen_id))
        places.append(Place(f"wall={key}", token, "/wall", here.epoch, here.seq, audiences, may_claim=False))
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
