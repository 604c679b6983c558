"""A walk fails when an event leaves out a person whose strip it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import pytest

from board.domain.events import Event
from board.store.engine import Tx
from tests.live.walk import walked

LEFT_OUT: Final = [
    ("contact_claimed", [("claim", 0, 1, 0)]),
    ("contact_released", [("claim", 0, 1, 0), ("release", 1, 1, 0)]),
    ("child_rated", [("claim", 0, 1, 0), ("rate", 1, 1, 1)]),
    ("measure_recorded", [("claim", 0, 1, 0), ("record_measure", 1, 1, 1)]),
    ("hand_over_offered", [("claim", 0, 1, 0), ("hand_over", 0, 1, 1)]),
    ("duty_recorded", [("put_on_duty", 1, 0, 30)]),
]


@pytest.mark.parametrize(("kind", "acts"), LEFT_OUT)
def test_an_event_that_leaves_out_a_person_concerned_fails_the_walk(
    database_url: str, monkeypatch: pytest.MonkeyPatch, kind: str, acts: Iterable[tuple[str, int, int, int]]
) -> None:
    """The proof can fail: the first person of each event of this kind is left out as it is recorded."""
    record = Tx.record

    def forgetful(tx: Tx, hub_id: int, event: Event) -> None:
        people = sorted(event.concerns)[1:] if event.kind == kind else event.concerns
        record(tx, hub_id, replace(event, concerns=frozenset(people)))

    monkeypatch.setattr(Tx, "record", forgetful)
    with pytest.raises(AssertionError, match="changed the strip of"):
        walked(database_url, [(act, "arrives", False) for act in acts], often=True)
