"""A database of an earlier version reads alike: closed contacts read as before, nothing is lost, nobody sees more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from tests.upgrades.answers import opened
from tests.upgrades.restored import Upgraded, of_recent_versions

REWORDED: dict[str, str] = {
    "Nothing is waiting. Every contact has somebody.": "Nothing waits to be claimed.",
    "Another contact looks like the same family.": "Another contact may be the same family or incident.",
    "Restricted: only those named may know that it exists.": "Restricted: only the people named may know that it exists.",
    "Why it is restricted, for the people named": "Reasons for the restriction, for the people named",
    "Full width": "Chronology Full width",
    "Ask somebody outside": "Agencies asked Ask somebody outside",
}
"""Words that a later version says otherwise on purpose, on pages: as they were, and as they are."""
OFFERED = {
    "Ask for a strategy discussion",
    "Answer the request for a strategy discussion",
    "Reopen",
    "No need to reopen",
    "Hide the referrer",
    "Name the referrer again",
    "Write a note",
    "Telephoned, no answer",
    "A colleague has an interest",
    "Ask somebody outside",
    "Asked outside",
    "Codes, withdrawing, asking others",
    "Attempts to find out, for the people named",
    "Must another contact be restricted too?",
    "Why",
    "The people named read it.",
    "It is worked like any other, and nothing on it points here. Until somebody answers, more people are named and asked.",
    "Your answer",
    "Yes: restrict it to the same people",
    "No: it stays as it is",
    "Record consent",
    "Record a grading",
    "Record who is aware",
    "Record who decides",
    "No child is on this contact. Parental responsibility is recorded among the facts of the adult.",
    "Go on without consent",
    "Record significant harm",
    "Agencies asked",
    "Agencies asked Ask somebody outside",
}
"""Forms that later versions offer beside every contact: no words about it."""
REASONS = ("Reason: ", "Why it was closed: ", "Why it is held: ")
"""How the lines begin by which the history and the banner tell reasons now."""
CONSENT = (
    "Consent$",
    "No adult is named yet",
    "Not recorded yet: ",
    r".*\badult \d+, ",
    "Must not be contacted",
    r"(Parental responsibility|Consent|Awareness): not ",
)
"""How the lines begin in which consent stands."""
FACTS = (
    "Record facts of ",
    "Sex |Ethnicity ",
    "Sources",
    "Not asked: ",
    "(Sex|Ethnicity): .* Said by the sender",
)
"""How the lines begin in which facts of people stand, those that a sender said among them."""
LATER = re.compile(
    "|".join((r"Undo the closing$", r"until \w{3} \d", *map(re.escape, REASONS), *CONSENT, *FACTS))
)
"""The offer to undo a closing, which the page hides once its time has passed, those reasons, consent and facts."""
REASON_MEMBERS = {
    "gradings",
    "reasons",
    "outcome_reason",
    "legal_hold",
    "decline_reason",
    "manager_reason",
    "matches",
    "restricting",
}
"""The same in an answer of the API; tests/house/test_lens_sentinel.py holds who reads them."""
UNTOLD = {
    "l.wu@northborough.example": re.compile(
        r"protective measure|reviewed it\.|meet to review|meeting to review|More came from the sender"
    )
}
"""Lines of the timeline that later versions rightly tell this person no longer: MASH admin sees neither protection nor late information."""


@of_recent_versions
def test_what_was_closed_reads_as_before(upgraded: Upgraded) -> None:
    closed = {
        path
        for path, (_, said) in upgraded.old["api"]["manager"].items()
        if opened(path) and said.get("closed_at")
    }
    pages = {f"{path}/alone" for path in closed}
    assert len(closed) > 30
    for who in upgraded.old["pages"]:
        for path in pages & set(upgraded.old["pages"][who]):
            status, lines = upgraded.old["pages"][who][path]
            now, new = upgraded.new["pages"][who][path]
            both = (told(who, lines), new)
            before, after = ([o for o in seen if o not in OFFERED and not LATER.match(o)] for seen in both)
            assert (status, before) == (now, after), (who, path)
    for role in upgraded.old["api"]:
        for path in closed & set(upgraded.old["api"][role]):
            (status, old), (now, new) = upgraded.old["api"][role][path], upgraded.new["api"][role][path]
            assert status == now and not lost(old, new), (role, path, lost(old, new))


@of_recent_versions
def test_everything_else_is_told_as_before(upgraded: Upgraded) -> None:
    """Later versions may tell more; nothing is lost."""
    for who, asked in upgraded.old["pages"].items():
        for path, (status, lines) in asked.items():
            now, new = upgraded.new["pages"][who][path]
            gone = [line for line in told(who, lines) if line not in new and line not in OFFERED]
            assert (status, []) == (now, gone), (who, path)
    for role, answered in upgraded.old["api"].items():
        for path, (status, old) in answered.items():
            now, new = upgraded.new["api"][role][path]
            assert status == now and not lost(old, new), (role, path, lost(old, new))


@of_recent_versions
def test_nobody_sees_more_than_before(upgraded: Upgraded) -> None:
    """Words that are new on a page or in an answer hold no labelled value that was not there before."""
    known = {
        name for asked in upgraded.old["api"].values() for _, said in asked.values() for name in members(said)
    }
    for who, asked in upgraded.old["pages"].items():
        assert asked.keys() == upgraded.new["pages"][who].keys()
        for path, (_, lines) in asked.items():
            now = [line for line in upgraded.new["pages"][who][path][1] if not line.startswith(REASONS)]
            assert not more(map(reworded, lines), now, upgraded.labelled), (who, path)
    for role, answered in upgraded.old["api"].items():
        assert answered.keys() == upgraded.new["api"][role].keys()
        for path, (_, old) in answered.items():
            new = upgraded.new["api"][role][path][1]
            new = {name: new[name] for name in new.keys() - REASON_MEMBERS} if opened(path) else new
            assert not (members(new) - members(old)) & known, f"{role} was not shown this before: {path}"
            assert not more(texts(old), texts(new), upgraded.labelled), (role, path)


def told(who: str, lines: Iterable[str]) -> list[str]:
    """These lines as a later version tells them to this person."""
    untold = UNTOLD.get(who)
    return [reworded(line) for line in lines if not (untold and untold.search(line))]


def reworded(line: str) -> str:
    for old, new in REWORDED.items():
        line = line if new in line else line.replace(old, new)
    return line


def lost(old: Any, new: Any, at: str = "") -> list[str]:
    """Places where the new answer lacks or changes a value of the old one. A feed may be longer, or without the last
    events of its own, of signing in to ask, which have no number now; members may be added.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        return [gone for name in old for gone in lost(old[name], new.get(name, "nothing"), f"{at}.{name}")]
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new) and at != ".events":
            return [f"{at}: {len(old)} before, {len(new)} now"]
        places = zip(old, new, strict=False)
        return [gone for n, pair in enumerate(places) for gone in lost(*pair, f"{at}[{n}]")]
    if (
        at.endswith(".clock") and new == "measure"
    ):  # a role that does not see protection is not told which measure
        return []
    return [] if old == new else [f"{at}: {old!r} before, {new!r} now"]


def members(said: Any) -> set[str]:
    """Every name in a JSON answer."""
    below = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return set(said if isinstance(said, dict) else ()).union(*map(members, below))


def texts(said: Any) -> list[str]:
    """Every text in a JSON answer."""
    below = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return [said] if isinstance(said, str) else [text for one in below for text in texts(one)]


def more(old: Iterable[str], new: Iterable[str], labelled: Iterable[str]) -> list[str]:
    """Labelled values in those texts that are new, which none of the old texts held."""
    before = set(old)
    added = "\n".join(one for one in new if one not in before)
    whole = "\n".join(before)
    return [value for value in labelled if value in added and value not in whole] if added else []


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": [1, {"b": None}]}, {"a": [1, {}]}, [".a[1].b: None before, 'nothing' now"]),
        ({"a": [1]}, {"a": [1, 2]}, [".a: 1 before, 2 now"]),
        ({"events": [1]}, {"events": [1, 2]}, []),
        (
            {"events": [1, 2]},
            {"events": [2, 1]},
            [".events[0]: 1 before, 2 now", ".events[1]: 2 before, 1 now"],
        ),
    ],
)
def test_what_is_lost_is_found(old: Any, new: Any, gone: list[str]) -> None:
    assert lost(old, new) == gone


def test_what_is_new_and_labelled_is_found() -> None:
    assert more(["Quill"], ["Quill", "Quill, 7", "Marlow"], ["Quill", "Marlow", "Ames"]) == ["Marlow"]
    assert more(["Quill"], ["Quill", "Ask again"], ["Quill", "Marlow"]) == []
