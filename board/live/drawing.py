"""Draw an audience's region, whole or the parts that changed: the same function for page, push, click and reconnect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.audiences import Audience
from board.domain.contacts import LONDON
from board.domain.permissions import Lens, seen_by
from board.domain.redraws import Part
from board.live.changes import Wanted
from board.live.memory import Standing
from board.queries.board import board_card, lane_heads, unclaimed, will_be_late
from board.queries.calm import attention, desk_calm
from board.queries.cards import own_cards
from board.queries.consent import contact_consent
from board.queries.contact import (
    People,
    contact_family,
    contact_people,
    contact_row,
    contact_state,
    contact_summary,
)
from board.queries.facts.people import facts_of
from board.queries.families import contact_alike
from board.queries.history import contact_timeline
from board.queries.hubs import HubName
from board.queries.identity.history import contact_history
from board.queries.incident.sendings import contact_attempts
from board.queries.late import contact_late
from board.queries.link.staff import contact_links
from board.queries.lists.pages import list_state
from board.queries.person import notices, notices_head, own_card, own_heads
from board.queries.protection import contact_protection
from board.queries.rota import leavers, own_shift, rota_now
from board.queries.rota_days import rota_days
from board.queries.safe_now import contact_safe_now
from board.queries.waits import hub_waits
from board.queries.wall import wall_picture
from board.queries.walls import desk_walls
from board.render import draw
from board.views.fragment import Fragment
from board.views.labels import emptied
from board.views.link.staff import ContactLinks

EVERYTHING = Wanted({Part.ALL})
_OF_PEOPLE = {Part.ALL, Part.STATE, Part.SAFE, Part.FAMILY, Part.LATE, Part.CONSENT}
MOST_KEPT = 50_000  # fragments; a process that never meets it keeps a few thousand


class Drawing:
    """Draws for one process. Keeps what it drew last of each fragment, and draws again only when the view differs."""

    def __init__(self) -> None:
        self._kept: dict[Audience, dict[str, tuple[Fragment, str]]] = {}
        self._number = 0
        self.renders = 0

    async def views(
        self,
        conn: AsyncConnection,
        audience: Audience,
        hub: HubName,
        board: Standing,
        lens: Lens,
        want: Wanted,
    ) -> tuple[list[Fragment], list[str]]:
        """The views this audience wants, emptied of what its lens lacks, and the ids of what may be gone from it.

        conn: the snapshot board was read in, or one as old. lens: of the person (person audiences); board and contact audiences
        carry their own, and a wall, counts and how far a list is show what figures do.
        """
        if audience.kind in ("wall", "waits", "list"):
            lens = Lens.FIGURES
        elif audience.kind != "person":
            lens = audience.lens
        whole, gone = await _whole(conn, audience, hub, board, want)
        return emptied(whole, seen_by(lens)), gone

    def html(self, audience: Audience, view: Fragment) -> str:
        """The view as HTML, from what was kept when nothing of it changed."""
        theirs = self._kept.get(audience, {})
        kept = theirs.get(view.id)
        if kept is not None and kept[0] == view:
            return kept[1]
        html = draw(view)
        self.renders += 1
        while self._number >= MOST_KEPT:  # the audience drawn first goes first
            self.forget(next(iter(self._kept)))
        theirs = self._kept.setdefault(audience, {})
        self._number += view.id not in theirs
        theirs[view.id] = (view, html)
        return html

    def gone(self, audience: Audience, ids: Iterable[str]) -> None:
        """Let go of what was drawn of things that are no longer there."""
        theirs = self._kept.get(audience, {})
        for one in ids:
            self._number -= theirs.pop(one, None) is not None

    def forget(self, audience: Audience) -> None:
        """Let go of what was drawn for an audience nobody listens to any more."""
        self._number -= len(self._kept.pop(audience, {}))


async def _whole(
    conn: AsyncConnection, audience: Audience, hub: HubName, board: Standing, want: Wanted
) -> tuple[list[Fragment], list[str]]:
    match audience.kind:
        case "board":
            return await _board(conn, audience, hub, board, want)
        case "rota":
            return await _rota(conn, audience, hub, board, want)
        case "wall":
            midnight = datetime.combine(board.today, time.min, LONDON)
            duty = await rota_now(conn, hub, board.policy, board.today)
            attending = await attention(conn, audience.hub_id)
            return await wall_picture(
                conn,
                audience.hub_id,
                hub.name,
                board.ordered,
                board.policy,
                midnight,
                duty,
                attending,
                board.engine,
            )
        case "person":
            return await _person(conn, audience, hub, board, want)
        case "list":
            return await list_state(conn, audience.hub_id, hub.key, audience.key), []
        case "waits":
            return await _waits(conn, audience, hub, board)
        case "contact":
            return await _contact(conn, audience, hub, board, want)


async def _board(
    conn: AsyncConnection, audience: Audience, hub: HubName, board: Standing, want: Wanted
) -> tuple[list[Fragment], list[str]]:
    whole = Part.ALL in want.parts
    numbers = board.cards.keys() if whole else want.contacts.keys() & board.cards.keys()
    views: list[Fragment] = []
    if whole or Part.CARD in want.parts:
        views += [board_card(board.cards[n], hub.key, board.policy) for n in numbers]
    gone = [f"card-{ref}" for number, ref in want.contacts.items() if number not in board.cards]
    if whole or Part.HEADS in want.parts:
        views += lane_heads(board.ordered, board.policy)
        views.append(unclaimed(board.ordered, hub.key, board.policy, "board"))
        views.append(will_be_late(board.ordered, hub.key, board.policy))
        views.append(leavers(board.ordered, hub.key))
    if whole or want.parts & {Part.CALM, Part.ROTA}:
        attending = await attention(conn, audience.hub_id, audience.reader)
        views.append(desk_calm(board.ordered, board.policy, attending, board.engine))
    if whole or Part.ROTA in want.parts:
        views.append(await rota_now(conn, hub, board.policy, board.today))
    if whole or Part.WALLS in want.parts:
        views.append(await desk_walls(conn, audience.hub_id, hub.key, board.policy))
    return views, gone


async def _rota(
    conn: AsyncConnection, audience: Audience, hub: HubName, board: Standing, want: Wanted
) -> tuple[list[Fragment], list[str]]:
    views: list[Fragment] = [leavers(board.ordered, hub.key)]
    if Part.ALL in want.parts:
        views.append(await rota_now(conn, hub, board.policy, board.today))
        views += await rota_days(conn, hub, board.policy, board.today)
    return views, []


async def _person(
    conn: AsyncConnection, audience: Audience, hub: HubName, board: Standing, want: Wanted
) -> tuple[list[Fragment], list[str]]:
    whole = Part.ALL in want.parts
    person = audience.person_id
    cards = await own_cards(conn, audience.hub_id, person, board.policy, board.today, board=board.ordered)
    here = {card.contact_id for card in cards}
    views: list[Fragment] = [
        own_card(card, hub.key, person)
        for card in cards
        if whole or (Part.CARD in want.parts and card.contact_id in want.contacts)
    ]
    gone = [f"own-{ref}" for number, ref in want.contacts.items() if number not in here]
    if whole or Part.HEADS in want.parts:
        views += own_heads(cards, person)
        views.append(unclaimed([c for c in cards if c.restricted], hub.key, board.policy, "own"))
    if whole or Part.HEADS in want.parts or Part.SHIFT in want.parts:
        views.append(await own_shift(conn, hub, person, cards))
    if whole or Part.NOTICES in want.parts:
        open_ones, over = await notices(conn, audience.hub_id, hub.key, person, want.contacts.keys())
        views += [notices_head(open_ones), *open_ones]
        gone += over
    return views, gone


async def _waits(
    conn: AsyncConnection, audience: Audience, hub: HubName, board: Standing
) -> tuple[list[Fragment], list[str]]:
    own = await own_cards(
        conn, audience.hub_id, audience.person_id, board.policy, board.today, board=board.ordered
    )
    return [await hub_waits(conn, hub, board.policy, board.ordered, own, audience.person_id)], []


async def _contact(
    conn: AsyncConnection, audience: Audience, hub: HubName, board: Standing, want: Wanted
) -> tuple[list[Fragment], list[str]]:
    row = await contact_row(conn, audience.hub_id, audience.ref)
    if row is None:
        return [], []
    policy, parts = board.policy, want.parts
    whole = Part.ALL in parts
    views: list[Fragment] = []
    people = await contact_people(conn, row) if parts & _OF_PEOPLE else People()
    if whole or Part.STATE in parts:
        views.append(contact_state(row, people, policy))
    if whole or Part.SAFE in parts:
        views.append(await contact_safe_now(conn, row, people, policy, board.today))
    if whole or Part.SUMMARY in parts:
        views.append(contact_summary(row, hub.key, policy))
    if whole or Part.FAMILY in parts:
        key = {"hub_id": row.hub_id, "contact_id": row.contact_id}
        facts = await facts_of(conn, key) if row.has_facts else ()
        views.append(contact_family(row, people, hub.key, policy, board.today, facts))
    if whole or Part.ALIKE in parts:
        views.append(await contact_alike(conn, row, hub.key, audience.reader))
    if whole or Part.ATTEMPTS in parts:
        views.append(await contact_attempts(conn, row, hub.key))
    if whole or Part.CONSENT in parts:
        views.append(await contact_consent(conn, row, people, board.today))
    if whole or Part.HISTORY in parts:
        views.append(await contact_history(conn, row, hub.key, policy, audience.reader))
    if whole or Part.PROTECTION in parts:
        views.append(await contact_protection(conn, row, hub.key))
    if whole or Part.LATE in parts:
        views.append(await contact_late(conn, row, people))
    if whole or Part.LINKS in parts:
        asked = await contact_links(conn, row, hub.key) if row.links else ContactLinks(hub.key, row.ref, ())
        views.append(asked)
    if whole or Part.TIMELINE in parts:
        reader, lens = audience.reader, audience.lens
        views.append(await contact_timeline(conn, row, hub.key, lens, policy, reader=reader))
    return views, []
