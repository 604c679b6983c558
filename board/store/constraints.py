"""Constraint names are API: which refusal a violated one means."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from board.domain.refusals import (
    AgencyKeyTaken,
    AlreadyInDirectory,
    AppendOnly,
    CallerAsked,
    EmailTaken,
    ForStaff,
    HubKeyTaken,
    NoCodeThere,
    OwnEntry,
    OwnGrant,
    OwnGuest,
    OwnSeat,
    Refusal,
    ScreenNameTaken,
    UnderLegalHold,
)


def _known_to_one() -> Refusal:
    return NoCodeThere(why="the person who asked for the link or gave the seat confirmed the number")


REFUSALS: dict[str, Callable[[], Refusal]] = {
    "people_email_once": EmailTaken,
    "screens_name_once": ScreenNameTaken,
    "hubs_key_once": HubKeyTaken,
    "agencies_key_once": AgencyKeyTaken,
    "agency_entries_once": AlreadyInDirectory,
    "agency_entries_confirmed_by_another": OwnEntry,
    "guests_confirmed_by_another": OwnGuest,
    "link_codes_called_by_another": CallerAsked,
    "link_codes_confirmed_by_another": _known_to_one,
    "staff_alone": ForStaff,
    "seats_given_by_another": OwnGrant,
    "seats_ended_by_another": OwnSeat,
    "seat_grants_confirmed_by_another": OwnGrant,
    "seat_grants_not_own": OwnGrant,
    "legal_hold": UnderLegalHold,
    "events_append_only": AppendOnly,
    "readings_append_only": AppendOnly,
    "safe_now_append_only": AppendOnly,
}


def constraint_of(error: IntegrityError) -> str | None:
    """The violated constraint's name, as PostgreSQL says it."""
    cause = getattr(error.orig, "__cause__", None)
    name = getattr(cause, "constraint_name", None)
    return str(name) if name else None


def refusal_for(error: IntegrityError) -> Refusal | None:
    """The refusal this violation means, if it is one a person should read."""
    make = REFUSALS.get(constraint_of(error) or "")
    return make() if make else None
