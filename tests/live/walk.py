"""A walk through a morning: pages of every audience follow it by frames, and each is held against a page that is loaded again."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from board.domain import audiences
from board.domain.events import KINDS, Happened
from board.domain.permissions import Lens
from board.domain.redraws import Part
from board.live.frames import Frames, Listener, TooFarBehind
from board.queries.happened import happened
from board.store.engine import Database
from tests.live.doing import do
from tests.live.morning import Morning
from tests.live.page import LiveRegion

Step = tuple[tuple[str, int, int, int], str, bool]
"""The act, the fate of its frame, and the one of two processes that draws it."""
Pages = dict[Listener, LiveRegion]


@dataclass(slots=True)
class Walked:
    """A walk that was made. happened: kinds of event. needed: kinds whose people concerned were shown to be needed, each by a page that
    differs from one loaded again where one person is left out.
    """

    done: list[str] = field(default_factory=list)
    happened: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)


def listeners(morning: Morning) -> list[Listener]:
    """Every audience somebody could be in: board and rota through each lens, the wall, each person, and the first contacts opened."""
    hub = morning.hub.hub_id
    found = [Listener(of(hub, lens), lens) for lens in Lens for of in (audiences.board, audiences.rota)]
    found.append(Listener(audiences.wall(hub), Lens.FIGURES))
    found += [
        Listener(audiences.person(hub, one.person_id), one.lens, one.person_id) for one in morning.people
    ]
    found += [
        Listener(audiences.waits(hub, one.person_id), one.lens, one.person_id) for one in morning.people
    ]
    # A person from whom contacts may be kept: their board and rota are their own then.
    first = morning.people[0]
    found += [
        Listener(of(hub, first.lens), first.lens, first.person_id) for of in (audiences.board, audiences.rota)
    ]
    found.append(Listener(audiences.draft(hub, str(morning.lists[0])), Lens.FIGURES))
    for ref in morning.refs[:2]:
        found += [Listener(audiences.contact(hub, ref, lens), lens) for lens in (Lens.PRACTICE, Lens.SUPPORT)]
    assert {one.audience.kind for one in found} == {*get_args(audiences.Kind)}, (
        "every kind of audience listens"
    )
    return found


async def fresh(frames: Frames, morning: Morning, listening: Iterable[Listener]) -> Pages:
    """A page loaded now by each of these."""
    asking = list(listening)
    regions = await frames.regions(asking, morning.now)
    return {one: LiveRegion.of(region) for one, region in zip(asking, regions, strict=True)}


async def bring(frames: Frames, morning: Morning, pages: Pages, fate: str) -> None:
    """Send every page what it needs, as its fate has it."""
    asking, (epoch,) = list(pages), {page.epoch for page in pages.values()}
    try:
        sent = await frames.since(asking, epoch, [page.seq for page in pages.values()], morning.now)
    except TooFarBehind:
        pages |= await fresh(frames, morning, asking)
        return
    for page, frame in zip(pages.values(), sent, strict=True):
        if fate != "is lost":
            assert page.take(frame) in ("applied", "dropped")
        if fate == "comes twice":
            assert page.take(frame) == "dropped"


def compare(morning: Morning, pages: Pages, expected: Mapping[Listener, LiveRegion]) -> None:
    """Each of these pages is what a process that remembers nothing draws."""
    for listener, page in pages.items():
        meant = expected[listener]
        assert page.picture() == meant.picture(), f"{listener.audience} after {morning.done}"
        assert page.lanes() == meant.lanes()
        assert page.seq <= meant.seq


def left_out(events: Sequence[Happened], before: Pages, after: Pages) -> set[int]:
    """People whose strip is another than before these events, and whom none of them concerns."""
    if any(Part.ALL in KINDS[one.kind].redraws.parts.get("person", ()) for one in events):
        return set()
    changed = {
        one.audience.person_id for one in strips(before) if before[one].picture() != after[one].picture()
    }
    return changed.difference(*(one.concerns for one in events))


def strips(pages: Pages) -> list[Listener]:
    return [one for one in pages if one.audience.kind == "person"]


async def needed(
    frames: Frames, morning: Morning, events: Sequence[Happened], before: Pages, after: Pages, known: set[str]
) -> set[str]:
    """Kinds among these events without whose people concerned the strip of one of them would not be as a page loaded again."""
    found = set[str]()
    async with frames.moment(morning.hub.hub_id, morning.now) as moment:
        for one in strips(before):
            person, stood = one.audience.person_id, before[one]
            if stood.picture() == after[one].picture():
                continue
            kinds = {
                e.kind for e in events if person in e.concerns and "person" in KINDS[e.kind].redraws.parts
            }
            for kind in kinds - known - found:
                told = [replace(e, concerns=e.concerns - {person}) if e.kind == kind else e for e in events]
                page = replace(stood, standing=dict(stood.standing))
                page.take(await frames.frame(moment, one, told, page.seq))
                found |= {kind} if page.picture() != after[one].picture() else set()
    return found


async def walk(morning: Morning, steps: Iterable[Step], *, often: bool = False) -> Walked:
    """Live through these steps and compare at the end, or after each of them as well."""
    db, walked = morning.db, Walked()
    for n in range(3):
        await do(morning, "receive", n, n, 1 + 2 * n)
    await do(morning, "upload_list", 3, 0, 0)
    processes, witness = (Frames(db), Frames(db)), Frames(db)
    pages = await fresh(processes[0], morning, listeners(morning))
    stood = await fresh(Frames(db), morning, pages)
    for n, ((name, a, b, c), fate, other) in enumerate(steps):
        await do(morning, name, a, b, c)
        await bring(processes[other], morning, pages, fate)
        if not often:
            continue
        expected = await fresh(Frames(db), morning, pages)
        seq, head = max(page.seq for page in stood.values()), max(page.seq for page in expected.values())
        async with db.connection() as conn:
            events = await happened(conn, morning.hub.hub_id, seq, head, most=1_000) or []
        walked.happened |= {one.kind for one in events}
        missed = left_out(events, stood, expected)
        assert not missed, (
            f"{[e.kind for e in events]} changed the strip of {missed}: name them as told where it is recorded"
        )
        walked.needed |= await needed(witness, morning, events, stood, expected, walked.needed)
        stood = expected
        if fate != "is lost":
            compare(morning, pages, expected)
        if n % 4 == 3:  # each process in turn, at every eighth step
            compare(morning, await fresh(processes[n // 4 % 2], morning, pages), expected)
    await bring(processes[1], morning, pages, "arrives")
    expected = await fresh(Frames(db), morning, pages)
    compare(morning, pages, expected)
    for process in processes:
        compare(morning, await fresh(process, morning, pages), expected)
    walked.done = morning.done
    return walked


def walked(url: str, *walks: Iterable[Step], often: bool = False) -> list[Walked]:
    """Each of these walks in a hub of its own, beside each other."""

    async def all_of() -> list[Walked]:
        db = Database(url, pool_size=3 * len(walks))
        try:
            begun = [(await Morning.begin(db, f"h{uuid.uuid4().hex[:12]}"), one) for one in walks]
            return await asyncio.gather(*(walk(morning, one, often=often) for morning, one in begun))
        finally:
            await db.close()

    return asyncio.run(all_of())
