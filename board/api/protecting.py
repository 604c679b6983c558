"""Protective measures, managers' reviews and the meetings for them through the API: the same commands as the pages."""

from __future__ import annotations

from starlette.requests import Request

from board.api.handlers import Answer, act
from board.api.protection import MeasureEnded, MeasureSent, MeetingSent, ReviewSent
from board.commands import measures, review_meetings, reviews
from board.domain.people import Actor
from board.guards import now, ref_of


async def record_measure(request: Request, actor: Actor, sent: MeasureSent) -> Answer:
    new = measures.NewMeasure(sent.kind, sent.began_at, sent.ends_at, sent.child_id, sent.note or "")
    return await act(request, measures.record_measure, actor, ref_of(request), new, now=now(request))


async def end_measure(request: Request, actor: Actor, sent: MeasureEnded) -> Answer:
    ended = ref_of(request), sent.measure_id, sent.reason
    return await act(request, measures.end_measure, actor, *ended, now=now(request))


async def review(request: Request, actor: Actor, sent: ReviewSent) -> Answer:
    return await act(request, reviews.review, actor, ref_of(request), sent.finding, now=now(request))


async def set_meeting(request: Request, actor: Actor, sent: MeetingSent) -> Answer:
    meeting = ref_of(request), sent.starts_at, sent.minutes
    return await act(request, review_meetings.set_meeting, actor, *meeting, now=now(request))


async def call_off_meeting(request: Request, actor: Actor) -> Answer:
    return await act(request, review_meetings.call_off, actor, ref_of(request), now=now(request))
