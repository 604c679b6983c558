"""Invented views, as many as asked for, and the pages drawn from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields as fields_of
from datetime import date, datetime, timedelta
from typing import Any, cast, get_origin, get_type_hints

from board import render
from board.domain.facets import Filter, groups
from board.domain.permissions import Lens, seen_by
from board.domain.policy import Policy
from board.render import Shell
from board.views.board import BoardCard, Lane, LaneHead, Unclaimed, UnclaimedRed
from board.views.contact import (
    AdultRow,
    ChildRow,
    ContactFamily,
    ContactLate,
    ContactState,
    ContactSummary,
    ContactTimeline,
    LateRow,
    TimelineRow,
)
from board.views.desk import DeskTools, SavedFilter
from board.views.facts.people import FactLine, PersonFacts
from board.views.fragment import UNRATED, Due, Fragment, Rag
from board.views.labels import PLAIN
from board.views.page import Region
from board.views.panel import Panel
from board.views.person import Notice, Noticed, NoticesHead, OwnCard, OwnHead
from board.views.working import Work

HUB = "northborough"
ME = 7
RAGS = (
    Rag("red", "Red", "diamond"),
    Rag("amber", "Amber", "triangle"),
    Rag("green", "Green", "circle"),
    Rag("blue", "Blue", "square"),
    UNRATED,
)
FAMILIES = ("Reed", "Vale", "Marsh", "Ames", "Oduya-Whitcombe", "Pike", "Lindqvist", "Shah")
SOURCES = ("police notification", "school", "health visitor", "hospital", "member of the public")
WHY = (
    "Red: among the first. The time to claim it places it, soonest first. A new colour moves it, or somebody claiming it.",
    "Not yet rated: it may be red, so it stands among those. A rating moves it, or somebody claiming it.",
    "",
)
NEEDS = (
    (RAGS[0], "Red, unclaimed"),
    (RAGS[0], "Red, in hand"),
    (UNRATED, "Not yet rated"),
    (RAGS[1], "Amber, in hand"),
)
GROUPS = groups(Policy.default(), {"held", "age", "flag", "source"})
LETTERS = "ACDEFGHJKMNPRTVWXY"
EVERYTHING = frozenset(
    ("see_board", "read_contact", "read_safe_contact", "receive_contact", "claim", "release", "release_for_another",
     "rate", "restrict", "close", "hold", "pair_screen", "end_sessions", "keep_visit")
)  # fmt: skip


def ref(number: int) -> str:
    """The reference of the number-th invented contact."""
    n = len(LETTERS)
    more = LETTERS[number // n // n % n] if number >= n * n else ""
    return f"{LETTERS[number % n]}{number % 8 + 2}{LETTERS[number // n % n]}{more}"


PANEL = Panel(
    ref(400),
    levels=(("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")),
    outcomes=(("advice", "Advice and information"), ("assessment", "Assessment (s17)")),
    safe_children=(),  # as if this person may not write down where a child is
    children=((1, "Ayo, 9"), (2, "Bea, 6")),
    deciders=(),
    young=(),
    script="",
    people=((8, "Ana Ruiz"), (9, "Tom Nkemelu")),
    would_add=(),
    colleagues=((21, "Ben Osei, on duty"), (22, "Carys Lloyd")),
    to_allocate=((21, "Ben Osei, on duty"), (22, "Carys Lloyd")),
    managers=((31, "Mina Holt, on duty"),),
    whys=(("absence", "absence"), ("shift_end", "end of shift")),
)


def quiet(view: type[Any]) -> dict[str, Any]:
    """Of every field of a card the value that says nothing; what a card shows beside it, a test gives it."""
    hints = get_type_hints(view)
    return {one.name: () if get_origin(hints[one.name]) is tuple else None for one in fields_of(view)}


def due(number: int, now: datetime) -> Due:
    """A clock that runs later the higher the number; the first is late."""
    at = now + timedelta(minutes=-6 + number * 37)
    return Due("rate by" if number % 5 == 2 else "decide by", at, number == 0)


def card(number: int, now: datetime, lane: Lane = "waiting", **other: object) -> BoardCard:
    held = lane == "in_hand"
    fields: dict[str, object] = {
        "hub_key": HUB,
        "ref": ref(number),
        "in_lane": lane,
        "order": f"{number:05}",
        "rag": UNRATED if number % 5 == 2 else RAGS[min(number // 3, 3)],
        "due": due(number, now),
        "why_here": WHY[number % 3],
        "holder": ("Jo Okafor", "Ana Ruiz", "Tom Nkemelu")[number % 3] if held else None,
        "holder_id": ME + number % 3 if held else None,
        "claimed_at": now - timedelta(minutes=number) if held else None,
        "holder_role": "social worker" if held else None,
        "family": f"{FAMILIES[number % 8]} family",
        "source": SOURCES[number % 5],
        "children": ("3 children, 1 under 5", "1 child", "2 children")[number % 3],
        "children_unknown": number % 7 == 4,
        "flags": (("Parents not aware",), (), ("3rd notice in 21 days",), ())[number % 4],
        "release_reason": "Called away to court; mother is expecting a call before three"
        if number == 5
        else None,
        "late_information": 1 if number == 3 else 0,
        "work": work(number, now) if held else Work(),
    }
    chosen = {**fields, **other}
    rag, clock = cast(Rag, chosen["rag"]), cast(Due | None, chosen["due"])
    fields["facets"] = (
        f"rag:{rag.code}",
        *(("is:late",) if clock is not None and clock.late else ()),
        f"held:{chosen['holder_id'] or 'nobody'}",
        f"source:{('police', 'school', 'health', 'hospital', 'public')[number % 5]}",
    )
    return BoardCard(**{**quiet(BoardCard), **fields, **other})


def work(number: int, now: datetime) -> Work:
    """How a held one came to its holder: every third allocated, every fifth offered on, most with a manager who decides it."""
    offer = ("Ben Osei", ME + 7, now - timedelta(minutes=4)) if number % 5 == 2 else (None, None, None)
    gave = ("allocated by", "Mina Holt", ME + 9) if number % 3 == 1 else (None, None, None)
    return Work(
        *gave, *offer, manager="Mina Holt" if number % 4 else None, manager_id=ME + 9 if number % 4 else None
    )


def own(number: int, now: datetime, **other: object) -> OwnCard:
    fields: dict[str, object] = {
        "hub_key": HUB,
        "ref": ref(number),
        "in_lane": "mine",
        "order": f"{number:05}",
        "rag": RAGS[number % 4],
        "due": due(number, now),
        "restricted": False,
        "holder": "Jo Okafor",
        "holder_id": ME,
        "holder_role": "social worker",
        "family": f"{FAMILIES[number % 8]} family",
        "source": SOURCES[number % 5],
        "children": "2 children",
        "children_unknown": False,
        "flags": (),
        "release_reason": None,
        "late_information": 0,
        "to_me": False,
        "work": Work(),
    }
    return OwnCard(**{**quiet(OwnCard), **fields, **other})


def tools(board: Region) -> DeskTools:
    cards = sum(len(board.lane(lane)) for lane in ("lane-waiting", "lane-in_hand"))
    saved = (SavedFilter(1, "Reds nobody has", "rag=red&held=nobody"),)
    return DeskTools(HUB, GROUPS, Filter(), "", saved, cards, cards, 0, 0, "red")


def unclaimed(now: datetime, *numbers: int, **other: object) -> Unclaimed:
    """What is loud at the top: these contacts stand unclaimed."""
    fields: dict[str, object] = {
        "whose": "board",
        "hub_key": HUB,
        "label": "Red",
        "first": "red",
        "reds": tuple(UnclaimedRed(ref(n), now - timedelta(minutes=9 - n)) for n in numbers),
        "ask_after_seconds": 120,
        "still_minutes": 10,
    }
    return Unclaimed(**{**fields, **other})  # type: ignore[arg-type]


def region(audience: str, views: Iterable[Fragment], seq: int = 10) -> Region:
    return Region.of(audience, 1, seq, [(view, render.draw(view)) for view in views])


def board_views(waiting: int, in_hand: int, now: datetime) -> list[Fragment]:
    views: list[Fragment] = [
        LaneHead("waiting", "Waiting to be claimed", waiting, waiting // 3, waiting // 5, min(waiting, 1)),
        LaneHead("in_hand", "In hand", in_hand, in_hand // 4, 0, 0),
    ]
    views.append(unclaimed(now))
    views += [card(n, now) for n in range(waiting)]
    return views + [card(400 + n, now, "in_hand") for n in range(in_hand)]


def own_views(mine: int, strip: int, now: datetime) -> list[Fragment]:
    views: list[Fragment] = [
        OwnHead("offered", "Offered to you", 0, 0),
        OwnHead("mine", "My work", mine, 0),
        OwnHead("strip", "Restricted to you", strip, 0),
        unclaimed(now, whose="own"),
    ]
    views += [own(400 + 3 * n, now) for n in range(mine)]
    views += [
        own(90 + n, now, in_lane="strip", restricted=True, holder="Ana Ruiz", holder_id=8)
        for n in range(strip)
    ]
    if mine:
        late = Noticed("d1", ref(400), now - timedelta(minutes=3))
        views.append(Notice(HUB, "late_information", "Late information on", (late,)))
    views.append(NoticesHead(bool(mine), 0))
    return views


def facts(whom: str, now: datetime) -> PersonFacts:
    """One fact that stands, and what nobody has asked."""
    known = FactLine("First language", "Polish", "speaks Polish at home", True, None, now, None)
    return PersonFacts(whom, (("Language", "Polish"),), (known,), (), ("Ethnicity", "GP"))


def contact_views(now: datetime) -> list[Fragment]:
    red, amber = RAGS[0], RAGS[1]
    return [
        ContactState(ref(400), red, (due(2, now), due(9, now)), "Jo Okafor", ME, now, None, None, None, True, (), False, False, None,
            None, None, Work(manager="Mina Holt", manager_id=ME + 9), None),
        ContactSummary(HUB, ref(400), now - timedelta(hours=2), None, now - timedelta(hours=1), "Police", "PPN", "Domestic abuse",
            "Call at 22:40 by a neighbour. Shouting heard, a door damaged.\nBoth children upstairs.", True, "PC Alder", False,
            (), "Amber", "DASH 16 of 27, officer’s judgement recorded", (), None),
        ContactFamily(HUB, ref(400),
            (ChildRow(1, 1, "Ayo", "9", date(2017, 3, 2), "Hill Primary", "12 Elm Row", red, "Seen by the school", now,
                facts("child-1", now)),
             ChildRow(2, 2, "Bea", "unborn, expected Feb 2027", None, None, None, amber, None, None, facts("child-2", now))),
            (AdultRow(4, "Ada Reed", "victim", None, "12 Elm Row", True, facts("adult-4", now)),), False),
        ContactLate((LateRow(now, (("Address", "12 Elm Row", "not to be given out"),)),)),
        ContactTimeline(HUB, ref(400), None, tuple(TimelineRow(PLAIN, n, now - timedelta(minutes=11 * (9 - n)), words, words)
            for n, words in ((9, "Jo Okafor claimed it"), (8, "Ayo rated Red by Tom Nkemelu: seen by the school"),
                (3, "Received from police")))),
    ]  # fmt: skip


def shell(now: datetime, **other: object) -> Shell:
    fields: dict[str, object] = {
        "title": "Board",
        "build": "b1",
        "server_now": now,
        "invented": True,
        "hub_key": HUB,
        "hub_name": "Northborough MASH",
        "person": "Jo Okafor",
        "role": "Social worker",
        "may": EVERYTHING,
        "here": "desk",
        "token": "page-token",
        "idle_minutes": 15,
        "sees": seen_by(Lens.PRACTICE),
    }
    return Shell(**{**fields, **other})  # type: ignore[arg-type]
