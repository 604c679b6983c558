"""Invented families without end: the same seed gives the same ones, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import repeat
from random import Random
from typing import Final

from board.domain.contacts import NewAdult, NewChild, NewContact, SafeContact
from board.rehearsal import words
from board.rehearsal.words import SITUATIONS, Situation

_HOW_MANY: Final = ((1, 2, 3, 4, 5, 6), (38, 32, 17, 8, 3, 2))
_CHILDREN_UNKNOWN: Final = 0.06
_EXPECTING: Final = 0.05
_FAMILY_NOT_NAMED: Final = 0.02
_NOTICE: Final = {"police": "PPN", "school": "MARF", "health_visitor": "MARF", "hospital": "MARF"}
_UNNAMED_SENDERS: Final = ("neighbour", "member_of_public", "anonymous")


def families(
    seed: int, received_at: datetime | Iterable[datetime], *, tag: str | None = None
) -> Iterator[NewContact]:
    """Contacts of invented families, one for each time in received_at; endless when that is one moment for all.

    tag: goes into every sender's reference, so that the same families may come twice and be two; the seed when not given.
    """
    random = Random(f"families {seed}")  # noqa: S311 - nothing secret comes of it
    times = repeat(received_at) if isinstance(received_at, datetime) else received_at
    for number, at in enumerate(times, 1):
        yield family(random, at, f"{tag or seed}-{number:05}")


def family(random: Random, received_at: datetime, reference: str) -> NewContact:
    """The next family out of this random. reference: the sender's own, without the letters it begins with."""
    situation = random.choices(SITUATIONS, [s.weight for s in SITUATIONS])[0]
    source = random.choice(situation.sources)
    today = received_at.date()
    name = _family_name(random)
    children = _children(random, situation, name, today)
    notice = _NOTICE.get(source)
    contact = NewContact(
        source=source,
        received_at=received_at,
        concern=situation.concern,
        summary=_summary(random, situation, children),
        source_reference=f"{notice or source.upper().replace('_', '-')}-{reference}",
        notice_type=notice,
        rag=random.choice(("red", "amber", "green")) if source == "police" else None,
        confidential_enquiry=situation.concern == "honour_based_abuse" or random.random() < 0.08,
        anonymous_referrer=source in _UNNAMED_SENDERS,
        children=children,
        adults=_adults(random, situation, name, today),
    )
    return _with_harm(_graded(random, contact))


def _with_harm(contact: NewContact) -> NewContact:
    """Some senders tell the harm in detail. From a random of its own, so that families stay the ones their seed makes."""
    random = Random(f"harm {contact.summary} {contact.children}")  # noqa: S311 - nothing secret comes of it
    told = words.HARM.get(contact.concern)
    return replace(contact, harm_detail=random.choice(told)) if told and random.random() < 0.5 else contact


def more_from_sender(random: Random, new: NewContact) -> NewContact:
    """The same contact as its sender tells it a little later."""
    return replace(new, summary=f"{new.summary} {random.choice(words.MORE)}")


def another_child(random: Random, name: str | None, today: date) -> NewChild:
    """A child who becomes known later."""
    return _child(random, name, random.randint(0, 14), today)


def _family_name(random: Random) -> str:
    if random.random() < 0.03:
        return random.choice(words.LONG_FAMILY)
    if random.random() < 0.08:
        return "-".join(random.sample(words.FAMILY, 2))
    return random.choice(words.FAMILY)


def _children(random: Random, situation: Situation, name: str, today: date) -> tuple[NewChild, ...]:
    if situation.concern == "domestic_abuse" and random.random() < _CHILDREN_UNKNOWN:
        return ()
    named = None if random.random() < _FAMILY_NOT_NAMED else name
    youngest, eldest = situation.ages
    if eldest < 0:
        return (_unborn(random, named, today),)
    age = random.randint(youngest, eldest)
    children = []
    for _ in range(random.choices(*_HOW_MANY)[0]):
        children.append(_child(random, named, age, today))
        age = max(0, age - random.randint(1, 3))
    if random.random() < _EXPECTING:
        children.append(_unborn(random, named, today))
    return tuple(children)


def _child(random: Random, name: str | None, age: int, today: date) -> NewChild:
    if age >= 11:
        school: str | None = random.choice(words.SECONDARIES)
    elif age >= 4:
        school = random.choice(words.SCHOOLS)
    else:
        school = random.choice(words.NURSERIES) if age >= 2 else None
    return NewChild(
        given_name=random.choice(words.GIVEN),
        family_name=name,
        born_on=today - timedelta(days=age * 365 + age // 4 + random.randint(1, 360)),
        sex=random.choice(("F", "M")),
        ethnicity=random.choice(words.ETHNICITIES),
        school=school,
        address=words.address(random.randrange(10_000_000)),
    )


def _unborn(random: Random, name: str | None, today: date) -> NewChild:
    return NewChild(
        unborn=True, family_name=name, expected_on=today + timedelta(days=random.randint(20, 200))
    )


def _summary(random: Random, situation: Situation, children: tuple[NewChild, ...]) -> str:
    born = next((child.given_name for child in children if not child.unborn), None)
    fitting = [text for text in situation.texts if born or "{child}" not in text]
    return random.choice(fitting or ["Officers attended; children's names were not taken."]).format(
        child=born
    )


def _adults(random: Random, situation: Situation, name: str, today: date) -> tuple[NewAdult, ...]:
    if situation.concern == "domestic_abuse":
        other = name if random.random() < 0.4 else random.choice(words.FAMILY)
        safe = _safe_contact(random) if random.random() < 0.6 else None
        return (
            replace(_adult(random, "victim", name, today), safe_contact=safe),
            _adult(random, "alleged_perpetrator", other, today),
        )
    roles = random.choice((("parent",), ("parent", "parent"), ("parent", "household"), ("parent", "carer")))
    return tuple(_adult(random, role, name, today) for role in roles)


def _adult(random: Random, role: str, name: str, today: date) -> NewAdult:
    return NewAdult(
        role,
        random.choice(words.GROWN),
        name,
        today - timedelta(days=random.randint(19 * 366, 48 * 365)),
        words.address(random.randrange(10_000_000)),
    )


def _safe_contact(random: Random) -> SafeContact:
    return SafeContact(
        channel=f"Text to 07700 900{random.randrange(1000):03}",  # numbers kept for stories, nobody has them
        times=random.choice(
            ("Between nine and half past two", "After eight in the evening", "Weekdays only")
        ),
        never_use=random.choice(("The landline", "E-mail", "Any letter to the home")),
        code_word=random.choice(("The library book is in", "About the boiler", "Your parcel")),
        message_ok=random.random() < 0.2,
    )


def _graded(random: Random, contact: NewContact) -> NewContact:
    if contact.source != "police" or contact.concern != "domestic_abuse":
        return contact
    score = random.randint(2, 22)
    grading = "High" if score >= 14 else "Medium" if score >= 8 else "Standard"
    return replace(contact, grading_tool="DASH", grading_score=score, grading=grading)
