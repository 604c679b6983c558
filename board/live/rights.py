"""The right to listen to one contact, asked again when an event may have ended it."""

from __future__ import annotations

from board.domain.events import Happened
from board.live.frames import Listener
from board.live.memory import Moment
from board.live.sockets import Socket
from board.store.visibility import is_open_to


async def lost(moment: Moment, socket: Socket, event: Happened) -> list[Listener]:
    """The event's contact among those that this socket listens to, if its person may no longer know of it."""
    about = [
        one for one in socket.listeners if one.audience.kind == "contact" and one.audience.ref == event.ref
    ]
    if not about or socket.person_id is None:
        return []
    if await is_open_to(moment.conn, socket.hub_id, about[0].audience.ref, socket.person_id):
        return []
    return about
