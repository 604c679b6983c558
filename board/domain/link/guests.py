"""A guest as somebody types one, read once for pages and API; and what a person states before a link opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from board.domain.characters import unshowable, without_letter
from board.domain.directory.given import is_mail_address
from board.domain.refusals import BadInput

LONGEST: Final = 100
LONGEST_QUESTION: Final = 2000
LONGEST_ANSWER: Final = 20_000


@dataclass(frozen=True, slots=True)
class GivenGuest:
    """A guest as they will be kept. agency: its key. entry_id: the entry of the directory that is their work number."""

    name: str
    agency: str
    email: str
    entry_id: int


def given_guest(name: str, agency: str, email: str, entry: str | int) -> GivenGuest:
    """Read what was typed. Raises BadInput with a sentence for each field that cannot be read."""
    errors: dict[str, str] = {}
    name, email = " ".join(name.split()), email.strip().lower()
    if why := _no_name(name, "Enter the person's name."):
        errors["name"] = why
    if not agency:
        errors["agency"] = "Select an agency of this hub."
    if not is_mail_address(email):
        errors["email"] = "Enter the work address, such as d.lead@hillside.schools.example."
    if not str(entry).isdecimal() or len(str(entry)) > 18:
        errors["entry"] = "Select the number at which the person works."
    if errors:
        raise BadInput(errors)
    return GivenGuest(name, agency, email, int(entry))


def given_self(name: str, role: str) -> tuple[str, str]:
    """Name and role as the person of a link states them. Raises BadInput."""
    errors: dict[str, str] = {}
    name, role = " ".join(name.split()), " ".join(role.split())
    if why := _no_name(name, "Enter your name."):
        errors["name"] = why
    if why := _no_name(role, "Enter your role, such as designated safeguarding lead."):
        errors["role"] = why
    if errors:
        raise BadInput(errors)
    return name, role


def given_text(text: str, field: str, missing: str, most: int) -> str:
    """Some paragraphs as they will be kept. missing: the sentence for none. Raises BadInput naming the field."""
    words = text.replace("\r\n", "\n").strip()
    if not words or without_letter(words):
        raise BadInput({field: missing})
    if why := unshowable(words, "\n\t"):
        raise BadInput({field: why})
    if len(words) > most:
        raise BadInput({field: f"Keep it under {most} characters; this has {len(words)}."})
    return words


def _no_name(name: str, missing: str) -> str | None:
    if not name:
        return missing
    if len(name) > LONGEST:
        return f"Enter {LONGEST} characters or fewer."
    return unshowable(name) or ("Enter something with letters in it." if without_letter(name) else None)
