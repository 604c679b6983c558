"""Which audiences a page has: one function for the GET that draws it, its socket and its questions over HTTP.

A page is its route and parameters, signed when drawn. The audiences follow from the page and from who asks, never from the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from itsdangerous import BadSignature, URLSafeSerializer

from board.domain import audiences
from board.domain.people import Actor
from board.domain.permissions import Lens
from board.domain.screens import Screen
from board.live.frames import Listener

Route = Literal["desk", "contact", "alone", "hub", "rota", "wall", "list"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is kept true. ref: of the contact open in it, or the number of the list. who: person or screen it was drawn for.

    session: it was drawn in and lives as long as: what is read over it later is part of the reading logged when it was drawn.
    """

    route: Route
    hub_key: str
    who: int
    ref: str | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Cursors:
    """Where a page stands: its epoch, and the seq of each of its audiences in the page's order."""

    epoch: int
    seqs: tuple[int, ...]

    @classmethod
    def parse(cls, said: str) -> Cursors | None:
        """From `epoch.seq.seq...`; none when it is anything else."""
        parts = said.split(".")
        if not 2 <= len(parts) <= 6 or not all(p.isascii() and p.isdigit() and len(p) < 16 for p in parts):
            return None
        epoch, *seqs = map(int, parts)
        return cls(epoch, tuple(seqs))


class Pages:
    """Signs pages and reads them back. keys: the oldest first; every one verifies, the last one signs."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._signer = URLSafeSerializer(list(keys), salt="page")

    def token(self, page: Page) -> str:
        """The page, signed."""
        return str(self._signer.dumps([page.route, page.hub_key, page.who, page.ref, page.session]))

    def read(self, token: str) -> Page | None:
        """The page of this token; none when it was forged, cut short or signed with a key long gone."""
        try:
            route, hub_key, who, ref, session = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return Page(cast(Route, route), hub_key, who, ref, session)


def page_of(
    route: Literal["desk", "contact", "alone", "hub", "rota", "list"], actor: Actor, ref: str | None = None
) -> Page:
    """A page at a desk, for this person in this session."""
    session = str(actor.session_id) if actor.session_id else None
    return Page(route, actor.hub_key, actor.person_id, ref, session)


def listeners_of(page: Page, actor: Actor) -> list[Listener]:
    """The audiences of a page at a desk, in the page's order."""
    if page.route == "rota":
        return [Listener(audiences.rota(actor.hub_id, actor.lens), actor.lens, actor.person_id)]
    if page.route == "list" and page.ref is not None:
        return [Listener(audiences.draft(actor.hub_id, page.ref), actor.lens, actor.person_id)]
    if page.route == "hub":
        return [Listener(audiences.waits(actor.hub_id, actor.person_id), actor.lens, actor.person_id)]
    if page.route == "alone" and page.ref is not None:
        opened = audiences.contact(actor.hub_id, page.ref, actor.lens)
        return [Listener(opened, actor.lens, actor.person_id)]
    found = [audiences.board(actor.hub_id, actor.lens), audiences.person(actor.hub_id, actor.person_id)]
    if page.route == "contact" and page.ref is not None:
        found.append(audiences.contact(actor.hub_id, page.ref, actor.lens))
    return [Listener(audience, actor.lens, actor.person_id) for audience in found]


def wall_listeners(screen: Screen) -> list[Listener]:
    """The one audience of a wall."""
    return [Listener(audiences.wall(screen.hub_id), Lens.FIGURES)]
