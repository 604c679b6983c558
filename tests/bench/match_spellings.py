"""A family as senders spell it who hear, read or write its names otherwise: tables written by hand for the names of invented families.

None of these words comes from the matcher or its tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from board.domain.contacts import NewAdult, NewChild, NewContact

Retelling = Callable[[NewContact, Random], NewContact | None]
"""None where this family has nothing that could be told so."""

_CYRILLIC: Final = {
    "Ada": "Ада", "Anya": "Аня", "Dara": "Дара", "Freya": "Фрея", "Hana": "Хана", "Hugo": "Хуго", "Ida": "Ида", "Iris": "Ирис",
    "Lena": "Лена", "Lila": "Лила", "Mila": "Мила", "Mina": "Мина", "Nia": "Ниа", "Otto": "Отто", "Romy": "Роми", "Rosa": "Роза",
    "Sofia": "София", "Yara": "Яра", "Zofia": "Зофия",
}  # fmt: skip
_ARABIC: Final = {
    "Ayla": "أيلا", "Farid": "فريد", "Ibrahim": "إبراهيم", "Imani": "إيماني", "Malik": "مالك", "Musa": "موسى", "Noor": "نور",
    "Rafi": "رافي", "Sami": "سامي", "Tariq": "طارق", "Yara": "يارا", "Yusuf": "يوسف", "Zain": "زين", "Amara": "أمارا", "Hana": "هناء",
    "Mina": "مينا",
}  # fmt: skip
_GREEK_INDIAN: Final = {
    "Jaya": "जया", "Priti": "प्रीति", "Uma": "उमा", "Musa": "ਮੂਸਾ", "Imani": "ইমানি", "Iris": "Ίρις", "Theo": "Θεο", "Lena": "Λένα",
    "Leo": "Λεο", "Rhea": "Ρέα", "Mina": "Μίνα", "Sofia": "Σοφία",
}  # fmt: skip
_SHORT: Final = {
    "Ada": "Adaline", "Alfie": "Alfred", "Bea": "Beatrice", "Edie": "Edith", "Eli": "Elijah", "Ezra": "Ez", "Gwen": "Gwendolyn",
    "Isaac": "Zac", "Leo": "Leonard", "Nell": "Eleanor", "Sami": "Samuel", "Tess": "Theresa", "Theo": "Theodore", "Maisie": "Margaret",
    "Lena": "Helena", "Lila": "Lily", "Silas": "Si", "Caleb": "Cal", "Jonah": "Joe", "Ibrahim": "Ibby", "Iris": "Issy",
}  # fmt: skip
_SPELT: Final = {
    "Yusuf": "Yousef", "Ibrahim": "Ebrahim", "Zain": "Zayn", "Sofia": "Sophia", "Isaac": "Izaak", "Hana": "Hanna", "Noor": "Nour",
    "Zofia": "Sofia", "Tariq": "Tarik", "Farid": "Fareed", "Musa": "Moosa", "Anya": "Ania", "Rhea": "Rea", "Otto": "Oto", "Lila": "Lyla",
    "Maisie": "Maisy", "Finn": "Fin", "Mina": "Meena", "Ayla": "Aila", "Caleb": "Kaleb", "Cora": "Kora", "Jaya": "Jayah", "Priti": "Preeti",
}  # fmt: skip
_SPELT_FAMILY: Final = {
    "Chaudry": "Chowdhury", "Hassani": "Hasani", "Iqbaly": "Iqbali", "Mahmoodi": "Mahmudi", "Waseem": "Wasim", "Kaczmar": "Katchmar",
    "Wolnik": "Volnik", "Novik": "Nowik", "Okonjo": "Okongo", "Fenwick": "Fennick", "Brook": "Brooke", "Thackery": "Thackeray",
    "Danquah": "Dankwah", "Mistry": "Mystry", "Crane": "Crain", "Nash": "Nashe", "Delacroix": "Dela Croix", "Darrowby": "Darroby",
}  # fmt: skip
_ACCENTS: Final = str.maketrans("aeiouncsz", "áéíóúñçšž")


def _told(told: NewContact, change: Callable[[NewChild], NewChild | None]) -> NewContact | None:
    """The children who can be told so, by themselves: no address, and nobody else is named."""
    made = [changed for child in told.children if child.born_on and (changed := change(child))]
    adults = tuple(NewAdult(adult.role) for adult in told.adults)
    children = tuple(replace(child, address=None) for child in made)
    return replace(told, children=children, adults=adults) if made else None


def _by(table: Mapping[str, str], families: Mapping[str, str] | None = None) -> Retelling:
    def told_by(told: NewContact, _random: Random) -> NewContact | None:
        def spelt(child: NewChild) -> NewChild | None:
            given, family = child.given_name or "", child.family_name or ""
            other = (families or {}).get(family)
            if given not in table and other is None:
                return None
            return replace(child, given_name=table.get(given, given), family_name=other or child.family_name)

        return _told(told, spelt)

    return told_by


def in_one_field(told: NewContact, random: Random) -> NewContact | None:
    """The whole name in one of the two fields."""

    def one(child: NewChild) -> NewChild | None:
        if not child.given_name or not child.family_name:
            return None
        whole = " ".join(random.sample((child.given_name, child.family_name), 2))
        fields = (whole, None) if random.random() < 0.5 else (None, whole)
        return replace(child, given_name=fields[0], family_name=fields[1])

    return _told(told, one)


def a_single_name(told: NewContact, random: Random) -> NewContact | None:
    """One of the two names alone, in either field."""

    def one(child: NewChild) -> NewChild | None:
        if not child.given_name:
            return None
        return (
            replace(child, given_name=None, family_name=child.given_name)
            if random.random() < 0.5
            else replace(child, family_name=None)
        )

    return _told(told, one)


def the_other_twin(told: NewContact, _random: Random) -> NewContact | None:
    """A school tells of the twin whom nobody told of before."""
    return _told(told, lambda c: replace(c, given_name="Perpetua", sex=None) if c.family_name else None)


def another_child_of_the_mother(told: NewContact, _random: Random) -> NewContact | None:
    """A younger child and the mother, whose birth date is not known."""
    mothers = [a for a in told.adults if a.given_name and a.family_name]
    born = [c for c in told.children if c.born_on and c.family_name]
    if not mothers or not born:
        return None
    child = replace(
        born[0],
        given_name="Perpetua",
        born_on=born[0].born_on and born[0].born_on - timedelta(days=937),
        address=None,
    )
    mother = replace(mothers[0], born_on=None, address=None, safe_contact=None)
    return replace(told, children=(child,), adults=(mother,))


def a_third_name(told: NewContact, _random: Random) -> NewContact | None:
    """A father's name between the two, in the field of the family name, which comes first."""
    return _told(
        told,
        lambda c: (
            replace(c, given_name=f"Warsame {c.given_name}") if c.given_name and c.family_name else None
        ),
    )


def family_name_first(told: NewContact, _random: Random) -> NewContact | None:
    """As names are written in Budapest and Beijing, with the middle name at the end."""
    return _told(
        told,
        lambda c: (
            replace(c, given_name=c.family_name, family_name=f"{c.given_name} Odile")
            if c.given_name and c.family_name
            else None
        ),
    )


def joined_or_parted(told: NewContact, _random: Random) -> NewContact | None:
    """A double name in one word, or a long one in two."""

    def changed(child: NewChild) -> NewChild | None:
        name = child.family_name or ""
        if "-" in name:
            return replace(child, family_name=name.replace("-", ""))
        parted = re.sub(
            r"^(.{3,})(field|wood|hill|marsh|tree|ford|worth|lake|well|weather|side|shott|fold|ley|by)$",
            r"\1 \2",
            name,
        )
        return replace(child, family_name=parted) if parted != name else None

    return _told(told, changed)


def with_accents(told: NewContact, _random: Random) -> NewContact | None:
    """A sender who writes every accent there is."""

    def changed(child: NewChild) -> NewChild:
        names = [
            name and name[0] + name[1:].translate(_ACCENTS) for name in (child.given_name, child.family_name)
        ]
        return replace(child, given_name=names[0], family_name=names[1])

    return _told(told, changed)


SPELLINGS: Final[tuple[Retelling, ...]] = (
    _by(_CYRILLIC), _by(_ARABIC), _by(_GREEK_INDIAN), _by(_SHORT), _by(_SPELT, _SPELT_FAMILY), in_one_field, a_single_name, the_other_twin,
    another_child_of_the_mother, a_third_name, family_name_first, joined_or_parted, with_accents,
)  # fmt: skip


def a_mother_of_like_name(told: NewContact, _random: Random) -> NewContact | None:
    """Other children of the family name, with an adult who has another given name."""
    born = [c for c in told.children if c.born_on and c.family_name]
    if not born or not born[0].born_on:
        return None
    child = replace(
        born[0], given_name="Perpetua", born_on=born[0].born_on - timedelta(days=937), address=None
    )
    return replace(told, children=(child,), adults=(NewAdult("parent", "Araminta", born[0].family_name),))


def a_week_apart(told: NewContact, _random: Random) -> NewContact | None:
    """Children of the family name, born a week after."""
    return _told(
        told,
        lambda c: (
            replace(c, given_name="Perpetua", born_on=c.born_on + timedelta(days=7))
            if c.born_on and c.family_name
            else None
        ),
    )


def one_name_in_common(told: NewContact, _random: Random) -> NewContact | None:
    """Children of the given name alone, born years apart."""
    return _told(
        told,
        lambda c: (
            replace(c, family_name=None, born_on=c.born_on - timedelta(days=1_487))
            if c.born_on and c.given_name
            else None
        ),
    )


LIKE_NAMES: Final[tuple[Retelling, ...]] = (a_mother_of_like_name, a_week_apart, one_name_in_common)
