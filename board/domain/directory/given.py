"""An entry as somebody types it, read once for pages, API and command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from board.domain.characters import unshowable, without_letter
from board.domain.directory.entries import Answered, EntryKind, HowConfirmed
from board.domain.directory.numbers import number_of
from board.domain.refusals import BadInput, Refusal

LONGEST: Final = 100
MOST_DEPUTIES: Final = 10
_MAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


@dataclass(frozen=True, slots=True)
class Given:
    """An entry as it will be kept."""

    kind: EntryKind
    address: str
    name: str
    deputies: tuple[str, ...]
    answered: Answered


def given_entry(
    kind: str, address: str, name: str, deputies: Iterable[str] = (), answered: str = Answered.ALWAYS
) -> Given:
    """Read what was typed. Raises BadInput with a sentence for each field that cannot be read."""
    errors: dict[str, str] = {}
    names = tuple(dict.fromkeys(one for one in (" ".join(each.split()) for each in deputies) if one))
    name = " ".join(name.split())
    if kind not in tuple(EntryKind):
        errors["kind"] = "Select a telephone number or a mailbox."
    elif not address.strip():
        errors["address"] = "Enter the number." if kind == EntryKind.TELEPHONE else "Enter the mail address."
    if not name:
        errors["name"] = "Enter the person or desk that answers, such as Switchboard."
    elif why := _unfit(name):
        errors["name"] = why
    if len(names) > MOST_DEPUTIES:
        errors["deputies"] = f"Enter {MOST_DEPUTIES} deputies or fewer."
    elif why := next((found for found in map(_unfit, names) if found), None):
        errors["deputies"] = why
    if answered not in tuple(Answered):
        errors["answered"] = "Select when it is answered."
    if not errors or not errors.keys() & {"kind", "address"}:
        address = _address(EntryKind(kind), address, errors)
    if errors:
        raise BadInput(errors)
    return Given(EntryKind(kind), address, name, names, Answered(answered))


def given_how(how: str) -> HowConfirmed:
    """How it was confirmed. Raises BadInput."""
    try:
        return HowConfirmed(how)
    except ValueError:
        raise BadInput({"how": "Select how you confirmed it."}) from None


def is_mail_address(address: str) -> bool:
    """Whether mail can be sent to this."""
    return bool(_MAIL.fullmatch(address)) and address.isascii() and len(address) <= 2 * LONGEST


def fields_of(given: Mapping[str, str]) -> Given:
    """The same from the fields of a form, with a deputy on each line."""
    rest = {name: given[name] for name in ("kind", "address", "name", "answered")}
    return given_entry(deputies=given["deputies"].splitlines(), **rest)


def _unfit(name: str) -> str | None:
    if len(name) > LONGEST:
        return f"Enter a name of {LONGEST} characters or fewer."
    return unshowable(name) or ("Enter a name with letters in it." if without_letter(name) else None)


def _address(kind: EntryKind, typed: str, errors: dict[str, str]) -> str:
    if kind is EntryKind.TELEPHONE:
        try:
            return number_of(typed, "address") or ""
        except Refusal as refusal:
            errors.update(refusal.errors)
            return ""
    address = typed.strip().lower()
    if not is_mail_address(address):
        errors["address"] = "Enter a mail address, such as safeguarding@police.example."
    return address
