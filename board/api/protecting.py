"""Protective measures, managers' reviews and the meetings for them through the API: the same commands as the pages."""

from __future__ import annotations

from starlette.requests import Request

from board.api.handlers import Answer
from board.api.protection import MeasureEnded, MeasureSent, MeetingSent, ReviewSent
from board.commands import measures, review_meetings, reviews
from board.domain.people import Actor
from board.guards import database, now


async def record_measure(request: Request, actor: Actor, sent: MeasureSent) -> Answer:
    new = measures.NewMeasure(sent.kind, sent.began_at, sent.ends_at, sent.child_id, sent.note or "")
    async with database(request).transaction() as tx:
        done = await measures.record_measure(tx, actor, request.path_params["ref"], new, now=now(request))
    return 201 if done.changed else 200, _measured(done)


async def end_measure(request: Request, actor: Actor, sent: MeasureEnded) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await measures.end_measure(tx, actor, ref, sent.measure_id, sent.reason, now=now(request))
    return 200, _measured(done)


async def review(request: Request, actor: Actor, sent: ReviewSent) -> Answer:
    async with database(request).transaction() as tx:
        done = await reviews.review(tx, actor, request.path_params["ref"], sent.finding, now=now(request))
    return 201 if done.changed else 200, {"ref": done.ref, "changed": done.changed}


async def set_meeting(request: Request, actor: Actor, sent: MeetingSent) -> Answer:
    ref = request.path_params["ref"]
    async with database(request).transaction() as tx:
        done = await review_meetings.set_meeting(
            tx, actor, ref, sent.starts_at, sent.minutes, now=now(request)
        )
    return 200, {"ref": done.ref, "changed": done.changed}


async def call_off_meeting(request: Request, actor: Actor) -> Answer:
    async with database(request).transaction() as tx:
        done = await review_meetings.call_off(tx, actor, request.path_params["ref"], now=now(request))
    return 200, {"ref": done.ref, "changed": done.changed}


def _measured(done: measures.Measured) -> dict[str, object]:
    ends_at = done.ends_at.isoformat() if done.ends_at else None
    return {"ref": done.ref, "measure_id": done.measure_id, "ends_at": ends_at, "changed": done.changed}
