"""Numbers of the law and of statutory guidance, each once, with where it comes from. No hub may change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """A time limit that is the same in every hub. sentence: what must be done; source and dated: where it stands and since when."""

    working_days: int
    sentence: str
    source: str
    dated: str


DECISION: Final = LegalLimit(
    working_days=1,
    sentence=(
        "Within one working day of receiving a referral, a social worker decides what happens next and tells the referrer, "
        "whatever colour the children have."
    ),
    source="Working Together to Safeguard Children, statutory guidance, HM Government",
    dated="2023 edition, December 2023; the edition of March 2026, which replaces it, is taken to say the same",
)
