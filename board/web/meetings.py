"""When a manager and whoever holds a contact meet to review it: set, called off, and as a file for one's own calendar."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from board.commands import review_meetings
from board.documents.calendar import FILENAME, published
from board.domain.messages import Entry
from board.domain.people import Actor
from board.domain.permissions import sees
from board.domain.refusals import BadInput, NotHere
from board.guards import database, now, ref_of, transact
from board.intake.moments import moment_of
from board.queries.protection import open_meeting
from board.web.clicks import reply
from board.web.forms import fields


async def set_meeting(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/meeting"""
    form, ref = await fields(request, "meets_on", "meets_time", "minutes"), ref_of(request)
    at, minutes = moment_of(form, "meets"), _minutes(form["minutes"].strip())
    done, _ = await transact(request, review_meetings.set_meeting, actor, ref, at, minutes, now=now(request))
    said = "The meeting is set. Your calendars are told." if done.changed else "It was set so already."
    return await reply(request, actor, done.ref, said)


async def call_off_meeting(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/call-off-meeting"""
    done, _ = await transact(request, review_meetings.call_off, actor, ref_of(request), now=now(request))
    said = "The meeting is called off. Your calendars are told." if done.changed else "No meeting was set."
    return await reply(request, actor, done.ref, said)


async def meeting_file(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/contacts/{ref}/meeting.ics: the meeting for one's own calendar. It says neither of which contact nor with whom."""
    found = request.state.contact
    async with database(request).connection() as conn:
        row = await open_meeting(conn, {"hub_id": found.hub_id, "contact_id": found.contact_id})
    if row is None or not sees(actor.lens, "contact", "protection"):
        raise NotHere
    entry = Entry(row.meeting_id, row.version, row.starts_at, row.lasts_minutes)
    address = request.app.state.settings.address
    file = published(
        entry, urlsplit(address).hostname or "", f"{address}/hubs/{actor.hub_key}/desk", stamp=row.set_at
    )
    headers = {"Content-Disposition": f'attachment; filename="{FILENAME}"'}
    return Response(file, media_type="text/calendar", headers=headers)


def _minutes(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4):
        raise BadInput({"minutes": "Say for how many minutes, in digits, such as 30."})
    return int(typed)
