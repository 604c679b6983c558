"""Cells for a name that hold no name, or the names of several people."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NOBODY: Final = re.compile(
    r"(?:there (?:are|is|were|was) )?no(?:ne)?\W+(?:known |other |dependent |of the )?"
    r"(?:child(?:ren)?|kids?|dependants?|dependents?|siblings?|suspects?|victims?|perpetrators?|one|body)\b.*|"
    r"none (?:known|present|seen|recorded|given|stated|identified|disclosed|provided)|nil known|"
    r"not (?:applicable|recorded|given|stated|provided|disclosed)|nobody|no|nil|0|childless|child(?:ren)?: ?(?:none|nil|no|0)",
    re.IGNORECASE,
)
_MANY: Final = re.compile(
    r"\b(?:twins|triplets|siblings?|children|kids|brothers|sisters|sons|daughters|others|family|et al|"
    r"as above|same as|as (?:child|victim|suspect)|"
    r"see (?:above|below|notes))\b",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[;&+|\n\r\u2028•·]| (?:and|or|plus) | [-–—/] |\band/or\b", re.IGNORECASE)
_PLURAL: Final = re.compile(r"\b(?:children|childrens|names|victims|suspects|perpetrators)\b", re.IGNORECASE)
REMEDY: Final = "give each person a line or numbered columns of their own (Child 1 name, Child 2 name)"


def nobody(text: str, name: str) -> bool:
    """Whether a cell for a name says that there is nobody. Alone in a column for one of two names, No is a name."""
    plain = " ".join(text.split()).strip(" .()-")
    return (name == "name" or " " in plain) and bool(_NOBODY.fullmatch(plain))


def fold(text: str) -> str:
    """A name without case, accents, hyphens and apostrophes."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’‘`")
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())


def several(text: str, name: str, header: str) -> str | None:
    """The doubt whether a cell names one person, as a sentence; None where it does."""
    plain = " ".join(text.split())
    if plain.casefold() == "none" and name == "name":
        return "it says None. If there is nobody, empty the cell; if somebody is called so, write forename and surname in two columns"
    if re.fullmatch(r"[\W_]*\d[\d\W_]*", plain):
        return f"it holds a number and no name. If it counts people, {REMEDY} and leave this column out"
    if re.search(r"\d", plain):
        return f"a number stands beside the name. If it names several people, {REMEDY}; write ages and dates in other columns"
    if _BETWEEN.search(text.strip()):
        return f"it may name several people: {REMEDY}"
    if _MANY.search(plain):
        return f"it speaks of people without naming each: {REMEDY}, and write what else it says into the circumstances"
    if "/" in plain and name != "family_name":
        return f"it may name several people: {REMEDY}"
    words = fold(plain).split()
    if len(words) > 3 and len(set(words)) < len(words):
        return f"a word stands in it twice, so it may name several people: {REMEDY}"
    return _commas(plain, name, header)


def _commas(text: str, name: str, header: str) -> str | None:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1:
        return None
    both = f"it may name several people: {REMEDY}. If it is one person, write forename and surname in two columns"
    if len(parts) > 2 or name != "name" or not all(parts):
        return both
    family, given = parts
    loud = family.isupper() and not given.isupper()
    if loud:
        return None
    if _PLURAL.search(header):
        return both
    shared = set(fold(family).split()) & set(fold(given).split())
    return both if shared or (" " in family and " " in given) else None
