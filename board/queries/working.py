"""Who has a contact and how it came to them: the columns that say it, and what each lens reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from board.domain.policy import Policy
from board.domain.undo import OFF_BOARD, UNDOABLE
from board.views.working import StrategyRow, Undo, Work

GIVEN_WORDS: Final = {
    "handed_over": "handed over by",
    "allocated": "allocated by",
    "reassigned": "reassigned by",
}
# For a query with contacts as c and the open claim as cl: these columns, and what they are joined from.
COLUMNS: Final = (
    "cl.given_as, cl.given_by as given_by_id, gp.name as given_by, c.deciding_manager as manager_id, dm.name as manager, "
    "ho.person_id as offer_person_id, op.name as offer_person, ho.offered_at, ho.note as offer_note, ho.ended_as as offer_ended_as, "
    "ho.ended_reason as offer_ended_reason, sr.strategy"
)
JOINS: Final = (
    "left join people gp on gp.person_id = cl.given_by left join people dm on dm.person_id = c.deciding_manager "
    "left join lateral (select h.* from hand_overs h where h.hub_id = c.hub_id and h.claim_id = cl.claim_id "
    "  order by h.hand_over_id desc limit 1) ho on true left join people op on op.person_id = ho.person_id "
    "left join lateral (select coalesce(jsonb_agg(jsonb_build_object('said_at', s.said_at, 'said_by', sp.name, 'person_id', s.said_by, "
    "  'answer', s.answer, 'reason', s.reason) order by s.strategy_request_id), '[]') as strategy from strategy_requests s "
    "  join people sp on sp.person_id = s.said_by where s.hub_id = c.hub_id and s.contact_id = c.contact_id) sr on true"
)


def work_of(row: Any) -> Work:
    """Everything a row with these columns says."""
    work = Work(
        given=GIVEN_WORDS.get(row.given_as or ""),
        given_by=row.given_by,
        given_by_id=row.given_by_id,
        manager=row.manager,
        manager_id=row.manager_id,
        strategy=tuple(_strategy(one, one is row.strategy[-1]) for one in row.strategy),
    )
    if row.offer_person_id is None:
        return work
    if row.offer_ended_as is None:
        return replace(
            work,
            offered_to=row.offer_person,
            offered_to_id=row.offer_person_id,
            offered_at=row.offered_at,
            note=row.offer_note,
        )
    if row.offer_ended_as == "declined":
        who = {"declined_by": row.offer_person, "declined_by_id": row.offer_person_id}
        return replace(work, declined=row.offer_ended_reason, **who)
    return work


def _strategy(said: dict[str, Any], newest: bool) -> StrategyRow:
    """One of the texts that COLUMNS read. newest: nobody has said anything after it."""
    what, at = said["answer"] or "asked for", datetime.fromisoformat(said["said_at"])
    waits = newest and said["answer"] is None
    return StrategyRow(what, said["said_by"], said["person_id"], at, said["reason"], waits)


def in_short(work: Work) -> Work:
    """As a card of the shared board has it, without what was written but the request that waits for a manager."""
    work = replace(work, strategy=tuple(one for one in work.strategy if one.waits)) if work.strategy else work
    said = work.manager_id is not None and work.given_by_id == work.manager_id  # the same name, a line below
    if not said and work.note is None and work.declined_by_id is None:
        return work
    given: dict[str, Any] = {"given": None, "given_by": None, "given_by_id": None} if said else {}
    return replace(work, note=None, declined_by=None, declined_by_id=None, declined=None, **given)


def undo_of(row: Any, policy: Policy) -> Undo | None:
    """What can be taken back, of a row with the contact's last act; none where it cannot be."""
    if row.act_kind not in UNDOABLE or row.act_by is None:
        return None
    if row.closed_at is not None and row.act_kind not in OFF_BOARD:
        return None
    until = row.act_at + timedelta(minutes=policy.undo_minutes)
    return Undo(row.act_seq, UNDOABLE[row.act_kind], row.act_by, until)
