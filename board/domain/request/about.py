"""The people a request asks about, and the identifiers by which an agency finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from board.domain.characters import unshowable
from board.domain.refusals import BadInput

LONGEST: Final = 500
_WEIGHTS: Final = range(10, 1, -1)


@dataclass(frozen=True, slots=True)
class About:
    """One person of the contact: a child or an adult, by number. with_address: the agency may know the address that the contact holds."""

    child_id: int | None = None
    adult_id: int | None = None
    nhs_number: str | None = None
    former_names: str | None = None
    gp: str | None = None
    earlier_addresses: str | None = None
    with_address: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """Child or adult, and its number."""
        return ("child", self.child_id) if self.child_id is not None else ("adult", self.adult_id or 0)


def given_about(people: Sequence[About]) -> tuple[About, ...]:
    """The same as they will be kept. Raises BadInput with the field of each that is wrong, such as about.0.nhs_number."""
    if not people:
        raise BadInput({"about": "Select at least one child or adult."})
    errors: dict[str, str] = {}
    made = tuple(_given(n, one, errors) for n, one in enumerate(people))
    if len({one.key for one in made}) < len(made):
        errors["about"] = "A person is named twice. Name each of them once."
    if errors:
        raise BadInput(errors)
    return made


def _given(n: int, one: About, errors: dict[str, str]) -> About:
    if (one.child_id is None) == (one.adult_id is None):
        errors[f"about.{n}"] = "Name one child or one adult."
    texts: dict[str, Any] = {}
    for field in ("former_names", "gp", "earlier_addresses"):
        words = " ".join((getattr(one, field) or "").split())
        if why := unshowable(words):
            errors[f"about.{n}.{field}"] = why
        elif len(words) > LONGEST:
            errors[f"about.{n}.{field}"] = f"Keep it under {LONGEST} characters; this has {len(words)}."
        texts[field] = words or None
    number = "".join((one.nhs_number or "").split()).replace("-", "")
    if number and not is_nhs_number(number):
        errors[f"about.{n}.nhs_number"] = "This is not an NHS number: check its 10 digits, or leave it blank."
    return replace(one, nhs_number=number or None, **texts)


def is_nhs_number(digits: str) -> bool:
    """Whether these are ten digits of which the last is the check digit (NHS Data Dictionary, NHS NUMBER)."""
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
