"""The one rule of which numbers get a code, and when a confirmation is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.domain.directory.entries import (
    WHY_WORDS,
    Answered,
    Asked,
    Entry,
    EntryKind,
    HowConfirmed,
    Standing,
    WhyNoCode,
    later,
    why_no_code,
)

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ADDER, CONFIRMER, ASKER, OFFICER = 1, 2, 3, 4
POLICE, SCHOOL = 10, 20
CONFIRMED = Entry(
    entry_id=7,
    agency_id=POLICE,
    kind=EntryKind.TELEPHONE,
    address="+441632960001",
    name="Switchboard",
    deputies=(),
    answered=Answered.ALWAYS,
    person_id=None,
    added_at=NOW - timedelta(days=40),
    added_by=ADDER,
    confirmed_at=NOW - timedelta(days=30),
    confirmed_by=CONFIRMER,
    confirmed_how=HowConfirmed.SWITCHBOARD,
)
ASKED = Asked(POLICE, None, ASKER, NOW)
YEAR = 12


def test_a_number_that_a_colleague_confirmed_gets_a_code_for_a_person_of_its_agency() -> None:
    assert why_no_code(CONFIRMED, ASKED, YEAR, now=NOW) is None
    assert why_no_code(CONFIRMED, replace(ASKED, person_id=OFFICER), YEAR, now=NOW) is None, (
        "by way of the agency"
    )
    assert (
        why_no_code(replace(CONFIRMED, person_id=OFFICER), replace(ASKED, person_id=OFFICER), YEAR, now=NOW)
        is None
    )
    assert why_no_code(CONFIRMED, replace(ASKED, asked_by=ADDER), YEAR, now=NOW) is None, (
        "a colleague confirmed it"
    )


UNCONFIRMED = {"confirmed_at": None, "confirmed_by": None, "confirmed_how": None}


@pytest.mark.parametrize(
    ("entry", "asked", "why"),
    [
        (UNCONFIRMED, {}, WhyNoCode.NOT_CONFIRMED),
        ({"confirmed_at": NOW + timedelta(seconds=1)}, {}, WhyNoCode.NOT_CONFIRMED),
        ({"confirmed_at": NOW - timedelta(days=366)}, {}, WhyNoCode.OLD),
        ({}, {"asked_by": CONFIRMER}, WhyNoCode.CONFIRMED_BY_ASKER),
        ({}, {"given_by": CONFIRMER}, WhyNoCode.CONFIRMED_BY_GIVER),
        ({"added_at": NOW}, {}, WhyNoCode.ADDED_SINCE),
        ({}, {"asked_at": NOW - timedelta(days=40)}, WhyNoCode.ADDED_SINCE),
        (
            {"changed_at": NOW - timedelta(hours=1)},
            {"asked_at": NOW - timedelta(hours=2)},
            WhyNoCode.ADDED_SINCE,
        ),
        ({}, {"agency_id": SCHOOL}, WhyNoCode.ANOTHER_AGENCY),
        ({"person_id": OFFICER}, {}, WhyNoCode.ANOTHER_PERSON),
        ({"person_id": OFFICER}, {"person_id": OFFICER + 1}, WhyNoCode.ANOTHER_PERSON),
        ({"ended_at": NOW}, {}, WhyNoCode.ENDED),
        ({"kind": EntryKind.MAILBOX, "address": "desk@police.example"}, {}, WhyNoCode.MAILBOX),
        ({"address": "ask for Sam"}, {}, WhyNoCode.UNREADABLE),
    ],
)
def test_any_other_number_gets_none(
    entry: dict[str, object], asked: dict[str, object], why: WhyNoCode
) -> None:
    one, who = replace(CONFIRMED, **entry), replace(ASKED, **asked)
    assert why_no_code(one, who, YEAR, now=NOW) is why
    assert WHY_WORDS[why]


def test_a_confirmation_grows_old_by_the_calendar_of_the_hub() -> None:
    due = later(NOW - timedelta(days=30), YEAR)
    assert CONFIRMED.standing(YEAR, due - timedelta(seconds=1)) is Standing.CONFIRMED
    assert CONFIRMED.standing(YEAR, due) is Standing.OLD
    assert (
        CONFIRMED.standing(1, NOW) is Standing.CONFIRMED
        and CONFIRMED.standing(1, NOW + timedelta(days=1)) is Standing.OLD
    )


@pytest.mark.parametrize(
    ("moment", "months", "due"),
    [
        (datetime(2026, 8, 31, 9, 0, tzinfo=UTC), 6, datetime(2027, 2, 28, 10, 0, tzinfo=UTC)),
        (datetime(2028, 2, 29, 10, 0, tzinfo=UTC), 12, datetime(2029, 2, 28, 10, 0, tzinfo=UTC)),
        (datetime(2026, 12, 15, 10, 0, tzinfo=UTC), 1, datetime(2027, 1, 15, 10, 0, tzinfo=UTC)),
    ],
)
def test_months_are_counted_in_london_and_end_on_the_last_day_of_a_short_month(
    moment: datetime, months: int, due: datetime
) -> None:
    assert later(moment, months) == due
