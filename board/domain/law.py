"""Numbers of the law and of statutory guidance, each once, with where it comes from. No hub may change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """A time limit that is the same in every hub, in working days, days or hours.

    sentence: what must be done; source and dated: where it stands and since when.
    """

    sentence: str
    source: str
    dated: str
    working_days: int = 0
    days: int = 0
    hours: int = 0


DECISION: Final = LegalLimit(
    working_days=1,
    sentence=(
        "Within one working day of receiving a referral, a social worker decides what happens next and tells the referrer, "
        "whatever colour the children have."
    ),
    source="Working Together to Safeguard Children, statutory guidance, HM Government",
    dated="2023 edition, December 2023; the edition of March 2026, which replaces it, is taken to say the same",
)

POLICE_PROTECTION: Final = LegalLimit(
    hours=72,
    sentence="No child is kept in police protection for more than 72 hours.",
    source="Children Act 1989, section 46(6)",
    dated="in force since 14 October 1991",
)

EMERGENCY_PROTECTION_ORDER: Final = LegalLimit(
    days=8,
    sentence=(
        "An emergency protection order lasts at most eight days, or until noon of the next day that is no public holiday when the "
        "last of them is one; a court may lengthen it once, by seven days at most, which is recorded as another."
    ),
    source="Children Act 1989, section 45(1), (2), (5) and (6)",
    dated="in force since 14 October 1991",
)

PROTECTION_NOTICE: Final = LegalLimit(
    hours=48,
    sentence=(
        "A magistrates' court hears the application within 48 hours of a domestic abuse protection notice being given, Sundays, "
        "Christmas Day, Good Friday and bank holidays not counted; the same for a domestic violence protection notice."
    ),
    source="Domestic Abuse Act 2021, section 29(2) and (3); Crime and Security Act 2010, section 27",
    dated="2021 Act, section 29 as enacted 29 April 2021; 2010 Act where the newer notices are not yet used",
)
