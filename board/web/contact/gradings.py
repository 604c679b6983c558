"""Gradings of a domestic abuse incident by the form of a contact."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from board.commands.contact.gradings import record_grading
from board.domain.people import Actor
from board.domain.refusals import BadInput
from board.guards import now, ref_of, transact
from board.intake.moments import moment_of
from board.web.clicks import reply
from board.web.forms import fields

_FIELDS = (
    "stage", "grading", "tool", "version", "score", "words", "algorithm", "graded_by", "graded_on", "graded_time", "reason",
)  # fmt: skip


async def record(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/contacts/{ref}/grading: a first or a secondary grading."""
    form, ref = await fields(request, *_FIELDS), ref_of(request)
    at, score = moment_of(form, "graded", optional=True), _score(form["score"])
    done, _ = await transact(
        request,
        record_grading,
        actor,
        ref,
        form["stage"],
        form["grading"],
        form["tool"],
        graded_by=form["graded_by"],
        version=form["version"],
        score=score,
        words=form["words"],
        algorithm=form["algorithm"] == "yes",
        graded_at=at,
        reason=form["reason"],
        now=now(request),
    )
    words = "The grading is recorded." if done.changed else "This grading was recorded before."
    return await reply(request, actor, ref, words)


def _score(typed: str) -> int | None:
    """The score as a form sends it. Raises BadInput."""
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        raise BadInput({"score": "Enter the score as a whole number, such as 14, or leave it blank."})
    return int(typed)
