"""Gradings of a domestic abuse incident: each is added beside those before it, and none is changed later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text

from board.commands.record import Done, open_contact, record
from board.commands.words import REASON_MOST, line, one_of, salted
from board.domain.characters import without_letter
from board.domain.contact.gradings import (
    AGAIN_WITHIN,
    AHEAD,
    BY_MOST,
    GRADINGS,
    LINE_MOST,
    OLDEST,
    SCORE_MOST,
    STAGES,
    before,
    is_lower,
)
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.refusals import BadInput
from board.store.engine import Tx
from board.store.local_words import word_codes
from board.store.policies import policy_of
from board.store.rows import insert_one

_BEFORE = text(
    "select g.*, c.grading as sender, c.received_at from contacts c "
    "left join gradings g on g.hub_id = c.hub_id and g.contact_id = c.contact_id "
    "where c.hub_id = :hub_id and c.contact_id = :contact_id order by g.grading_id desc"
)


async def record_grading(
    tx: Tx,
    actor: Actor,
    ref: str,
    stage: str,
    grading: str,
    tool: str,
    *,
    graded_by: str,
    version: str | None = None,
    score: int | None = None,
    words: str | None = None,
    algorithm: bool = False,
    graded_at: datetime | None = None,
    reason: str | None = None,
    now: datetime,
) -> Done:
    """Record a grading that somebody, or an algorithm, gave: which of the two, with which tool, and when. The same again is silence.

    words: the sender's word for it, kept as sent. graded_at: none: now. reason: needed where it is below the grading before.
    Raises UnknownCode, BadInput, ContactClosed and what the door raises. Locks: the contact. Writes gradings, event grading_recorded.
    """
    contact = await open_contact(tx, actor, ref, Action.RECORD_GRADING, now=now)
    policy = await policy_of(tx.conn, contact.hub_id, contact.policy_version)
    one_of(STAGES, "stage", stage)
    one_of(GRADINGS, "grading", grading)
    one_of([one.code for one in policy.grading_tools], "tool", tool)
    kept = [dict(row._mapping) for row in await tx.conn.execute(_BEFORE, contact.key)]
    rows = [one for one in kept if one["grading_id"] is not None]
    said = {"stage": stage, "grading": grading, "tool": tool, "score": score, "algorithm": algorithm}
    typed = {"version": version, "words": words, "graded_by": graded_by, "reason": reason}
    errors = _wrong(said, typed, graded_at, now)
    codes = await word_codes(tx.conn, contact.hub_id, "grading")
    sender = codes.coded("grading", kept[0]["sender"], kept[0]["received_at"])
    if is_lower(grading, than := before(stage, sender, rows)):
        label = GRADINGS[than or ""].lower()
        if not said["reason"]:
            errors.setdefault("reason", f"This is lower than the grading before it, {label}. Enter why.")
    if errors:
        raise BadInput(errors)
    if _same(said, rows, graded_at, now):
        return Done(contact.ref, changed=False)
    when = {"graded_at": graded_at or now, "recorded_at": now, "recorded_by": actor.person_id}
    number = await insert_one(tx.conn, "gradings", contact.key | said | when, "grading_id")
    texts = "\n".join(str(said[name] or "") for name in ("version", "words", "graded_by"))
    body = {"grading_id": number, "stage": stage, "grading": grading, "tool": tool}
    body |= {"texts": await salted(tx, contact.hub_id, texts, now)}
    told = {"reason": str(said["reason"])} if said["reason"] else {}
    await record(tx, contact, "grading_recorded", actor, body, words=told, now=now)
    return Done(contact.ref)


def _wrong(
    said: dict[str, Any], typed: dict[str, str | None], graded_at: datetime | None, now: datetime
) -> dict[str, str]:
    """A sentence for each field that is wrong. Adds the texts to said as they will be kept."""
    errors: dict[str, str] = {}
    most = {"graded_by": BY_MOST, "reason": REASON_MOST}
    for name, words in typed.items():
        try:
            said[name] = line(words, name, most.get(name, LINE_MOST))
        except BadInput as wrong:
            said[name] = None
            errors |= wrong.errors
    if "graded_by" not in errors and without_letter(said["graded_by"] or ""):
        errors["graded_by"] = (
            "Enter the name and role of the person who graded, or the name of the algorithm."
        )
    if said["score"] is not None and not 0 <= said["score"] <= SCORE_MOST:
        errors["score"] = f"Enter a score from 0 to {SCORE_MOST}, or leave it blank."
    if graded_at is not None and graded_at > now + AHEAD:
        errors["graded_at"] = "This is still to come. Enter when it was graded."
    if graded_at is not None and graded_at < now - OLDEST:
        errors["graded_at"] = "This is more than a year ago. Check the year."
    return errors


def _same(said: dict[str, Any], rows: list[Any], graded_at: datetime | None, now: datetime) -> bool:
    """Whether the newest grading of this stage says the same: of the same moment, or without one within the hour."""
    newest = next((one for one in rows if one["stage"] == said["stage"]), None)
    if newest is None or not said.items() <= newest.items():
        return False
    soon: bool = newest["recorded_at"] > now - AGAIN_WITHIN
    return soon if graded_at is None else newest["graded_at"] == graded_at
