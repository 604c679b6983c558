"""How one hub works: a typed, versioned document, one sentence a field. What differs between hubs is here; the law is in law.py.

One document, and therefore long: its fields are the settings of a hub, read, compared and kept whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final

from board.domain import codes, document, ladders, screens
from board.domain.codes import Coded
from board.domain.contact.advice import DEFAULT_ADVICE
from board.domain.contact.consent import DEFAULT_SCRIPT
from board.domain.contact.gradings import DEFAULT_TOOLS
from board.domain.deliveries import DEFAULT_DELIVERIES as DELIVERIES
from board.domain.deliveries import DeliverySettings
from board.domain.hours import Basis, Limit, Unit, Week, days, minutes
from board.domain.identity.repeats import DEFAULT_REPEATS, RepeatSettings
from board.domain.ladders import Ladder
from board.domain.lists.stages import DEFAULT_LISTS as LISTS
from board.domain.lists.stages import ListSettings
from board.domain.permissions import Role
from board.domain.request.settings import DEFAULT_REQUESTS, RequestSettings
from board.domain.sources import Source
from board.domain.working_time import Calendar

REVIEW: Final = days(30)
EDT: Final = minutes(15)


class Shape(StrEnum):
    """The shape that stands for a colour wherever the colour stands."""

    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    CIRCLE = "circle"
    SQUARE = "square"


class OneWorkingDay(StrEnum):
    """What "within one working day" means at this hub."""

    CLOSE_OF_NEXT_WORKING_DAY = "close_of_next_working_day"
    SAME_TIME_NEXT_WORKING_DAY = "same_time_next_working_day"  # or at that day's close, if that is sooner


class StartEvent(StrEnum):
    """From when a colour's limits count."""

    RECEIVED = "received"  # when it came in; outside hours, at the next opening
    SCREENED = "screened"  # when a child was first rated
    RATED = "rated"  # when this colour was given


@dataclass(frozen=True, slots=True)
class Level:
    """A colour a child can be rated. retired: settings that stored versions may still have and nothing reads."""

    retired: ClassVar = frozenset({"check_limit", "colour"})
    code: Annotated[
        str, "The word in lists and in the API; red, amber, green and blue are also drawn in that colour."
    ]
    label: Annotated[str, "What people read."]
    shape: Annotated[Shape, "Shown with the colour, so that colour never stands alone."]
    meaning: Annotated[str, "What this colour means here; blue alone has three meanings in England."]
    band: Annotated[
        int, "Place in the queue: the lowest band stands on top, together with what is not yet rated."
    ]
    decision_limit: Annotated[
        Limit | None,
        "How long the manager's decision may take, from the clock's start; none: only the law's.",
    ]
    claim_limit: Annotated[
        Limit | None, "How long it may stand without anybody having it; none never alarms."
    ]
    runs_past_close: Annotated[bool, "Whether its clocks go on after close, because the work does."]
    attend_limit: Annotated[
        Limit | None, "How long whoever holds it may leave it lying untouched; none never alarms."
    ] = None
    starts: Annotated[StartEvent, "From when the decision's limit counts."] = StartEvent.RECEIVED


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """How often a sign-in may go wrong."""

    tries_per_name: Annotated[
        int, "Wrong passwords or codes for one address within the window before it must wait."
    ]
    tries_per_address: Annotated[int, "The same for one network address, which a whole office may share."]
    window_minutes: Annotated[
        int, "How many minutes back wrong tries count, and so how long the wait is at most."
    ]


@dataclass(frozen=True, slots=True)
class LookUpLimits:
    """How often somebody may look for what is not there for them."""

    failed: Annotated[
        int, "Look-ups of one person or system that may find nothing within the window before it must wait."
    ] = 30
    window_minutes: Annotated[int, "How many minutes back such look-ups count, and how long the wait is."] = (
        10
    )

    def __post_init__(self) -> None:
        if not (1 <= self.failed <= 1000 and 1 <= self.window_minutes <= 1440):
            raise ValueError("from 1 to 1000 look-ups, and from 1 to 1440 minutes")


@dataclass(frozen=True, slots=True)
class DirectorySettings:
    """How long the agencies' numbers and mailboxes count as confirmed."""

    confirm_months: Annotated[
        int,
        "Months after which a number or mailbox must be confirmed again; until then it gets no code or link.",
    ] = 12

    def __post_init__(self) -> None:
        if not 1 <= self.confirm_months <= 60:
            raise ValueError("confirm_months: from 1 to 60")


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Links to people outside, and the codes that open them."""

    days: Annotated[int, "Days for which a link is valid at most, when its purpose is not over before."] = 7
    code_minutes: Annotated[
        int, "Minutes within which the code of a link must be entered for the first time."
    ] = 30
    idle_minutes: Annotated[
        int, "Minutes without use after which a page opened by a link asks for the code again."
    ] = 20

    def __post_init__(self) -> None:
        for name, least, most in (("days", 1, 7), ("code_minutes", 5, 120), ("idle_minutes", 5, 60)):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name}: from {least} to {most}")


@dataclass(frozen=True, slots=True)
class WallSettings:
    """What a wall shows, how large, and when."""

    tiles: Annotated[
        int,
        "How many contacts that need somebody now are shown at most, beside the reds, which are all shown while they fit.",
    ]
    rows: Annotated[
        int,
        "How many contacts a lane of the wall lists at most; what does not fit a screen is counted on it.",
    ]
    distance_cm: Annotated[
        int,
        "From how far a wall is read, in centimetres; its letters are as large as that needs, unless a screen says otherwise.",
    ] = 500
    panel_cm: Annotated[
        int,
        "How wide a wall's picture is, in centimetres (a panel of 65 inches: 144); a screen may say otherwise.",
    ] = 144
    dark_when_closed: Annotated[
        bool, "Whether walls go dark while the hub is closed: a clock, and that they are live."
    ] = True
    lit_before_minutes: Annotated[int, "Minutes before opening at which dark walls are lit."] = 30
    lit_after_minutes: Annotated[int, "Minutes after close at which walls go dark."] = 60
    red_on_dark: Annotated[
        bool, "Whether a dark wall shows the references of reds that need somebody, and nothing else of them."
    ] = True
    visit_minutes: Annotated[
        int, "Minutes for which walls show counts alone after somebody said that there are visitors."
    ] = 20
    visit_ends_itself: Annotated[
        bool,
        "Whether references come back by themselves after that; else desks are asked until somebody says that the visitors left.",
    ] = True

    def __post_init__(self) -> None:
        if not (1 <= self.tiles <= 40 and 1 <= self.rows <= 40):
            raise ValueError("from 1 to 40 tiles and from 1 to 40 rows")
        if not (50 <= self.distance_cm <= 3000 and 20 <= self.panel_cm <= 2000):
            raise ValueError("a distance from 50 to 3000 cm, and a panel from 20 to 2000 cm wide")
        if not screens.readable(self.distance_cm, self.panel_cm):
            raise ValueError(
                f"a picture {self.panel_cm} cm wide is read from at most {screens.farthest_m(self.panel_cm)} metres"
            )
        if not (0 <= self.lit_before_minutes <= 720 and 0 <= self.lit_after_minutes <= 720):
            raise ValueError("lit at most 720 minutes before opening and after close")
        if not 5 <= self.visit_minutes <= 240:
            raise ValueError("visitors are here for 5 to 240 minutes")


_ANSWER_WITHIN = Limit(15, Unit.MINUTES, Basis.WORKING_HOURS)


@dataclass(frozen=True, slots=True)
class RotaSettings:
    """Who must be on duty, and what happens when somebody is not."""

    covered_roles: Annotated[
        tuple[Role, ...],
        "Seats of which somebody should be on duty while hub and agency are open; nobody there is said loudly.",
    ] = (Role.MANAGER, Role.POLICE, Role.HEALTH)
    warn_minutes: Annotated[
        int, "Minutes before the end of a shift at which somebody is told what they still hold."
    ] = 30
    restricted_ladder: Annotated[
        tuple[Role, ...],
        "Seats from which somebody on duty, after the duty manager, is named on a restricted contact when nobody named is; first to last.",
    ] = (Role.MANAGER, Role.SERVICE_MANAGER, Role.EDT)

    def __post_init__(self) -> None:
        if not 1 <= self.warn_minutes <= 480:
            raise ValueError("rota: warn from 1 to 480 minutes before the end")


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """When a desk speaks up by itself."""

    ask_after_seconds: Annotated[
        int,
        "How long somebody may look at a contact of the first colour that nobody holds before they are asked: claim, allocate or leave it.",
    ] = 120
    still_minutes: Annotated[
        int, "How long a desk may be held still before it says loudly that what it shows is old."
    ] = 10

    def __post_init__(self) -> None:
        if min(self.ask_after_seconds, self.still_minutes) < 1:
            raise ValueError("desk: seconds and minutes are at least 1")


@dataclass(frozen=True, slots=True)
class ForecastSettings:
    """By what the board reckons what will be late if nothing moves. The minutes of work are proposals: each hub knows its own."""

    horizon_minutes: Annotated[int, "How many minutes ahead it looks."] = 90
    rate_minutes: Annotated[int, "Minutes it takes to rate a contact."] = 10
    work_minutes: Annotated[int, "Minutes of work from claiming a contact until a manager can decide it."] = (
        45
    )
    decide_minutes: Annotated[int, "Minutes a manager takes to decide one."] = 10

    def __post_init__(self) -> None:
        if min(self.horizon_minutes, self.rate_minutes, self.work_minutes, self.decide_minutes) < 1:
            raise ValueError("minutes are at least 1")
        if self.horizon_minutes > 24 * 60:
            raise ValueError("horizon_minutes: a day at most")


@dataclass(frozen=True, slots=True)
class Policy:
    """How one hub works."""

    levels: Annotated[tuple[Level, ...], "The colours, most urgent first."]
    screening_limit: Annotated[Limit, "How long a contact may stand unrated, from when the clock starts."]
    hours: Annotated[Week, "When the hub is open; what comes outside starts its clocks at the next opening."]
    closed_on_bank_holidays: Annotated[
        bool, "Whether it closes on bank holidays of England and Wales; the law never counts those."
    ]
    closure_days: Annotated[
        tuple[date, ...], "Days the council is closed; they stop the hub's own clocks and never the law's."
    ]
    proclaimed_holidays: Annotated[
        tuple[date, ...],
        "Bank holidays proclaimed so lately that the list that comes along has not got them.",
    ]
    one_working_day: Annotated[
        OneWorkingDay,
        "When one working day ends: at the hub's close on the next working day, or at the same time of day.",
    ]
    sources: Annotated[
        tuple[Source, ...], "Who approaches the hub, in local words, and the national code of each."
    ]
    concerns: Annotated[tuple[Coded, ...], "What a contact can be about."]
    outcomes: Annotated[tuple[Coded, ...], "As what a contact can leave the board."]
    restricted_named_roles: Annotated[
        tuple[Role, ...], "Seats whose people are named at once on a contact that arrives restricted."
    ]
    idle_lock_minutes: Annotated[
        int, "Minutes without use after which a desk page hides itself and asks for the password."
    ]
    session_hours: Annotated[int, "Hours after which a person signs in anew, however busy."]
    sign_in: Annotated[SignInLimits, "How often a sign-in may go wrong."]
    wall: Annotated[WallSettings, "How much the wall shows."]
    advice: Annotated[
        tuple[Coded, ...], "Advice that can be given to a source without a contact, each counted by its code."
    ] = DEFAULT_ADVICE
    look_ups: Annotated[LookUpLimits, "How often a look-up may find nothing."] = LookUpLimits()
    directory: Annotated[DirectorySettings, "How long the agencies' numbers count as confirmed."] = (
        DirectorySettings()
    )
    links: Annotated[LinkSettings, "Links to people outside, and the codes that open them."] = LinkSettings()
    safe_now_limit: Annotated[
        Limit,
        "How long what somebody says of where a child is counts as now; then it reads as not confirmed.",
    ] = field(default_factory=lambda: Limit(4, Unit.HOURS, Basis.CLOCK_HOURS))
    rota: Annotated[RotaSettings, "Who must be on duty, and what follows when somebody is not."] = (
        RotaSettings()
    )
    restricted_named_systems: Annotated[
        tuple[str, ...],
        "Systems, by the names of their tokens, that are named at once on a contact that arrives restricted, where their seat is too.",
    ] = ()
    restrict_too_minutes: Annotated[
        int,
        "Minutes within which the people named on a restricted contact say whether another incident under its reference must be "
        "restricted too; then the next person on the restricted ladder is named and asked.",
    ] = 15
    deliveries: Annotated[DeliverySettings, "How messages reach people who are not looking."] = DELIVERIES

    desk: Annotated[DeskSettings, "When a desk speaks up by itself."] = DeskSettings()
    hand_over_limit: Annotated[
        Limit,
        "How long an offer may stand unanswered; that of a red contact, or of one not yet rated, runs past close.",
    ] = _ANSWER_WITHIN
    decide_interest_limit: Annotated[
        Limit,
        "Within which a manager decides an interest in a family; then the next manager is told to telephone them.",
    ] = field(default_factory=lambda: Limit(4, Unit.HOURS, Basis.WORKING_HOURS))
    undo_minutes: Annotated[
        int, "For how many minutes whoever did the last thing with a contact may undo it."
    ] = 10
    review_limit: Annotated[
        Limit, "After how long a manager looks at what is still open, and again after as long."
    ] = REVIEW
    edt_limit: Annotated[
        Limit,
        "How soon somebody takes up what is red while the hub is closed; the emergency duty team is told at once.",
    ] = EDT
    ladders: Annotated[tuple[Ladder, ...], "Who is reminded of each kind of clock, and when."] = (
        ladders.DEFAULT
    )
    reminder_held_minutes: Annotated[
        int, "For how many minutes somebody who has seen a reminder keeps the next one from coming."
    ] = 30
    forecast: Annotated[ForecastSettings, "By what the board says what will be late if nothing moves."] = (
        ForecastSettings()
    )
    consent_script: Annotated[str, "The words in which people ask a family for consent."] = DEFAULT_SCRIPT
    grading_tools: Annotated[tuple[Coded, ...], "Tools by which a domestic abuse incident is graded."] = (
        DEFAULT_TOOLS
    )
    lists: Annotated[ListSettings, "When people are told of an uploaded list that waits."] = LISTS
    requests: Annotated[RequestSettings, "How agencies are asked for information."] = DEFAULT_REQUESTS
    repeats: Annotated[RepeatSettings, "Earlier contacts of the same people that a card counts."] = (
        DEFAULT_REPEATS
    )

    def __post_init__(self) -> None:
        for name in ("levels", "sources", "concerns", "outcomes", "grading_tools", "advice"):
            codes.check(name, getattr(self, name))
        if not {one.code for one in self.outcomes} >= set(self.repeats.outcomes_left_out):
            raise ValueError("repeats: outcomes_left_out names outcomes of this hub")
        if any(level.code == "unrated" for level in self.levels):
            raise ValueError("levels: unrated is the absence of a level")
        if any(not 0 <= level.band <= 9 for level in self.levels):
            raise ValueError("levels: a band is a number from 0 to 9")
        if len({ladder.clock for ladder in self.ladders}) < len(self.ladders):
            raise ValueError("ladders: a kind of clock stands there twice")
        numbers = (
            self.idle_lock_minutes,
            self.session_hours,
            self.undo_minutes,
            self.sign_in.tries_per_name,
            self.sign_in.tries_per_address,
        )
        if min(*numbers, self.reminder_held_minutes, self.sign_in.window_minutes) < 1:
            raise ValueError("minutes, hours and tries are at least 1")

    @classmethod
    def default(cls) -> Policy:
        """What a new hub starts with, to be made its own."""
        from board.domain.policy_default import DEFAULT  # it is made of the classes above

        return DEFAULT

    @classmethod
    def from_document(cls, stored: object) -> Policy:
        """The policy this document describes. Raises ValueError naming the path of what is unknown, missing or misshapen."""
        return document.from_document(cls, stored, "policy")

    @classmethod
    def problems(cls, stored: object) -> tuple[str, ...]:
        """Everything that is wrong with a document, each as its path and a sentence; none when it is a policy."""
        return document.problems(cls, stored, "policy")

    def to_document(self) -> dict[str, Any]:
        """As JSON, to be stored and read again."""
        made: dict[str, Any] = document.to_document(self)
        return made

    @property
    def calendar(self) -> Calendar:
        """The hub's working time."""
        return Calendar(
            self.hours,
            frozenset(self.closure_days),
            frozenset(self.proclaimed_holidays),
            self.closed_on_bank_holidays,
        )

    @property
    def top_band(self) -> int:
        """The band that stands first."""
        return min(level.band for level in self.levels)

    def level(self, code: str) -> Level:
        """The colour with this code. Raises KeyError."""
        return codes.find(self.levels, code)

    def source(self, code: str) -> Source:
        """The source with this code. Raises KeyError."""
        return codes.find(self.sources, code)

    def source_label(self, code: str) -> str:
        """The label of a source. Raises KeyError."""
        return self.source(code).label

    def dfe_code(self, source: str) -> str:
        """The national code of a source. Raises KeyError."""
        return self.source(source).dfe_code

    def tool_label(self, code: str) -> str:
        """The label of a tool; its code where the hub no longer lists it."""
        return next((one.label for one in self.grading_tools if one.code == code), code)

    def rag_codes(self) -> list[str]:
        """Codes of the levels, most urgent first."""
        return [level.code for level in self.levels]

    def source_codes(self) -> list[str]:
        """Codes of the sources."""
        return [source.code for source in self.sources]

    def advice_label(self, code: str) -> str:
        """The label of a kind of advice; its code where this version does not list it."""
        return next((one.label for one in self.advice if one.code == code), code)

    def concern_codes(self) -> list[str]:
        """Codes of the concerns."""
        return [concern.code for concern in self.concerns]

    def concern(self, code: str) -> Coded:
        """The concern with this code. Raises KeyError."""
        return codes.find(self.concerns, code)

    def outcome(self, code: str) -> Coded:
        """The outcome with this code. Raises KeyError."""
        return codes.find(self.outcomes, code)
