"""Every kind of event that redraws something happens, and what a live page then shows is what a page loaded again shows.

Kinds that happen in tests/live/test_other_kinds.py alone are walked there, beside this file.
"""

from __future__ import annotations

from typing import Final

from board.domain.events import KINDS
from board.domain.redraws import Part
from tests.live.doing import STEPS
from tests.live.test_other_kinds import HAPPEN_HERE, NEEDED_HERE, STEPS_HERE
from tests.live.walk import Step, walked

CONTACTS: list[Step] = [
    (("foresee", 0, 0, 0), "arrives", True),
    *((("rate", 1, n, 0), "arrives", False) for n in range(3)),
    (("settle", 0, 1, 4), "arrives", True),
    (("settle", 1, 2, 3), "arrives", False),
    (("restrict", 1, 2, 2), "arrives", True),
    (("match_restricted", 0, 0, 0), "arrives", False),
    (("settle", 1, 2, 2), "arrives", True),
    (("unrestrict", 1, 2, 0), "arrives", False),
    (("claim", 0, 1, 0), "arrives", True),
    (("hand_over", 0, 1, 1), "arrives", False),
    (("decline", 1, 1, 0), "comes twice", True),
    (("undo", 1, 1, 0), "arrives", False),
    (("accept", 1, 1, 0), "arrives", True),
    (("undo", 1, 1, 0), "is lost", False),
    (("withdraw", 0, 1, 0), "arrives", True),
    (("own", 1, 1, 2), "arrives", False),
    (("own", 1, 1, 1), "arrives", True),
    (("reassign", 1, 1, 2), "arrives", False),
    (("undo", 1, 1, 0), "arrives", True),
    (("release", 0, 1, 0), "arrives", False),
    (("allocate", 1, 1, 0), "arrives", True),
    (("undo", 1, 1, 0), "arrives", False),
    (("allocate", 1, 1, 0), "arrives", True),
    (("hand_over", 0, 1, 2), "arrives", False),
    (("time_passes", 0, 20, 0), "arrives", True),
    (("accept", 2, 1, 0), "arrives", False),
    (("release", 2, 1, 0), "arrives", True),
    (("claim", 1, 0, 0), "arrives", True),
    (("restrict", 1, 0, 2), "comes twice", False),
    (("release", 1, 0, 0), "is lost", True),
    (("claim", 2, 0, 0), "arrives", False),
    (("receive_again", 3, 0, 1), "arrives", True),
    (("tell_sendings", 0, 0, 0), "arrives", False),
    (("rate_one", 2, 0, 1), "arrives", False),
    (("say_safe_now", 1, 1, 1), "arrives", True),
    (("add_child", 2, 0, 2), "arrives", True),
    (("record_measure", 1, 0, 1), "arrives", False),
    (("review", 1, 0, 0), "arrives", True),
    (("strategy", 0, 1, 1), "arrives", True),
    (("strategy", 1, 1, 2), "arrives", False),
    (("requests", 1, 1, 1), "arrives", True),
    *((("forms", n, 1, n), "arrives", n % 2 == 0) for n in (0, 5, 1)),
    *((("requests", 1, 1, n), "arrives", n % 2 == 0) for n in (2, 3, 4, 0)),
    *((("consent", 1, 1, n), "arrives", n % 2 == 0) for n in (0, 3, 4)),
    (("grading", 1, 1, 5), "arrives", True),
    (("facts_of_people", 1, 1, 0), "arrives", True),
    *((("note", 1, 1, n), "arrives", n % 2 == 0) for n in range(4)),
    (("referrer", 1, 1, 0), "arrives", False),
    (("referrer", 1, 1, 1), "arrives", True),
    (("referrer", 1, 1, 5), "arrives", False),
    (("referrer", 1, 1, 2), "arrives", False),
    (("meet", 1, 1, 1), "arrives", False),
    (("meet", 1, 1, 2), "arrives", True),
    (("meet", 1, 1, 4), "arrives", False),
    (("meet", 1, 0, 3), "arrives", True),
    (("time_passes", 9, 30, 0), "arrives", False),
    (("end_measure", 1, 0, 0), "arrives", True),
    (("hold", 2, 0, 1), "arrives", True),
    (("acknowledge", 2, 0, 0), "arrives", False),
    (("restrict", 2, 0, 4), "arrives", True),
    (("unrestrict", 2, 0, 0), "arrives", False),
    (("receive", 3, 2, 7), "arrives", True),
    (("send_another", 3, 3, 0), "arrives", False),
    (("tell_sendings", 0, 0, 0), "arrives", True),
    (("look_for", 0, 3, 0), "arrives", True),
    (("tell_sendings", 0, 0, 0), "arrives", False),
    (("answer_restrict_too", 2, 3, 0), "arrives", False),
    (("claim", 1, 3, 0), "arrives", False),
    (("claim", 2, 3, 0), "arrives", True),
    (("release", 2, 3, 0), "arrives", False),
    (("close", 2, 3, 0), "arrives", True),
    (("receive_again", 3, 3, 1), "arrives", False),
    (("undo", 2, 3, 0), "arrives", True),
    (("close", 2, 3, 0), "arrives", False),
    (("receive_again", 3, 3, 5), "arrives", True),
    (("tell_sendings", 0, 0, 0), "arrives", False),
    (("reopen", 2, 3, 0), "arrives", True),
    (("close", 2, 3, 0), "is lost", True),
    (("claim", 0, 1, 0), "arrives", False),
    (("receive_again", 3, 1, 1), "is lost", True),
    (("tell_sendings", 0, 0, 0), "comes twice", True),
    (("release", 1, 1, 0), "arrives", False),
    (("take_next", 0, 0, 0), "arrives", True),
    (("amend", 2, 1, 1), "arrives", False),
    (("amend_for_later", 2, 20, 1), "arrives", True),
    (("recount", 0, 0, 0), "arrives", False),
    (("keep_hours", 2, 1, 0), "arrives", False),
    (("change_seat", 1, 1, 0), "arrives", True),
    (("keep_hours", 2, 2, 5), "comes twice", True),
    (("change_seat", 1, 1, 0), "is lost", False),
    (("keep_hours", 2, 0, 4), "arrives", True),
    (("close", 1, 1, 1), "arrives", True),
    (("receive_again", 3, 1, 5), "arrives", True),
    (("tell_sendings", 0, 0, 0), "arrives", False),
    (("leave_closed", 1, 1, 0), "arrives", True),
    (("foresee", 0, 0, 0), "is lost", True),
    (("put_on_duty", 1, 0, 30), "arrives", False),
    (("put_on_duty", 1, 1, 20), "arrives", True),
    (("foresee", 0, 0, 0), "arrives", True),
    (("claim", 0, 2, 0), "arrives", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("mark_handover", 1, 20, 0), "arrives", True),
    (("end_duty", 1, 0, 0), "arrives", False),
    (("turn_rota", 0, 0, 0), "is lost", True),
    (("put_on_duty", 1, 0, 10), "comes twice", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("restrict", 1, 2, 3), "arrives", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("read_and_seal", 1, 0, 0), "arrives", False),
    (("care_for_a_screen", 2, 0, 0), "arrives", True),
    *((("care_for_a_screen", 2, n, n), "arrives", True) for n in range(5)),
    (("visit", 3, 0, 0), "arrives", True),
    (("visit", 3, 0, 2), "is lost", True),
    (("tell", 0, 1, 1), "arrives", True),
    (("tell", 1, 1, 2), "is lost", True),
    (("climbing_up", 0, 0, 0), "arrives", True),
    (("find_dark", 0, 0, 0), "arrives", False),
    (("care_for_a_screen", 2, 0, 1), "arrives", True),
    (("time_passes", 40, 50, 0), "is lost", True),
    (("tend_walls", 0, 0, 0), "arrives", True),
    (("visit", 1, 0, 0), "comes twice", True),
    (("visit", 1, 0, 3), "arrives", True),
    (("climb", 0, 0, 0), "arrives", True),
    (("receive", 3, 1, 3), "arrives", False),
    (("claim", 1, -1, 0), "arrives", True),
    (("consent", 1, -1, 3), "arrives", True),
    (("facts_of_people", 1, -1, 2), "arrives", False),
    *((("consent", 1, -1, n), "arrives", n % 2 == 0) for n in (1, 5, 2)),
    (("time_passes", 0, 20, 0), "arrives", True),
    (("climb", 0, 0, 0), "arrives", True),
    *((("put_on_duty", 1, n, 20), "arrives", False) for n in range(4)),
    (("turn_rota", 0, 0, 0), "arrives", True),
]

NOT_WALKED: Final = {
    "list_ran_out": "it takes days, each of which costs a walk seconds (tests/workers/test_lists.py)",
    "database_restored": "it begins an epoch: every page loads itself again (tests/upkeep/test_restore.py)",
}
"""Kinds that redraw something and are not walked, each with its reason."""


_LATER = (
    "the clock of a request places no card, and that of a manager places it only while nothing is due before"
)
_QUEUED = "the delivery queued beside it concerns the same people"
_NOBODY = "it is nobody's own shift that changes"
NAMED_BESIDE: Final = {
    "request_made": _LATER,
    "request_withdrawn": _LATER,
    "request_sent": _QUEUED,
    "request_failed": _QUEUED,
    "contact_left_to_holder": _QUEUED,
    "delivery_climbed": _QUEUED,
    "delivery_failed": _QUEUED,
    "reminder_raised": _QUEUED,
    "reminder_unheard": _QUEUED,
    "reminder_acknowledged": "the delivery acknowledged beside it concerns the same person",
    "review_meeting_passed_on": "the claim or release beside it concerns both holders",
    "forecast_changed": "which contact is foreseen to be late hangs on the order of references, which are random",
    "seat_given": _QUEUED,
    "seat_taken": "a strip says nothing of seats",
    "seat_ended": "a strip says nothing of seats",
    "agency_hours_set": _NOBODY,
    "agency_hours_began": _NOBODY,
    "cover_changed": _NOBODY,
    "shift_began": "a strip shows a shift from when it was written down",
}
"""Kinds of which it need not be shown that a strip needs their people concerned, each with its reason."""
BY_CHANCE: Final = {"forecast_changed"}
"""Those of them whose people some runs need."""


def test_every_kind_that_redraws_happens_and_keeps_every_page_true(database_url: str) -> None:
    """And everybody whose strip it changes is among the people concerned, shown by leaving one out of each kind."""
    found = walked(database_url, CONTACTS, often=True)
    done = {step for one in found for step in one.done} | STEPS_HERE
    assert {step for step in STEPS if step != "find_dark"} <= done
    happened = HAPPEN_HERE.union(*(one.happened for one in found))
    redrawing = {kind for kind, line in KINDS.items() if line.redraws.parts}
    missing = redrawing - happened - NOT_WALKED.keys()
    assert not missing, (
        f"add steps to tests/live/test_every_kind.py by which these happen, or name the reason: {missing}"
    )
    assert not happened & NOT_WALKED.keys(), "these happen: take them out of NOT_WALKED"
    strips = {kind for kind in redrawing if "person" in KINDS[kind].redraws.parts} - NOT_WALKED.keys()
    by_name = {kind for kind in strips if Part.ALL not in KINDS[kind].redraws.parts["person"]}
    needed = NEEDED_HERE.union(*(one.needed for one in found))
    stale = {
        kind for kind in NAMED_BESIDE if kind not in by_name or (kind in needed and kind not in BY_CHANCE)
    }
    assert not stale, f"their people are needed, or they name none: take them out of NAMED_BESIDE: {stale}"
    unshown = by_name - needed - NAMED_BESIDE.keys()
    assert not unshown, (
        f"walk a step in which the people of one of these alone are needed, or name the reason: {unshown}"
    )
