"""A family as another sender tells of it, and families that are like it and are not it: rules written by hand, none of them the matcher's.

What a clerk, a school or an officer does to a name, a date or a home. Which contacts are one family is known here because one was made
from the other, whatever anything finds later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from board.domain.contacts import NewAdult, NewChild, NewContact
from tests.bench.match_spellings import LIKE_NAMES, SPELLINGS, Retelling


def as_it_was(told: NewContact, _random: Random) -> NewContact | None:
    """The same people, the same words."""
    return told if told.children else None


def a_letter_lost(told: NewContact, random: Random) -> NewContact | None:
    """Somebody typed the children's family name a letter short."""
    return _family_name(
        told, lambda name: _without(name, random.randrange(1, len(name))) if len(name) > 4 else None
    )


def two_letters_swapped(told: NewContact, random: Random) -> NewContact | None:
    """Two letters of the children's family name changed places."""

    def swapped(name: str) -> str | None:
        at = random.randrange(1, len(name) - 1) if len(name) > 4 else 0
        made = name[:at] + name[at + 1] + name[at] + name[at + 2 :] if at else name
        return made if made != name else None

    return _family_name(told, swapped)


def names_changed_about(told: NewContact, _random: Random) -> NewContact | None:
    """Family name in the field of the given name."""
    return _each_child(
        told,
        lambda c: (
            replace(c, given_name=c.family_name, family_name=c.given_name)
            if c.given_name and c.family_name
            else None
        ),
    )


def day_and_month_changed_about(told: NewContact, _random: Random) -> NewContact | None:
    """The second of March as the third of February."""

    def changed(child: NewChild) -> NewChild | None:
        on = child.born_on
        if on is None or on.day > 12 or on.day == on.month:
            return None
        return replace(child, born_on=date(on.year, on.day, on.month))

    return _each_child(told, changed)


def a_year_off(told: NewContact, _random: Random) -> NewContact | None:
    """One figure of the year of birth."""

    def off(child: NewChild) -> NewChild | None:
        on = child.born_on
        return (
            replace(child, born_on=on - timedelta(days=365)) if on and (on.month, on.day) > (3, 1) else None
        )

    return _each_child(told, off)


def one_child_of_several(told: NewContact, random: Random) -> NewContact | None:
    """A school knows of its own pupil, and of no adult."""
    born = [child for child in told.children if child.born_on and child.given_name]
    return replace(told, children=(random.choice(born),), adults=()) if len(born) > 1 else None


def the_mother_alone(told: NewContact, _random: Random) -> NewContact | None:
    """A hospital tells of an adult, and knows no children."""
    known = [adult for adult in told.adults if adult.born_on and adult.given_name and adult.family_name]
    return replace(told, children=(), adults=(known[0],)) if known else None


def another_family_name(told: NewContact, _random: Random) -> NewContact | None:
    """The children under the other parent's name, with nothing else said."""
    made = _each_child(
        told, lambda c: replace(c, family_name="Wolverton") if c.given_name and c.born_on else None
    )
    return replace(made, adults=()) if made else None


def birth_dates_left_out(told: NewContact, _random: Random) -> NewContact | None:
    """A neighbour knows what they are called, and roughly nothing else."""
    made = _each_child(told, lambda c: replace(c, born_on=None) if c.given_name and c.family_name else None)
    return replace(made, adults=tuple(replace(a, born_on=None) for a in told.adults)) if made else None


def the_home_alone(told: NewContact, _random: Random) -> NewContact | None:
    """Officers who were at the door and took no names."""
    homes = [child.address for child in told.children if child.address]
    if not homes:
        return None
    return replace(told, children=(), adults=(NewAdult("household", address=homes[0]),))


ONE_FAMILY: Final[tuple[Retelling, ...]] = (
    as_it_was, a_letter_lost, two_letters_swapped, names_changed_about, day_and_month_changed_about, a_year_off,
    one_child_of_several, the_mother_alone, another_family_name, birth_dates_left_out, the_home_alone, *SPELLINGS,
)  # fmt: skip


def namesakes(told: NewContact, _random: Random) -> NewContact | None:
    """Children of these very names, born years apart, somewhere else, with other adults."""
    made = _each_child(
        told,
        lambda c: replace(c, born_on=c.born_on - timedelta(days=1_233), address=None) if c.born_on else None,
    )
    return replace(made, adults=()) if made else None


def cousins(told: NewContact, random: Random) -> NewContact | None:
    """The family name, and other children born on other days."""
    given = random.sample(("Aron", "Bethan", "Cillian", "Delyth", "Emrys", "Ffion"), 6)
    made = [
        replace(child, given_name=given[place % 6], born_on=child.born_on - timedelta(days=401), address=None)
        for place, child in enumerate(told.children)
        if child.born_on
    ]
    return replace(told, children=tuple(made), adults=()) if made else None


def born_the_same_day(told: NewContact, random: Random) -> NewContact | None:
    """Children of other names who share a birthday."""
    made = [
        replace(child, given_name=random.choice(("Osric", "Tamsin")), family_name="Pendlebury", address=None)
        for child in told.children
        if child.born_on
    ]
    return replace(told, children=tuple(made), adults=()) if made else None


ANOTHER_FAMILY: Final[tuple[Retelling, ...]] = (namesakes, cousins, born_the_same_day, *LIKE_NAMES)


def _each_child(told: NewContact, change: Callable[[NewChild], NewChild | None]) -> NewContact | None:
    """With the children that can be told so, and none of the others; the adults are not named, so that these alone are to be known by."""
    made = [changed for child in told.children if not child.unborn and (changed := change(child))]
    adults = tuple(
        replace(a, given_name=None, family_name=None, born_on=None, address=None) for a in told.adults
    )
    children = tuple(replace(child, address=None) for child in made)
    return replace(told, children=children, adults=adults) if made else None


def _family_name(told: NewContact, change: Callable[[str], str | None]) -> NewContact | None:
    def changed(child: NewChild) -> NewChild | None:
        name = change(child.family_name) if child.family_name and child.born_on else None
        return replace(child, family_name=name) if name else None

    return _each_child(told, changed)


def _without(name: str, at: int) -> str:
    return name[:at] + name[at + 1 :]
