"""The words on the screens and what they mean, for the help page: short, and the same in every hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it stands on a screen, and its meaning."""

    word: str
    meaning: str


COLUMNS: Final = (
    Term(
        "Waiting to be claimed",
        "contacts nobody has. What bites first is on top; Take the next most urgent claims the top one for you.",
    ),
    Term("In hand", "contacts somebody has claimed, and who that is. You may open them and read along."),
    Term(
        "My work",
        "contacts you hold. Above it stands what asks for your eyes; below it what is restricted to you, if anything is.",
    ),
)
CONTACT: Final = (
    Term(
        "Contact",
        "one approach to the front door about a family. Its reference tells nothing by itself: say it, not a name.",
    ),
    Term("Referral", "a contact that a manager decided to take up. Not every contact becomes one."),
    Term("Children unknown", "nobody has named a child yet: an alarm, not an empty list."),
    Term("Parents not aware", "a confidential enquiry: do not contact the family."),
    Term(
        "Referrer not to be named",
        "they told us on condition that nobody learns who it was; the board names them to nobody.",
    ),
    Term(
        "Restricted",
        "only the people named know that it exists. It stands on no board and no wall and in no count of anybody else.",
    ),
    Term(
        "Late information",
        "sent again with other words. What came first stays; whoever holds the contact says they have seen it.",
    ),
    Term(
        "Safe contact",
        "how an adult can be reached without harm: on no page, shown when asked for, every showing logged.",
    ),
    Term(
        "The harm in detail",
        "injuries and acts in graphic detail: on no page, shown when asked for, every showing logged.",
    ),
    Term("Legal hold", "nothing of this record may be removed until the service manager lifts it."),
    Term(
        "Sender’s colour",
        "what the sender thinks. It is shown, and counts as a rating only from a seat that may rate.",
    ),
)
ACTS: Final = (
    Term("Claim", "it is yours, and everybody sees that. Opening a contact claims nothing."),
    Term("Release", "it waits again, with your reason on its card."),
    Term("Rate", "a colour for each child, with a reason. The contact takes the colour of its worst child."),
    Term("Close", "it leaves the board by a manager's word. Its record stays and can be read."),
    Term(
        "Restrict", "from now on it exists only for the people named; at least two, so that one may be away."
    ),
)
SCREEN: Final = (
    Term(
        "Live · checked 10:24:00",
        "at that second the board was read, and everything up to then is on this screen.",
    ),
    Term(
        "Not live",
        "nothing was heard for four and a half seconds: what you see may be old. The page turns grey and goes on trying.",
    ),
    Term(
        "Checking every few seconds",
        "live updates are blocked somewhere on the way, so the page asks instead.",
    ),
    Term("Hold still", "nothing moves on your desk until you let it; what changed meanwhile comes then."),
    Term(
        "Late", "a time has passed and the thing has not been done. It stays late, and on top, until it is."
    ),
    Term("Locked", "nobody used the page for a while. What you typed is still there behind it."),
    Term("Why here", "on a card: why it stands where it stands, and what would move it."),
)
ORDER: Final = (
    "On top stands what bites first: the most urgent colour together with what nobody has rated, then the other colours. In each, what "
    "is due soonest; what is late stays first. A rating, a claim or closing it moves a card; nothing else does."
)
