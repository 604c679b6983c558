"""Old live regions plus frames are fresh live regions: for every audience, whatever happened, whichever process drew the frames, and
with frames dropped and repeated on the way.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import text

from board.domain import audiences
from board.domain.events import KINDS
from board.domain.permissions import Lens
from board.domain.redraws import NOTHING
from board.live.frames import Frames, Listener, TooFarBehind
from board.store.engine import Database
from tests.live.doing import STEPS, Morning
from tests.live.page import LiveRegion

STEP = st.tuples(
    st.sampled_from([*STEPS, "receive", "receive", "rate", "claim", "take_next"]),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
)
FATE = st.sampled_from(("arrives", "arrives", "arrives", "is lost", "comes twice"))


def listeners(morning: Morning) -> list[Listener]:
    """Every audience somebody could be in: boards through each lens, the wall, each person, and the first contacts opened."""
    hub = morning.hub.hub_id
    found = [Listener(audiences.board(hub, lens), lens) for lens in Lens]
    found.append(Listener(audiences.wall(hub), Lens.FIGURES))
    found += [Listener(audiences.person(hub, one.person_id), one.lens) for one in morning.people]
    found += [Listener(audiences.waits(hub, one.person_id), one.lens) for one in morning.people]
    for ref in morning.refs[:2]:
        found += [Listener(audiences.contact(hub, ref, lens), lens) for lens in (Lens.PRACTICE, Lens.SUPPORT)]
    return found


async def bring(frames: Frames, morning: Morning, pages: dict[Listener, LiveRegion], fate: str) -> None:
    """Send every page what it needs, as its fate has it."""
    for listener, page in pages.items():
        try:
            (frame,) = await frames.since([listener], page.epoch, [page.seq], morning.now)
        except TooFarBehind:
            pages[listener] = await fresh(frames, morning, listener)
            continue
        if fate == "is lost":
            continue
        assert page.take(frame) in ("applied", "dropped")
        if fate == "comes twice":
            assert page.take(frame) == "dropped"


async def fresh(frames: Frames, morning: Morning, listener: Listener) -> LiveRegion:
    (region,) = await frames.regions([listener], morning.now)
    return LiveRegion.of(region)


async def compare(
    db: Database, morning: Morning, pages: dict[Listener, LiveRegion], processes: Iterable[Frames]
) -> None:
    """Every page, and what each process gives a page that comes now, is what a process that remembers nothing would draw."""
    newborn = Frames(db)
    for listener, page in pages.items():
        expected = await fresh(newborn, morning, listener)
        for process in processes:
            given = await fresh(process, morning, listener)
            assert given.picture() == expected.picture(), f"{listener.audience} kept after {morning.done}"
            assert (given.lanes(), given.seq) == (expected.lanes(), expected.seq)
        assert page.picture() == expected.picture(), f"{listener.audience} after {morning.done}"
        assert page.lanes() == expected.lanes()
        assert page.seq <= expected.seq


async def tell(
    url: str, steps: Iterable[tuple[tuple[str, int, int, int], str, bool]], *, often: bool = False
) -> list[str]:
    """Live through these steps and compare at the end, or after each frame that arrives. Returns what was done."""
    db = Database(url, pool_size=3)
    try:
        morning = await Morning.begin(db, f"h{uuid.uuid4().hex[:12]}")
        for n in range(3):
            await morning.do("receive", n, n, 1 + 2 * n)
        processes = (Frames(db), Frames(db))
        pages = {one: await fresh(processes[0], morning, one) for one in listeners(morning)}
        for (name, a, b, c), fate, other in steps:
            await morning.do(name, a, b, c)
            await bring(processes[other], morning, pages, fate)
            if often and fate != "is lost":
                await compare(db, morning, pages, processes)
        await bring(processes[1], morning, pages, "arrives")
        await compare(db, morning, pages, processes)
        return morning.done
    finally:
        await db.close()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=st.lists(st.tuples(STEP, FATE, st.booleans()), min_size=4, max_size=14))
def test_a_page_moved_by_frames_equals_a_page_fetched_anew(
    database_url: str, steps: list[tuple[tuple[str, int, int, int], str, bool]]
) -> None:
    note("; ".join(asyncio.run(tell(database_url, steps))))


EVERY_STEP_ON = [
    (("foresee", 0, 0, 0), "arrives", True),
    *((("rate", 1, n, 0), "arrives", False) for n in range(3)),
    (("settle", 0, 1, 4), "arrives", True),
    (("settle", 1, 2, 3), "arrives", False),
    (("restrict", 1, 2, 2), "arrives", True),
    (("match_restricted", 0, 0, 0), "arrives", False),
    (("settle", 1, 2, 2), "arrives", True),
    (("unrestrict", 1, 2, 0), "arrives", False),
    (("claim", 0, 1, 0), "arrives", True),
    (("hand_over", 0, 1, 1), "arrives", False),
    (("decline", 1, 1, 0), "comes twice", True),
    (("undo", 1, 1, 0), "arrives", False),
    (("accept", 1, 1, 0), "arrives", True),
    (("undo", 1, 1, 0), "is lost", False),
    (("withdraw", 0, 1, 0), "arrives", True),
    (("own", 1, 1, 2), "arrives", False),
    (("own", 1, 1, 1), "arrives", True),
    (("reassign", 1, 1, 2), "arrives", False),
    (("undo", 1, 1, 0), "arrives", True),
    (("release", 0, 1, 0), "arrives", False),
    (("allocate", 1, 1, 0), "arrives", True),
    (("undo", 1, 1, 0), "arrives", False),
    (("allocate", 1, 1, 0), "arrives", True),
    (("hand_over", 0, 1, 2), "arrives", False),
    (("time_passes", 0, 20, 0), "arrives", True),
    (("accept", 2, 1, 0), "arrives", False),
    (("release", 2, 1, 0), "arrives", True),
    (("claim", 1, 0, 0), "arrives", True),
    (("restrict", 1, 0, 2), "comes twice", False),
    (("release", 1, 0, 0), "is lost", True),
    (("claim", 2, 0, 0), "arrives", False),
    (("receive_again", 3, 0, 1), "arrives", True),
    (("rate_one", 2, 0, 1), "arrives", False),
    (("say_safe_now", 1, 1, 1), "arrives", True),
    (("add_child", 2, 0, 2), "arrives", True),
    (("record_measure", 1, 0, 1), "arrives", False),
    (("review", 1, 0, 0), "arrives", True),
    (("meet", 1, 1, 1), "arrives", False),
    (("meet", 1, 1, 2), "arrives", True),
    (("meet", 1, 1, 4), "arrives", False),
    (("meet", 1, 0, 3), "arrives", True),
    (("time_passes", 9, 30, 0), "arrives", False),
    (("end_measure", 1, 0, 0), "arrives", True),
    (("hold", 2, 0, 1), "arrives", True),
    (("acknowledge", 2, 0, 0), "arrives", False),
    (("restrict", 2, 0, 4), "arrives", True),
    (("unrestrict", 2, 0, 0), "arrives", False),
    (("receive", 3, 2, 7), "arrives", True),
    (("claim", 1, 3, 0), "arrives", False),
    (("claim", 2, 3, 0), "arrives", True),
    (("release", 2, 3, 0), "arrives", False),
    (("close", 2, 3, 0), "arrives", True),
    (("claim", 0, 1, 0), "arrives", False),
    (("receive_again", 3, 1, 1), "is lost", True),
    (("release", 1, 1, 0), "arrives", False),
    (("take_next", 0, 0, 0), "arrives", True),
    (("amend", 2, 1, 1), "arrives", False),
    (("amend_for_later", 2, 20, 1), "arrives", True),
    (("keep_hours", 2, 1, 0), "arrives", False),
    (("change_seat", 1, 1, 0), "arrives", True),
    (("keep_hours", 2, 2, 5), "comes twice", True),
    (("change_seat", 1, 1, 0), "is lost", False),
    (("keep_hours", 2, 0, 4), "arrives", True),
    (("close", 1, 1, 1), "arrives", True),
    (("foresee", 0, 0, 0), "is lost", True),
    (("put_on_duty", 1, 0, 30), "arrives", False),
    (("put_on_duty", 1, 1, 20), "arrives", True),
    (("foresee", 0, 0, 0), "arrives", True),
    (("claim", 0, 2, 0), "arrives", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("mark_handover", 1, 20, 0), "arrives", True),
    (("end_duty", 1, 0, 0), "arrives", False),
    (("turn_rota", 0, 0, 0), "is lost", True),
    (("put_on_duty", 1, 0, 10), "comes twice", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("restrict", 1, 2, 3), "arrives", False),
    (("turn_rota", 0, 0, 0), "arrives", True),
    (("read_and_seal", 1, 0, 0), "arrives", False),
    (("care_for_a_screen", 2, 0, 0), "arrives", True),
    *((("care_for_a_screen", 2, n, n), "arrives", True) for n in range(5)),
    (("visit", 3, 0, 0), "arrives", True),
    (("visit", 3, 0, 2), "is lost", True),
    (("tell", 0, 1, 1), "arrives", True),
    (("tell", 1, 1, 2), "is lost", True),
    (("climbing_up", 0, 0, 0), "arrives", True),
    (("find_dark", 0, 0, 0), "arrives", False),
    (("care_for_a_screen", 2, 0, 1), "arrives", True),
    (("time_passes", 40, 50, 0), "is lost", True),
    (("tend_walls", 0, 0, 0), "arrives", True),
    (("visit", 1, 0, 0), "comes twice", True),
    (("visit", 1, 0, 3), "arrives", True),
    (("climb", 0, 0, 0), "arrives", True),
    (("time_passes", 0, 20, 0), "arrives", True),
    (("climb", 0, 0, 0), "arrives", True),
]


def test_every_step_on_an_open_a_held_and_a_restricted_contact_keeps_pages_true(database_url: str) -> None:
    done = asyncio.run(tell(database_url, EVERY_STEP_ON, often=True))
    assert {step for step in STEPS if step not in ("find_dark",)} <= set(done), done
    happened = asyncio.run(kinds_of(database_url))
    assert {"agency_hours_began", "reminders_recounted", "seat_ended"} <= happened


async def kinds_of(url: str) -> set[str]:
    """Every kind of event that has happened in this database."""
    db = Database(url, pool_size=1)
    try:
        async with db.connection() as conn:
            return set((await conn.execute(text("select distinct kind from events"))).scalars())
    finally:
        await db.close()


def test_a_frame_forgotten_by_the_table_of_changes_would_be_noticed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof can fail: with one kind of event mapped to nothing, a page moved by frames differs from a fresh one."""
    monkeypatch.setitem(KINDS, "contact_claimed", replace(KINDS["contact_claimed"], redraws=NOTHING))
    steps = [(("claim", 0, 1, 0), "arrives", False)]
    with pytest.raises(AssertionError, match="board"):
        asyncio.run(tell(database_url, steps))


def test_what_looks_like_the_family_of_an_open_contact_follows_what_happens_to_the_other(
    database_url: str,
) -> None:
    """Found, settled, restricted and back, closed: the list on an open page says it at once, and nothing while it is restricted."""

    async def live() -> list[list[str]]:
        db = Database(database_url, pool_size=3)
        try:
            morning = await Morning.begin(db, f"h{uuid.uuid4().hex[:12]}")
            await morning.do("receive", 0, 1, 1)
            frames, said = Frames(db), []
            (one,) = [
                Listener(audiences.contact(morning.hub.hub_id, morning.refs[0], Lens.PRACTICE), Lens.PRACTICE)
            ]
            pages = {one: await fresh(frames, morning, one)}
            for name, a, b, c in (
                ("receive", 0, 2, 1), ("settle", 0, 0, 2), ("settle", 0, 1, 1), ("restrict", 1, 1, 2),
                ("match_restricted", 0, 0, 0), ("settle", 1, 1, 0), ("unrestrict", 1, 1, 0), ("restrict", 1, 0, 2), ("unrestrict", 1, 0, 2),
                ("close", 1, 1, 0),
            ):  # fmt: skip
                await morning.do(name, a, b, c)
                await bring(frames, morning, pages, "arrives")
                await compare(db, morning, pages, [frames])
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
    done = asyncio.run(tell(database_url, [(act, "arrives", False) for act in acts]))
    assert done[-2:] == ["claim", "restrict"]
