"""Old live regions plus frames are fresh live regions: for every audience, whatever happened, whichever process drew the frames, and
with frames dropped and repeated on the way.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st

from board.domain import audiences
from board.domain.events import KINDS
from board.domain.permissions import Lens
from board.domain.redraws import NOTHING
from board.live.frames import Frames, Listener
from board.store.engine import Database
from tests.live.doing import STEPS, do
from tests.live.morning import Morning
from tests.live.walk import bring, compare, fresh, walked

STEP = st.tuples(
    st.sampled_from([*STEPS, "receive", "receive", "rate", "claim", "take_next"]),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
)
FATE = st.sampled_from(("arrives", "arrives", "arrives", "is lost", "comes twice"))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@example(
    steps=[
        *((("receive", 0, 0, 0), "arrives", False) for _ in range(3)),
        (("send_another", 0, 0, 0), "arrives", False),
        (("send_another", 0, 2, 0), "arrives", True),
        (("close", 1, 2, 0), "arrives", False),
        (("send_another", 0, 2, 0), "arrives", False),
    ]
)
@given(steps=st.lists(st.tuples(STEP, FATE, st.booleans()), min_size=4, max_size=14))
def test_a_page_moved_by_frames_equals_a_page_fetched_anew(
    database_url: str, steps: list[tuple[tuple[str, int, int, int], str, bool]]
) -> None:
    (done,) = walked(database_url, steps)
    note("; ".join(done.done))


def test_a_frame_forgotten_by_the_table_of_changes_would_be_noticed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof can fail: with one kind of event mapped to nothing, a page moved by frames differs from a fresh one."""
    monkeypatch.setitem(KINDS, "contact_claimed", replace(KINDS["contact_claimed"], redraws=NOTHING))
    steps = [(("claim", 0, 1, 0), "arrives", False)]
    with pytest.raises(AssertionError, match="board"):
        walked(database_url, steps)


def test_what_looks_like_the_family_of_an_open_contact_follows_what_happens_to_the_other(
    database_url: str,
) -> None:
    """Found, settled, restricted and back, closed: the list on an open page says it at once, and nothing while it is restricted."""

    async def live() -> list[list[str]]:
        db = Database(database_url, pool_size=3)
        try:
            morning = await Morning.begin(db, f"h{uuid.uuid4().hex[:12]}")
            await do(morning, "receive", 0, 1, 1)
            frames, said = Frames(db), []
            (one,) = [
                Listener(audiences.contact(morning.hub.hub_id, morning.refs[0], Lens.PRACTICE), Lens.PRACTICE)
            ]
            pages = await fresh(frames, morning, [one])
            for name, a, b, c in (
                ("receive", 0, 2, 1), ("settle", 0, 0, 2), ("settle", 0, 1, 1), ("restrict", 1, 1, 2),
                ("match_restricted", 0, 0, 0), ("settle", 1, 1, 0), ("unrestrict", 1, 1, 0), ("restrict", 1, 0, 2), ("unrestrict", 1, 0, 2),
                ("close", 1, 1, 0),
            ):  # fmt: skip
                await do(morning, name, a, b, c)
                await bring(frames, morning, pages, "arrives")
                compare(morning, pages, await fresh(Frames(db), morning, pages))
                html = pages[one].standing["contact-alike"].html
                found = [
                    word
                    for word in (morning.refs[1], "not the same family", "the same family, as")
                    if word in html
                ]
                said.append([name, *found])
            assert not [one for one in morning.done if "refused" in one], morning.done
            other = morning.refs[1]
            return [[word.replace(other, "OTHER") for word in line] for line in said]
        finally:
            await db.close()

    assert asyncio.run(live()) == [
        ["receive", "OTHER"],
        ["settle", "OTHER", "not the same family", "the same family, as"],
        ["settle", "OTHER", "the same family, as"],
        ["restrict"],
        ["match_restricted"],
        ["settle"],
        ["unrestrict", "OTHER", "not the same family", "the same family, as"],
        ["restrict"],
        ["unrestrict", "OTHER", "not the same family", "the same family, as"],
        ["close"],
    ]


def test_a_holder_let_go_by_a_restriction_stands_so_on_the_page_that_is_open(database_url: str) -> None:
    """Why it was let go stands in the summary, which a release redraws, and so does what lets go otherwise."""
    acts = [*[("receive", 0, 0, 0)] * 4, ("claim", 0, 0, 0), ("restrict", 1, 0, 8)]
    (found,) = walked(database_url, [(act, "arrives", False) for act in acts])
    assert found.done[-2:] == ["claim", "restrict"]
