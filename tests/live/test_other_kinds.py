"""Kinds of event of shifts, walls, holds and uploaded lists happen, and what a live page then shows is what a page loaded again shows."""

from __future__ import annotations

from typing import Final

from tests.live.walk import Step, walked

ROOM: list[Step] = [
    (("allow_mail", 0, 0, 0), "arrives", False),
    (("give_or_confirm_seat", 2, 1, 0), "arrives", False),
    (("give_or_confirm_seat", 1, 1, 1), "arrives", True),
    (("give_or_confirm_seat", 2, 2, 0), "arrives", False),
    (("give_or_confirm_seat", 2, 2, 2), "arrives", True),
    (("put_on_duty", 1, 1, 2), "arrives", True),
    (("plan_duty", 1, 0, 0), "arrives", False),
    (("change_duty", 1, 10, 35), "arrives", True),
    (("time_passes", 0, 29, 0), "arrives", False),
    (("claim", 0, 1, 0), "arrives", True),
    (("leave_to_holder", 1, 2, 1), "arrives", False),
    (("acknowledge", 0, 0, 0), "arrives", True),
    (("meet", 1, 1, 2), "arrives", False),
    (("reassign", 1, 1, 2), "arrives", True),
    (("hold", 2, 0, 1), "arrives", False),
    (("hold", 2, 0, 0), "arrives", True),
    (("put_on_duty", 1, 1, 50), "arrives", False),
    (("tell", 0, 1, 1), "arrives", True),
    (("climbing_up", 0, 0, 0), "arrives", False),
    (("end_duty", 1, 2, 0), "arrives", True),
    (("put_on_duty", 1, 2, 50), "arrives", False),
    (("climbing_up", 0, 0, 0), "arrives", True),
    (("restrict", 2, 0, 4), "arrives", False),
    (("end_duty", 1, 3, 0), "arrives", True),
    (("put_on_duty", 1, 1, 50), "arrives", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("time_passes", 3, 0, 0), "arrives", False),
    *((("acknowledge", n, 0, 0), "arrives", True) for n in (1, 2, 0)),
    (("care_for_a_screen", 2, 0, 0), "arrives", True),
    (("visit", 3, 0, 0), "arrives", False),
    (("time_passes", 0, 17, 0), "arrives", True),
    (("tend_walls", 0, 0, 0), "arrives", False),
    (("visit", 3, 0, 2), "arrives", True),
    (("find_dark", 0, 0, 0), "arrives", False),
    (("care_for_a_screen", 2, 0, 3), "arrives", True),
    (("revoke_screen", 2, 0, 0), "arrives", False),
    (("comes_to_an_hour", 0, 23, 0), "arrives", True),
    (("tend_walls", 0, 0, 0), "arrives", False),
    (("comes_to_an_hour", 0, 10, 0), "arrives", True),
    (("tend_walls", 0, 0, 0), "arrives", False),
]

HELD: list[Step] = [
    (("put_on_duty", 1, 0, 30), "arrives", False),
    (("claim", 0, 1, 0), "arrives", True),
    (("strategy", 2, 1, 1), "arrives", False),
    (("referrer", 1, 1, 2), "arrives", True),
    (("referrer", 1, 1, 0), "arrives", True),
    (("referrer", 1, 1, 1), "arrives", True),
    (("rate", 0, 1, 0), "arrives", False),
    (("record_measure", 1, 1, 1), "arrives", False),
    (("end_measure", 1, 0, 0), "arrives", True),
    (("receive", 0, 1, 1), "arrives", True),
    (("settle", 1, 1, 6), "arrives", False),
    (("settle", 1, 1, 7), "arrives", True),
    (("restrict", 1, 3, 2), "arrives", False),
    (("unrestrict", 1, 3, 0), "arrives", True),
    (("meet", 1, 1, 2), "arrives", False),
    (("meet", 1, 1, 0), "arrives", True),
    (("change_duty", 1, 0, 290), "arrives", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("amend_for_later", 2, 2, 1), "arrives", False),
    (("recount", 0, 0, 0), "arrives", True),
    (("meet", 1, 1, 1), "arrives", False),
    (("restrict", 1, 2, 2), "arrives", True),
    (("plan_duty", 1, 4, 0), "arrives", True),
    (("time_passes", 0, 10, 0), "arrives", True),
    (("time_passes", 0, 29, 0), "arrives", False),
    (("time_passes", 0, 29, 0), "arrives", True),
    (("review", 1, 1, 0), "arrives", False),
    (("say_safe_now", 1, 1, 1), "arrives", True),
    (("claim", 0, 2, 0), "arrives", True),
    (("put_on_duty", 1, 2, 33), "arrives", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("foresee", 0, 0, 0), "arrives", False),
    (("end_duty", 1, 0, 0), "arrives", True),
    (("turn_rota", 0, 0, 0), "arrives", False),
    (("foresee", 0, 0, 0), "arrives", False),
    (("put_on_duty", 1, 0, 30), "arrives", True),
    (("turn_rota", 0, 0, 0), "arrives", False),
]

UPLOADED: list[Step] = [
    (("list_goes_on", 0, 0, 0), "arrives", True),
    (("time_passes", 0, 65, 0), "arrives", False),
    (("tell_of_lists", 0, 0, 0), "arrives", True),
    (("act_on_list", 3, 0, 0), "arrives", False),
    (("list_goes_on", 0, 0, 2), "comes twice", True),
    (("time_passes", 0, 65, 0), "arrives", False),
    (("tell_of_lists", 0, 0, 0), "arrives", True),
    (("act_on_list", 3, 0, 1), "arrives", False),
    (("list_goes_on", 0, 0, 2), "is lost", True),
    (("time_passes", 0, 65, 0), "arrives", False),
    (("tell_of_lists", 0, 0, 0), "arrives", True),
    (("time_passes", 0, 35, 0), "arrives", False),
    (("tell_of_lists", 0, 0, 0), "arrives", True),
    (("act_on_list", 1, 0, 3), "arrives", False),
    (("time_passes", 0, 65, 0), "arrives", True),
    (("tell_of_lists", 0, 0, 0), "arrives", False),
    (("act_on_list", 1, 0, 2), "arrives", True),
]

JOINED: list[Step] = [
    *((("rate", 1, n, 0), "arrives", False) for n in range(3)),
    (("settle", 1, 2, 3), "arrives", False),
    (("join", 1, 2, 1), "arrives", True),
    (("undo", 1, 2, 0), "arrives", True),
    (("restrict", 1, 1, 2), "arrives", False),
    (("restrict", 1, 2, 2), "arrives", False),
    (("join", 1, 2, 1), "arrives", True),
    (("settle", 1, 2, 2), "arrives", True),
    (("join", 1, 1, 2), "arrives", False),
    (("undo", 1, 2, 0), "arrives", True),
]

KNOWN: list[Step] = [
    (("claim", 0, 1, 0), "arrives", False),
    (("join_person", 0, 1, 6), "arrives", True),
    (("join_person", 1, 1, 7), "arrives", False),
    (("join_person", 0, 1, 8), "is lost", True),
    (("add_child", 1, 0, 1), "arrives", False),
    (("join_person", 1, 1, 0), "arrives", True),
    (("join_person", 1, 2, 0), "arrives", False),
    (("restrict", 1, 2, 2), "arrives", True),
]

HAPPEN_HERE: Final = frozenset(
    {
        "history_changed",
        "identity_asked",
        "identity_joined",
        "identity_parted",
        "contact_joined",
        "contact_left_to_holder",
        "contact_parted",
        "incident_parted",
        "delivery_dropped",
        "delivery_failed",
        "duty_changed",
        "hold_lifted",
        "list_advanced",
        "list_keeping_begun",
        "list_kept",
        "list_read",
        "list_taken_over",
        "list_thrown_away",
        "list_told_of",
        "mail_domains_changed",
        "restricted_climbed",
        "review_meeting_passed_on",
        "screen_came_back",
        "screen_revoked",
        "seat_confirmed",
        "seat_given",
        "seat_withdrawn",
        "sender_saved",
        "shift_began",
        "shift_ends_soon",
        "visit_asked",
        "visit_extended",
        "walls_lit",
    }
)
"""Kinds that happen in these walks, and not in those of tests/live/test_every_kind.py."""
NEEDED_HERE: Final = frozenset(
    {
        "history_changed",
        "identity_joined",
        "identity_parted",
        "child_rated",
        "contact_joined",
        "contact_parted",
        "incident_parted",
        "clock_fired",
        "contact_reviewed",
        "delivery_acknowledged",
        "delivery_dropped",
        "duty_changed",
        "holder_left",
        "holder_returned",
        "list_keeping_begun",
        "list_read",
        "list_taken_over",
        "list_thrown_away",
        "match_confirmed",
        "match_found",
        "match_parted",
        "match_rejected",
        "measure_ended",
        "measure_recorded",
        "referrer_hidden",
        "referrer_named",
        "restricted_climbed",
        "restricted_uncovered",
        "review_meeting_called_off",
        "review_meeting_set",
        "safe_now_recorded",
        "seat_confirmed",
        "seat_withdrawn",
        "shift_ended",
        "shift_ends_soon",
        "strategy_asked",
        "text_redacted",
    }
)
"""Kinds of which these walks show that a strip needs the people concerned."""
STEPS_HERE: Final = frozenset(
    name for walk in (ROOM, HELD, UPLOADED, JOINED, KNOWN) for (name, *_), _, _ in walk
)


def test_kinds_of_shifts_walls_and_lists_happen_and_keep_every_page_true(database_url: str) -> None:
    """And everybody whose strip they change is among the people concerned, shown by leaving one out of each kind."""
    found = walked(database_url, ROOM, HELD, UPLOADED, JOINED, KNOWN, often=True)
    happened = set[str]().union(*(one.happened for one in found))
    needed = set[str]().union(*(one.needed for one in found))
    assert happened >= HAPPEN_HERE, f"add steps by which these happen: {HAPPEN_HERE - happened}"
    assert needed >= NEEDED_HERE, (
        f"walk a step in which the people of one of these alone are needed: {NEEDED_HERE - needed}"
    )
