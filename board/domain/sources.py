"""Who approaches a front door: the national code set, and a list of local labels that map onto it.

National codes: DfE children in need census, item N00152 "referral source", as of the 2025 to 2026 return (which added 5D).
A hub may keep its own list; MARAC has no national code of its own, so a hub says whose contact it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

DFE_CODES: Final = {
    "1A": "Individual: family member, relative or carer",
    "1B": "Individual: acquaintance",
    "1C": "Individual: self",
    "1D": "Individual: other",
    "2A": "Schools",
    "2B": "Education services",
    "3A": "Health: GP",
    "3B": "Health: health visitor",
    "3C": "Health: school nurse",
    "3D": "Health: other primary health services",
    "3E": "Health: A&E",
    "3F": "Health: other",
    "4": "Housing",
    "5A": "Local authority: social care, such as adults",
    "5B": "Local authority: other internal",
    "5C": "Local authority: external, another authority",
    "5D": "Local authority: early help",
    "6": "Police",
    "7": "Other legal agency",
    "8": "Other",
    "9": "Anonymous",
    "10": "Unknown",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A local name for who approaches, and what it counts as nationally."""

    code: Annotated[str, "The word in lists and in the API, lower case with underscores."]
    label: Annotated[str, "What people read."]
    dfe_code: Annotated[str, "The national code it is returned as (children in need census, N00152)."]

    def __post_init__(self) -> None:
        if self.dfe_code not in DFE_CODES:
            raise ValueError(f"{self.dfe_code} is no national source code")


DEFAULT_SOURCES: Final = tuple(
    Source(code, label, dfe_code)
    for code, label, dfe_code in (
        ("family_member", "Family member, relative or carer", "1A"),
        ("neighbour", "Neighbour or friend", "1B"),
        ("child_minder", "Child minder", "1B"),
        ("self", "The child or young person", "1C"),
        ("member_of_public", "Member of the public", "1D"),
        ("elected_member", "MP or councillor", "1D"),
        ("school", "School", "2A"),
        ("nursery", "Nursery or pre-school", "2B"),
        ("college", "College", "2B"),
        ("education_service", "Education service", "2B"),
        ("gp", "GP", "3A"),
        ("health_visitor", "Health visitor", "3B"),
        ("school_nurse", "School nurse", "3C"),
        ("dentist", "Dentist or other primary health", "3D"),
        ("hospital", "Hospital A&E", "3E"),
        ("hospital_ward", "Hospital ward or clinic", "3F"),
        ("midwife", "Midwife", "3F"),
        ("ambulance", "Ambulance service", "3F"),
        ("camhs", "CAMHS", "3F"),
        ("adult_mental_health", "Adult mental health", "3F"),
        ("substance_misuse", "Drug and alcohol service", "3F"),
        ("housing", "Housing", "4"),
        ("adult_social_care", "Adult social care", "5A"),
        ("emergency_duty_team", "Emergency duty team", "5A"),
        ("youth_justice", "Youth justice service", "5B"),
        ("council_other", "Another council service", "5B"),
        ("other_authority", "Another local authority", "5C"),
        ("early_help", "Early help or Family Help", "5D"),
        ("police", "Police", "6"),
        ("probation", "Probation", "7"),
        ("court", "Court", "7"),
        ("cafcass", "Cafcass", "7"),
        ("prison", "Prison", "7"),
        ("immigration", "Home Office immigration", "7"),
        ("idva", "IDVA or domestic abuse service", "8"),
        ("voluntary", "Charity or voluntary group", "8"),
        ("childrens_centre", "Children's centre", "8"),
        ("other", "Other", "8"),
        ("anonymous", "Anonymous", "9"),
        ("unknown", "Not known", "10"),
    )
)
