"""How often a rehearsed week asks whether two contacts are the same family: a question too many is one that nobody reads."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import UTC, datetime, timedelta

from board.domain.contacts import NewContact
from board.domain.family.keys import asked_keys, kept_keys
from board.domain.matching import Somebody, likeness
from board.rehearsal.family import families

A_DAY, STAYS = 60, timedelta(days=10)
BEGAN = datetime(2026, 11, 16, 8, tzinfo=UTC)
MOST = 0.1


def people(new: NewContact) -> list[Somebody]:
    found = [
        Somebody(
            "unborn" if child.unborn else "child",
            child.given_name,
            child.family_name,
            child.born_on,
            child.expected_on,
            child.address,
            child.sex,
        )
        for child in new.children
    ]
    adults = (Somebody("adult", a.given_name, a.family_name, a.born_on, None, a.address) for a in new.adults)
    return [*found, *adults]


def test_a_rehearsed_week_asks_at_most_once_in_ten_arrivals() -> None:
    """Families nobody told of before: each question is one too many. A hub of sixty contacts a day, of which each is live for ten days."""
    times = [BEGAN + timedelta(minutes=24 * 60 / A_DAY * number) for number in range(A_DAY * 17)]
    live: deque[tuple[datetime, int, list[Somebody]]] = deque()
    by_key: defaultdict[int, set[int]] = defaultdict(set)
    known: dict[int, list[Somebody]] = {}
    arrived = questions = 0
    for number, (new, at) in enumerate(zip(families(11, times), times, strict=False)):
        while live and live[0][0] < at - STAYS:
            _, gone, whose = live.popleft()
            del known[gone]
            for key in {key for one in whose for key in kept_keys(one)}:
                by_key[key].discard(gone)
        ours = people(new)
        if at >= BEGAN + STAYS:
            arrived += 1
            beside = {other for key in asked_keys(ours) for other in by_key[key]}
            questions += sum(likeness(ours, known[other]) is not None for other in beside)
        live.append((at, number, ours))
        known[number] = ours
        for key in {key for one in ours for key in kept_keys(one)}:
            by_key[key].add(number)

    assert arrived == A_DAY * 7 and len(live) >= A_DAY * 9
    assert 0 < questions <= MOST * arrived
