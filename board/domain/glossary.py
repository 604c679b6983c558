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
LISTS: Final = (
    Term(
        "For your eyes",
        "messages to you, a line each; several that say the same are one line that opens. Seen ends one, everywhere, and does no work.",
    ),
    Term("Offered to you", "a colleague would hand this over. It stays theirs until you accept."),
    Term("Restricted to you", "contacts that exist only for the people named on them, of whom you are one."),
    Term(
        "Red, unclaimed too long",
        "nobody had it within its time. It stands on top of every desk until somebody claims it.",
    ),
    Term("Filter", "shows a part of the board. What is red or late and hidden by it is counted beside it."),
)
CONTACT: Final = (
    Term(
        "Contact",
        "one approach to the front door about a family. Its reference tells nothing by itself: say it, not a name.",
    ),
    Term("Referral", "a contact that a manager decided to take up. Not every contact becomes one."),
    Term("Children unknown", "nobody has named a child yet: an alarm, not an empty list."),
    Term(
        "Parents not aware",
        "do not contact the family: a confidential enquiry, or a person is recorded as not aware. It names the people who must not be "
        "contacted, and goes when each of them is aware.",
    ),
    Term(
        "Referrer not to be named",
        "they told us on condition that nobody learns who it was; the board names them to nobody.",
    ),
    Term(
        "Restricted",
        "only the people named know that it exists. It stands on no board and no wall and in no count of anybody else.",
    ),
    Term(
        "Safe now?",
        "where each child is, who is with them, who says that they are safe and when. On a red, what is not known or was said too long ago "
        "is an alarm.",
    ),
    Term(
        "Same family as",
        "another live contact has people of nearly the same name and birth date, or the same home. Compare lays both side by side; "
        "a person says whether they are one family, and nothing is merged.",
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
    Term(
        "Directory",
        "the agencies' numbers and mailboxes. One that no second member of staff has confirmed, or not for long, gets no code and no link.",
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
    Term("Hand over", "you offer it to one colleague and keep it until they accept."),
    Term("Allocate", "a manager gives a contact that nobody has to somebody."),
    Term("Reassign", "a manager moves it to somebody else, with a reason both are told."),
    Term("Deciding manager", "one manager decides it from start to finish; a change has a reason."),
    Term(
        "Undo",
        "whoever did the last thing takes it back, for as long as the hub allows and nobody has done anything since.",
    ),
    Term("Find", "among live contacts, by reference or by name and birth date. Every find is logged."),
    Term("Rate", "a colour for each child, with a reason. The contact takes the colour of its worst child."),
    Term("Close", "it leaves the board by a manager's word. Its record stays and can be read."),
    Term(
        "Restrict", "from now on it exists only for the people named; at least two, so that one may be away."
    ),
)
ROTA: Final = (
    Term(
        "On duty",
        "on the rota now. It says who is here, and allows nothing: what somebody may do comes from their seats.",
    ),
    Term(
        "Duty manager",
        "the manager who is told what nobody else owns; where there is none, every manager on duty.",
    ),
    Term("Duty chair", "chairs the strategy meetings of the day."),
    Term(
        "Nobody on duty", "hub and agency are open, the hub wants somebody of this role here, and nobody is."
    ),
    Term(
        "Held by somebody who has left",
        "its holder went off duty and still holds it. It goes back to nobody by itself: a manager reassigns it.",
    ),
    Term(
        "Hub hours",
        "when the hub works. Clocks of its contacts run in them, and so do reminders to agencies without hours of their own.",
    ),
    Term(
        "An agency’s hours",
        "when people of that agency work, with its closed days. Reminders to them come then, unless they run through the night.",
    ),
)
REMINDERS: Final = (
    Term(
        "Reminders",
        "each clock reminds people one after the other: whoever holds it, the deciding manager, the service manager, the head of service. "
        "Who of them and when is the hub’s policy.",
    ),
    Term(
        "Seen",
        "you have read it: the next reminder waits for half an hour, and then comes if nothing has happened.",
    ),
    Term("Urgent", "by every way at once; unread for ten minutes it goes to the next person."),
    Term(
        "Telephone now",
        "somebody did not read what is urgent. Ring them at the number that stands there, then say It is done.",
    ),
    Term(
        "A message did not arrive",
        "it was refused or came back. Whoever has it on their desk rings, and then says It is done.",
    ),
    Term(
        "Reminders have stopped",
        "no worker looks after the clocks: nothing turns late by itself and nobody is reminded. Watch the clocks yourselves.",
    ),
    Term("Reminders are late", "the worker is behind. What is due waits its turn."),
    Term(
        "Will be late",
        "a forecast: which clocks will not be met if nothing moves, and why. It moves no card; it is reckoned from who is on duty and what "
        "they have to do first.",
    ),
)
PROTECTION: Final = (
    Term(
        "Protective measure",
        "what protects a child or family for a time. Its clock runs by day and by night until somebody says that it is over.",
    ),
    Term("Police protection (s46)", "at most 72 hours, by law; for one child."),
    Term(
        "Emergency protection order",
        "ends when the order says, at most eight days after it was made; for one child.",
    ),
    Term(
        "Protection notice (DVPN or DAPN)",
        "48 hours until a court hears the application; Sundays and bank holidays do not count.",
    ),
    Term("Bail conditions", "end when the custody officer or the court says."),
    Term("Review", "a contact is open for a month: a manager looks at it and says why it still is."),
    Term(
        "Meet to review",
        "when a manager and whoever holds it meet for that. Their calendars say MASH meeting, with no name and no reference.",
    ),
)
WALL: Final = (
    Term(
        "Wall",
        "the screen in the room: references, colours, roles and times. No name, no source, nothing that says what the worry is.",
    ),
    Term(
        "Needs somebody now",
        "red or not yet rated and held by nobody, or late: first and biggest on the wall.",
    ),
    Term(
        "Visitors",
        "the key V: every wall shows counts only, at once, until they have left or the time is over.",
    ),
    Term("Counts only", "what the wall shows while there are visitors."),
    Term(
        "Dark",
        "while the hub is closed: a clock and the reds that need somebody. A screen that says nothing for 90 seconds is called dark too.",
    ),
    Term("23 more, next due 11:40", "what does not fit on the wall is counted, with the first time in it."),
)
POLICY: Final = (
    Term(
        "How this hub works",
        "its policy: limits, hours, ladders of reminders, colours. The law’s one working day is no setting.",
    ),
    Term("Show what changes", "a change is laid beside what counts now, before it counts."),
    Term(
        "In force",
        "the version that counts now. One for later begins by itself, and the clocks of what is live are counted anew by it.",
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
    Term("Names away", "takes names off your desk and out of print; your work and what you typed stay."),
    Term("Keys", "everything done all day has a key; ? shows them."),
    Term("Is looking", "a colleague has this contact open now. It claims nothing."),
    Term("Why here", "on a card: why it stands where it stands, and what would move it."),
)
ORDER: Final = (
    "On top stands what bites first: the most urgent colour together with what nobody has rated, then the other colours. In each, what "
    "is due soonest; what is late stays first. A rating, a claim or closing it moves a card; nothing else does."
)
