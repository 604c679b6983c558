"""The one permissions table: who may do what, and which fields a role sees, each a sentence. Default is no.

One table, and therefore long: a permission that stood elsewhere would be overlooked by the person who checks them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial


class Role(StrEnum):
    """What a seat is for."""

    ADMIN = "admin"  # MASH business support
    SCREENING_OFFICER = "screening_officer"
    SOCIAL_WORKER = "social_worker"
    PRACTICE_MANAGER = "practice_manager"  # ATM
    MANAGER = "manager"  # team manager
    SERVICE_MANAGER = "service_manager"
    LEAD_CHILD_PROTECTION_PRACTITIONER = "lead_child_protection_practitioner"  # leads section 47 enquiries
    HEAD_OF_SERVICE = "head_of_service"
    EDT = "edt"  # emergency duty team
    POLICE = "police"
    HEALTH = "health"
    EDUCATION = "education"
    IDVA = "idva"
    EARLY_HELP = "early_help"  # Family Help lead practitioner
    PARTNER = "partner"  # housing, probation, adult social care and other single points of contact
    LADO = "lado"  # allegations against people in positions of trust
    QA = "qa"
    DATA_OFFICER = "data_officer"
    EXECUTIVE = "executive"
    FEED = "feed"  # a system that sends contacts and reads nothing


class Action(StrEnum):
    """What a command or page asks leave for."""

    SEE_BOARD = "see_board"
    READ_CONTACT = "read_contact"
    READ_SAFE_CONTACT = "read_safe_contact"
    READ_HARM_DETAIL = "read_harm_detail"
    RECEIVE_CONTACT = "receive_contact"
    KEEP_LIST = "keep_list"
    TAKE_OVER_LIST = "take_over_list"
    CLAIM = "claim"
    RELEASE = "release"
    RELEASE_FOR_ANOTHER = "release_for_another"
    HAND_OVER = "hand_over"
    ALLOCATE = "allocate"
    OWN = "own"
    UNDO = "undo"
    RATE = "rate"
    RECORD_SAFE_NOW = "record_safe_now"
    WRITE_NOTE = "write_note"
    RECORD_GRADING = "record_grading"
    RECORD_CONSENT = "record_consent"
    RECORD_FACTS = "record_facts"
    DISPENSE_WITH_CONSENT = "dispense_with_consent"
    SUSPECT_HARM = "suspect_harm"
    REQUEST = "request"
    CONFIRM_REQUEST = "confirm_request"
    ANSWER_REQUEST = "answer_request"
    SETTLE_MATCH = "settle_match"
    JOIN_IDENTITY = "join_identity"
    CONFIRM_JOIN = "confirm_join"
    FIND = "find"
    RESTRICT = "restrict"
    CLOSE = "close"
    HOLD = "hold"
    PROTECT = "protect"
    REVIEW = "review"
    ANSWER_STRATEGY = "answer_strategy"
    HIDE_REFERRER = "hide_referrer"
    NAME_REFERRER = "name_referrer"
    REDACT = "redact"
    SEE_ENGINE = "see_engine"
    SEE_HANDOVER = "see_handover"
    PAIR_SCREEN = "pair_screen"
    KEEP_VISIT = "keep_visit"
    END_SESSIONS = "end_sessions"
    END_SEAT = "end_seat"
    GIVE_SEAT = "give_seat"
    CONFIRM_SEAT = "confirm_seat"
    READ_FEED = "read_feed"
    AMEND_POLICY = "amend_policy"
    KEEP_ROTA = "keep_rota"
    KEEP_DIRECTORY = "keep_directory"
    CONFIRM_ENTRY = "confirm_entry"
    ASK_OUTSIDE = "ask_outside"
    DECLARE_INTEREST = "declare_interest"
    MARK_INTEREST = "mark_interest"
    DECIDE_INTEREST = "decide_interest"
    MAP_WORDS = "map_words"


R = Role
_MANAGERS = (R.PRACTICE_MANAGER, R.MANAGER, R.SERVICE_MANAGER)
_QUALIFIED = (R.SOCIAL_WORKER, R.LEAD_CHILD_PROTECTION_PRACTITIONER, *_MANAGERS, R.EDT)
_PRACTICE = (R.SCREENING_OFFICER, *_QUALIFIED)
# The emergency duty team does at night, alone, what managers do by day.
_MANAGING = (*_MANAGERS, R.EDT)
PARTNERS = (R.POLICE, R.HEALTH, R.EDUCATION, R.IDVA, R.EARLY_HELP, R.PARTNER)
"""Roles of people outside the hub: a message to one of them has left it."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the table. sentence: what a person is told who lacks it."""

    action: Action
    roles: frozenset[Role]
    sentence: str


def _p(action: Action, roles: Iterable[Role], sentence: str) -> Permission:
    return Permission(action, frozenset(roles), sentence)


PERMISSIONS: dict[Action, Permission] = {
    p.action: p
    for p in (
        _p(
            Action.SEE_BOARD,
            (*_PRACTICE, R.HEAD_OF_SERVICE, R.ADMIN, *PARTNERS, R.LADO, R.QA, R.DATA_OFFICER),
            "the board is seen by those who work the queue, by partners without names, by the LADO, by audit and by data officers.",
        ),
        _p(
            Action.READ_CONTACT,
            (*_PRACTICE, R.HEAD_OF_SERVICE, R.ADMIN, R.LADO, R.QA),
            "a contact is opened by those who work it, by the head of service, by MASH admin, by the LADO and by audit.",
        ),
        _p(
            Action.READ_SAFE_CONTACT,
            _QUALIFIED,
            "a safe contact is shown to social workers and managers, and every showing is logged.",
        ),
        _p(
            Action.READ_HARM_DETAIL,
            (*_PRACTICE, R.LADO, R.QA),
            "the harm in detail is opened by those who work the case, by the LADO and by audit, and every opening is logged.",
        ),
        _p(
            Action.RECEIVE_CONTACT,
            (*_PRACTICE, R.ADMIN, R.LADO, R.FEED),
            "contacts are logged by MASH admin, by those who work the queue, by the LADO and by the feeds.",
        ),
        _p(
            Action.KEEP_LIST,
            (*_PRACTICE, R.ADMIN),
            "lists of contacts are uploaded and kept by MASH admin and by those who work the queue.",
        ),
        _p(
            Action.TAKE_OVER_LIST,
            _MANAGING,
            "a list that waits is taken over by managers and the emergency duty team.",
        ),
        _p(
            Action.CLAIM,
            _PRACTICE,
            "contacts are claimed by screening officers, social workers and managers.",
        ),
        _p(Action.RELEASE, _PRACTICE, "whoever claimed a contact may release it."),
        _p(
            Action.RELEASE_FOR_ANOTHER,
            _MANAGING,
            "releasing what somebody else holds is for managers and the emergency duty team.",
        ),
        _p(
            Action.HAND_OVER,
            _PRACTICE,
            "whoever holds a contact may offer it to a colleague, who accepts or declines.",
        ),
        _p(
            Action.ALLOCATE,
            _MANAGING,
            "giving a contact to somebody, and moving one, is for managers and the emergency duty team.",
        ),
        _p(
            Action.OWN,
            _MANAGING,
            "one manager decides a contact from start to finish; managers and the emergency duty team settle who.",
        ),
        _p(
            Action.UNDO, _PRACTICE, "whoever did the last thing with a contact may undo it for a short while."
        ),
        _p(
            Action.RATE,
            _QUALIFIED,
            "a child is rated by a qualified social worker or a manager.",
        ),
        _p(
            Action.RECORD_SAFE_NOW,
            (*_PRACTICE, R.ADMIN),
            "where a child is now is written down by whoever takes the call: those who work the queue and MASH admin.",
        ),
        _p(
            Action.WRITE_NOTE,
            (*_PRACTICE, R.ADMIN),
            "notes, and advice without a contact, are written by those who work the queue and by MASH admin.",
        ),
        _p(
            Action.RECORD_GRADING,
            _PRACTICE,
            "a grading of a domestic abuse incident is recorded by those who work the queue.",
        ),
        _p(
            Action.RECORD_CONSENT,
            _PRACTICE,
            "consent, and what a family knows, is recorded by those who work the queue.",
        ),
        _p(
            Action.RECORD_FACTS,
            _PRACTICE,
            "facts of people, such as sex, school and parents, are recorded by those who work the queue.",
        ),
        _p(
            Action.DISPENSE_WITH_CONSENT,
            _MANAGING,
            "going on without consent is decided by managers and the emergency duty team.",
        ),
        _p(
            Action.SUSPECT_HARM,
            _MANAGING,
            "reasonable cause to suspect significant harm is recorded by managers and the emergency duty team.",
        ),
        _p(
            Action.REQUEST,
            _QUALIFIED,
            "agencies are asked for information by social workers, managers and the emergency duty team.",
        ),
        _p(
            Action.CONFIRM_REQUEST,
            _MANAGING,
            "a request that was sent at once is confirmed by managers and the emergency duty team.",
        ),
        _p(
            Action.ANSWER_REQUEST,
            PARTNERS,
            "what an agency is asked is opened by its own people.",
        ),
        _p(
            Action.SETTLE_MATCH,
            _PRACTICE,
            "whether two contacts are of one family is said by those who work the queue.",
        ),
        _p(
            Action.JOIN_IDENTITY,
            _PRACTICE,
            "whether records of two contacts are of one person is said by those who work the queue.",
        ),
        _p(
            Action.CONFIRM_JOIN,
            _MANAGING,
            "records with fewer than two matching facts are joined by a manager, or the emergency duty team.",
        ),
        _p(
            Action.FIND,
            (*_PRACTICE, R.HEAD_OF_SERVICE, R.ADMIN, *PARTNERS, R.LADO, R.QA, R.DATA_OFFICER),
            "a live contact is found by whoever sees the board; by name only where names are shown.",
        ),
        _p(
            Action.RESTRICT,
            _MANAGING,
            "restricting a contact and naming who may know of it is for managers and the emergency duty team.",
        ),
        _p(
            Action.CLOSE,
            _MANAGING,
            "a contact leaves the board, and comes back to it, by a manager's word, or the emergency duty team's.",
        ),
        _p(Action.HOLD, (R.SERVICE_MANAGER,), "a legal hold is placed and lifted by the service manager."),
        _p(
            Action.PROTECT,
            _QUALIFIED,
            "a protective measure is recorded by a qualified social worker or a manager.",
        ),
        _p(Action.REVIEW, _MANAGERS, "what has been open for long is reviewed by a manager."),
        _p(Action.ANSWER_STRATEGY, _MANAGING, "whether a strategy discussion is held is said by a manager."),
        _p(
            Action.HIDE_REFERRER,
            (*_PRACTICE, R.ADMIN),
            "that a referrer is not to be named is recorded by those who work the queue and by MASH admin.",
        ),
        _p(Action.NAME_REFERRER, _MANAGERS, "only a manager may lift that a referrer is not to be named."),
        _p(
            Action.REDACT,
            _PRACTICE,
            "texts that describe a referrer are redacted by those who work the case.",
        ),
        _p(
            Action.SEE_ENGINE,
            (R.ADMIN, *_MANAGERS, R.HEAD_OF_SERVICE),
            "whether reminders work is for MASH admin and managers to see.",
        ),
        _p(
            Action.SEE_HANDOVER,
            (*_MANAGING, R.HEAD_OF_SERVICE),
            "what the whole hub hands over at shift change is read by managers, the emergency duty team and the head of service.",
        ),
        _p(Action.PAIR_SCREEN, _MANAGERS, "screens are paired and withdrawn by managers."),
        _p(
            Action.KEEP_VISIT,
            (*_PRACTICE, R.HEAD_OF_SERVICE, R.ADMIN, R.LADO, R.DATA_OFFICER),
            "visitors in the room are said to be there, or gone, by the hub's own staff.",
        ),
        _p(Action.END_SESSIONS, _MANAGERS, "ending somebody's session is for managers."),
        _p(Action.END_SEAT, _MANAGERS, "a seat is ended by a manager, and never by the person whose it is."),
        _p(
            Action.GIVE_SEAT,
            (R.ADMIN, *_MANAGERS),
            "seats are given by MASH admin and managers, each only some of them.",
        ),
        _p(
            Action.CONFIRM_SEAT,
            _MANAGERS,
            "a seat that decides, restricts or keeps the policy is confirmed by a second manager.",
        ),
        _p(
            Action.READ_FEED,
            (*_PRACTICE, R.ADMIN, R.QA, R.DATA_OFFICER),
            "the event feed is read by the hub's own staff, not by partners.",
        ),
        _p(Action.AMEND_POLICY, (R.SERVICE_MANAGER,), "how the hub works is changed by the service manager."),
        _p(
            Action.KEEP_DIRECTORY,
            (R.ADMIN, *_MANAGERS),
            "how people are reached, and what did not reach them, is looked after by MASH admin and managers.",
        ),
        _p(
            Action.CONFIRM_ENTRY,
            (*_PRACTICE, R.ADMIN),
            "the agencies' numbers and mailboxes are read and confirmed by those who work the queue and by MASH admin.",
        ),
        _p(
            Action.ASK_OUTSIDE,
            (*_PRACTICE, R.ADMIN),
            "people outside are asked by a link, called with its code and taken off it by those who work the queue and by MASH admin.",
        ),
        _p(
            Action.DECLARE_INTEREST,
            (*_PRACTICE, R.HEAD_OF_SERVICE, R.ADMIN, *PARTNERS, R.LADO, R.QA, R.DATA_OFFICER),
            "an interest in a family is declared by everybody who sees the board.",
        ),
        _p(
            Action.MARK_INTEREST,
            (*_PRACTICE, R.ADMIN),
            "a colleague's interest in a family is marked by those who work the queue and by MASH admin.",
        ),
        _p(
            Action.DECIDE_INTEREST,
            _MANAGERS,
            "an interest in a family is confirmed or ended by a manager, and never by the person whose it is.",
        ),
        _p(
            Action.MAP_WORDS,
            (R.DATA_OFFICER,),
            "the codes of senders' local words are kept by data officers.",
        ),
        _p(
            Action.KEEP_ROTA,
            (*_MANAGERS, R.ADMIN),
            "the rota and the agencies' hours are kept by managers and MASH admin.",
        ),
    )
}


def seats_that_may(action: Action) -> tuple[Role, ...]:
    """The roles that may do this."""
    return tuple(sorted(PERMISSIONS[action].roles))


def may(roles: Iterable[Role], action: Action) -> bool:
    """Whether any of these roles may do this."""
    return not PERMISSIONS[action].roles.isdisjoint(roles)


class Lens(StrEnum):
    """A named row of the fields table. At most eight a hub."""

    PRACTICE = "practice"  # works the case: everything but the safe contact, which is asked for
    SUPPORT = "support"  # logs and chases: names and summary, not the harm in detail
    AUDIT = "audit"  # reads along
    PARTNER = "partner"  # reference, colour, times
    FIGURES = "figures"  # counts and codes


_LENS_ORDER = (Lens.PRACTICE, Lens.SUPPORT, Lens.AUDIT, Lens.PARTNER, Lens.FIGURES)
_LENS_OF_ROLE: dict[Role, Lens] = (
    dict.fromkeys((*_PRACTICE, R.HEAD_OF_SERVICE), Lens.PRACTICE)
    | dict.fromkeys(PARTNERS, Lens.PARTNER)
    | {
        R.ADMIN: Lens.SUPPORT,
        R.LADO: Lens.AUDIT,
        R.QA: Lens.AUDIT,
        R.DATA_OFFICER: Lens.FIGURES,
        R.EXECUTIVE: Lens.FIGURES,
        R.FEED: Lens.FIGURES,
    }
)


def lens_of(roles: Iterable[Role]) -> Lens:
    """The widest lens of these roles."""
    return min((_LENS_OF_ROLE[r] for r in roles), key=_LENS_ORDER.index)


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled field of a record and the lenses that see it, with the reason in words."""

    record: str
    name: str
    lenses: frozenset[Lens]
    sentence: str


_WORKING = frozenset((Lens.PRACTICE, Lens.SUPPORT, Lens.AUDIT))
_CASE = frozenset((Lens.PRACTICE, Lens.AUDIT))
_ALL = frozenset(Lens)

FIELDS: dict[tuple[str, str], Field] = {
    (f.record, f.name): f
    for f in (
        Field("contact", "ref", _ALL, "a reference tells nothing by itself."),
        Field("contact", "rag", _ALL, "colour and shape are what the room works by."),
        Field("contact", "times", _ALL, "due times are what the room works by."),
        Field(
            "contact",
            "holder",
            frozenset(Lens) - {Lens.FIGURES},
            "who has it is known to all who work together; figures need no names.",
        ),
        Field("contact", "family", _WORKING, "the family's name is for those who work or audit the case."),
        Field(
            "contact", "source", _WORKING, "who approached us can itself endanger, so partners do not see it."
        ),
        Field("contact", "concern", _WORKING, "what the worry is about is for those who work the case."),
        Field(
            "contact", "flags", _WORKING, "that parents are not aware is for those who might speak to them."
        ),
        Field("contact", "summary", _WORKING, "what was reported is for those who work the case."),
        Field(
            "contact",
            "harm_detail",
            frozenset(),
            "the harm in graphic detail is in no view; it is asked for, shown and logged.",
        ),
        Field(
            "contact",
            "referrer",
            _CASE,
            "who told us is for those who work the case, unless they asked not to be known.",
        ),
        Field(
            "contact",
            "grading",
            _CASE,
            "gradings, the sender's and later ones, are for those who work the case.",
        ),
        Field("contact", "release_reason", _WORKING, "why it was let go is for those who may take it up."),
        Field("contact", "hand_over", _WORKING, "what is left to do is for those who may take it up."),
        Field(
            "contact",
            "protection",
            _CASE,
            "what protects a child and until when is for those who work the case.",
        ),
        Field("contact", "late_information", _CASE, "late information is for those who work the case."),
        Field(
            "contact", "consent", _CASE, "what a family agreed to and knows is for those who work the case."
        ),
        Field(
            "contact",
            "facts",
            _CASE,
            "sex, ethnicity, disability, language, school, GP and relations are for those who work the case.",
        ),
        Field(
            "contact",
            "requests",
            _WORKING,
            "which agencies are asked, what and why, is for those who work the case or chase it.",
        ),
        Field("contact", "notes", _CASE, "what was said by telephone is for those who work the case."),
        Field("contact", "strategy", _WORKING, "why a strategy discussion is needed guides the work."),
        Field(
            "contact",
            "safe_now",
            _WORKING,
            "that it is not known where a child is, is for those who work the case.",
        ),
        Field(
            "contact",
            "matches",
            _WORKING,
            "which contacts look like one family is for those who work the case.",
        ),
        Field(
            "child", "safe_now", _CASE, "where a child is now and with whom is for those who work the case."
        ),
        Field("child", "name", _WORKING, "children's names are for those who work the case."),
        Field(
            "child", "age", _WORKING, "ages are for those who work the case; with a colour they can identify."
        ),
        Field("child", "born_on", _CASE, "birth dates are for those who work the case."),
        Field("child", "school", _CASE, "the school is for those who work the case."),
        Field("child", "address", _CASE, "where a child lives is for those who work the case."),
        Field("child", "rating_reason", _CASE, "why a child was rated is for those who work the case."),
        Field("adult", "name", _CASE, "adults' names are for those who work the case."),
        Field("adult", "role", _CASE, "an adult's part in it is for those who work the case."),
        Field("adult", "address", _CASE, "addresses are for those who work the case."),
        Field(
            "adult",
            "safe_contact",
            frozenset(),
            "a safe contact is in no view; it is asked for, shown once and logged.",
        ),
    )
}


def sees(lens: Lens, record: str, field: str) -> bool:
    """Whether this lens shows this field."""
    return lens in FIELDS[record, field].lenses


def seen_by(lens: Lens) -> Callable[[str, str], bool]:
    """The same for one lens, as a question that views are emptied by."""
    return partial(sees, lens)
