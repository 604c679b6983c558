"""Telephone numbers in one form, read from what people type by the library that carries the world's numbering plans."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from board.domain.refusals import NumberUnreadable

_TYPED: Final = re.compile(
    r"\s*(?P<number>\+?[\d\s().\-\u2010-\u2013]{5,30}?)\s*(?:(?:ext|x|extension|;ext=)[.:]?\s*(?P<ext>\d{1,6}))?\s*",
    re.IGNORECASE | re.ASCII,
)
# Numbers set aside for drama by Ofcom, which the plans do not list; invented people have these.
_INVENTED: Final = re.compile(r"\+44(1632960\d{3}|7700900\d{3})")
# Dear or forwarded to anywhere: no agency is called there, and nothing is sent there.
_REFUSED: Final = frozenset(
    {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PERSONAL_NUMBER, PhoneNumberType.PAGER}
)
_TEXTED: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def number_of(typed: str, field: str, *, extension: bool = True) -> str | None:
    """The number as it is kept: +441632960001, or +441632960001;ext=12. None for nothing typed.

    extension: whether one may follow. Raises NumberUnreadable, with the field.
    """
    if not typed.strip():
        return None
    found = _TYPED.fullmatch(
        " ".join(typed.split())
    )  # pages that numbers are copied from have spaces of every width
    number = _parsed(found["number"]) if found else None
    if found is None or number is None or (found["ext"] and not extension):
        refusal = NumberUnreadable()
        refusal.errors[field] = refusal.sentence
        raise refusal
    kept = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{kept};ext={found['ext']}" if found["ext"] else kept


def is_number(kept: str) -> bool:
    """Whether this is a number in the form in which numbers are kept, and one that can be called."""
    try:
        return number_of(kept, "number") == kept
    except NumberUnreadable:
        return False


def takes_text(kept: str) -> bool:
    """Whether a text message to this number can arrive."""
    number = _parsed(kept) if ";" not in kept and is_number(kept) else None
    if number is None:
        return False
    return kept.startswith("+447700900") or phonenumbers.number_type(number) in _TEXTED


def shown(kept: str) -> str:
    """The number as people write and dial it here; what is no number, as it was typed."""
    if not is_number(kept):
        return kept
    bare, _, extension = kept.partition(";ext=")
    number = phonenumbers.parse(bare)
    home = number.country_code == 44
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    words = phonenumbers.format_number(number, style)
    return f"{words} ext {extension}" if extension else words


def _parsed(typed: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, "GB")
    except NumberParseException:
        return None
    if _INVENTED.fullmatch(phonenumbers.format_number(number, PhoneNumberFormat.E164)):
        return number
    valid = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) not in _REFUSED
    return number if valid else None
