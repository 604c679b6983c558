"""What a new hub starts with: proposals, for each hub to confirm or change. No number of the law is here."""

from __future__ import annotations

from datetime import time
from typing import Final

from board.domain.codes import Coded
from board.domain.hours import Basis, Opening, Week, hours, minutes, working_days
from board.domain.permissions import Role
from board.domain.policy import Level, OneWorkingDay, Policy, Shape, SignInLimits, WallSettings
from board.domain.sources import DEFAULT_SOURCES

WORKING = Basis.WORKING_HOURS

# Four hours from any moment of a working day that ends by 17:15 is still the same day, as red must be, and the oldest red comes first.
RED: Final = Level(
    code="red",
    label="Red",
    shape=Shape.DIAMOND,
    meaning="A child may be at risk of significant harm now. Work goes on past close, and nothing waits for checks.",
    band=0,
    decision_limit=hours(4, WORKING),
    claim_limit=minutes(15),
    runs_past_close=True,
    attend_limit=minutes(120),
)
AMBER: Final = Level(
    code="amber",
    label="Amber",
    shape=Shape.TRIANGLE,
    meaning="Serious worry: checks are needed before it is clear what the family needs.",
    band=1,
    decision_limit=working_days(1),
    claim_limit=minutes(60, WORKING),
    runs_past_close=False,
    attend_limit=hours(5, WORKING),
)
GREEN: Final = Level(
    code="green",
    label="Green",
    shape=Shape.CIRCLE,
    meaning="Needs that early help may meet. What is treated as a referral is still decided within one working day.",
    band=2,
    decision_limit=working_days(3),
    claim_limit=minutes(240, WORKING),
    runs_past_close=False,
    attend_limit=working_days(2),
)
BLUE: Final = Level(
    code="blue",
    label="Blue",
    shape=Shape.SQUARE,
    meaning="Universal services meet the need; no checks are made.",
    band=3,
    decision_limit=None,
    claim_limit=None,
    runs_past_close=False,
)

# As Birmingham's MASH publishes its hours (November 2026).
_LONG = Opening(time(8, 45), time(17, 15))
_SHORT = Opening(time(8, 45), time(16, 15))

CONCERNS: Final = tuple(
    Coded(code, label)
    for code, label in (
        ("domestic_abuse", "Domestic abuse"),
        ("neglect", "Neglect"),
        ("physical_abuse", "Physical abuse"),
        ("emotional_abuse", "Emotional abuse"),
        ("sexual_abuse", "Sexual abuse"),
        ("child_sexual_exploitation", "Child sexual exploitation"),
        ("child_criminal_exploitation", "Child criminal exploitation"),
        ("harm_outside_the_home", "Harm outside the home"),
        ("missing", "Missing from home or care"),
        ("online_harm", "Harm online"),
        ("honour_based_abuse", "Honour-based abuse or forced marriage"),
        ("female_genital_mutilation", "Female genital mutilation"),
        ("faith_based_abuse", "Abuse linked to faith or belief"),
        ("radicalisation", "Radicalisation"),
        ("modern_slavery", "Modern slavery or trafficking"),
        ("parental_mental_health", "A parent's mental health"),
        ("parental_substance_misuse", "A parent's drug or alcohol use"),
        ("child_mental_health", "The child's mental health or self-harm"),
        ("child_substance_misuse", "The child's drug or alcohol use"),
        ("unborn_baby", "An unborn baby"),
        ("bereavement", "A death in the family"),
        ("harmful_sexual_behaviour", "Harmful sexual behaviour"),
        ("young_carer", "Young carer"),
        ("disability", "The child's disability or health"),
        ("education", "Missing education"),
        ("homelessness", "Homelessness or housing"),
        ("no_recourse_to_public_funds", "No recourse to public funds"),
        ("unaccompanied_child", "Unaccompanied child"),
        ("private_fostering", "Private fostering"),
        ("non_recent_abuse", "Non-recent abuse"),
        ("family_support", "Family support"),
        ("information_request", "Request for information"),
        ("other", "Other"),
        ("unknown", "Not yet clear"),
    )
)

OUTCOMES: Final = (
    Coded("PASSED_TO_ALLOCATED_WORKER", "Passed to the allocated worker"),
    Coded("DUPLICATE", "Already here under another reference"),
    Coded("NOT_OUR_AREA", "Another area's; passed on"),
    Coded("ADVICE_INFO", "Advice or information given"),
)

DEFAULT: Final = Policy(
    levels=(RED, AMBER, GREEN, BLUE),
    screening_limit=minutes(30),
    hours=Week(_LONG, _LONG, _LONG, _LONG, _SHORT),
    closed_on_bank_holidays=True,
    closure_days=(),
    proclaimed_holidays=(),
    one_working_day=OneWorkingDay.CLOSE_OF_NEXT_WORKING_DAY,
    sources=DEFAULT_SOURCES,
    concerns=CONCERNS,
    outcomes=OUTCOMES,
    restricted_named_roles=(Role.MANAGER, Role.SERVICE_MANAGER),
    idle_lock_minutes=15,
    session_hours=12,
    sign_in=SignInLimits(tries_per_name=5, tries_per_address=50, window_minutes=15),
    wall=WallSettings(tiles=12, rows=12),
)
