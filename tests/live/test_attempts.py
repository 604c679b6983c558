"""Attempts to find out about a restricted contact come by frames to the people named who have it open, and tell nobody else anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from board.commands.contacts import receive
from board.domain.audiences import Audience, board, contact, person, wall
from board.domain.people import Actor
from board.live.frames import Frames, Listener
from board.store.engine import Database
from board.store.incident.attempts import keep_attempt
from tests import make
from tests.commands.incident.test_restrict_too import NED, NOW, Scene
from workers.sendings import tell_of_look_ups, tell_of_sendings


@pytest.fixture
async def scene(database: Database) -> Scene:
    made = Scene(database, await make.hub(database))
    await made.begin()
    return made


class Open:
    """A page that is open, as far as frames have brought it."""

    def __init__(self, frames: Frames, audience: Audience, who: Actor) -> None:
        self.frames, self.listener = frames, Listener(audience, who.lens, who.person_id)
        self.epoch = self.seq = 0

    async def load(self) -> str:
        (region,) = await self.frames.regions([self.listener], NOW)
        self.epoch, self.seq = region.epoch, region.seq
        return region.pieces.get("contact-attempts", "")

    async def pushed(self) -> str:
        """The next frame, once."""
        (frame,) = await self.frames.since([self.listener], self.epoch, (self.seq,), NOW)
        self.seq = frame.to_seq
        return frame.content


async def look_for(scene: Scene, who: Actor, ref: str, way: str = "opened") -> None:
    async with scene.db.transaction() as tx:
        await keep_attempt(tx.conn, who, [ref], [], way, now=NOW)


async def test_each_attempt_and_question_comes_by_itself(scene: Scene) -> None:
    hub, frames = scene.hub.hub_id, Frames(scene.db)
    page = Open(frames, contact(hub, scene.ref, scene.named[0].lens), scene.named[0])
    began = await page.load()
    assert f"Answer for {scene.other}" in began and "sent another incident" in began
    await scene.send(replace(scene.new, summary="More."))
    assert f"{scene.sender.name} sent late information" in await page.pushed()
    await look_for(scene, scene.outsider, scene.ref)
    assert await page.pushed() == "", "nothing happened yet"
    await tell_of_look_ups(scene.db, NOW)
    assert f"{scene.outsider.name} looked for it by its reference" in await page.pushed()
    await look_for(scene, scene.outsider, scene.ref, "found")
    await tell_of_look_ups(scene.db, NOW)
    assert "searched for its family" in await page.pushed()
    third = await scene.send(replace(scene.new, children=(NED,), adults=(), incident_on=date(2026, 11, 1)))
    assert f"Answer for {third}" in await page.pushed()
    await scene.answer(scene.named[0], "no")
    now = await page.pushed()
    assert f"{scene.named[0].name} answered: {scene.other} need not be restricted" in now
    assert f"Answer for {scene.other}" not in now and f"Answer for {third}" in now
    await scene.answer(scene.named[1], "yes", other=third)
    moved = await page.pushed()
    assert (
        f"{third} is restricted too" in moved
        and await Open(frames, page.listener.audience, scene.named[1]).load() in moved
    )


async def test_what_other_pages_are_sent_is_the_same_whatever_was_met(scene: Scene) -> None:
    hub, frames, out = scene.hub.hub_id, Frames(scene.db), scene.outsider
    pages = [
        Open(frames, board(hub, out.lens), out),
        Open(frames, wall(hub), out),
        Open(frames, person(hub, out.person_id), out),
        Open(frames, contact(hub, scene.other, out.lens), out),
    ]
    for page in pages:
        await page.load()
    seen = []
    for met in (scene.ref, "Z9Z"):
        await look_for(scene, scene.outsider, met)
        await tell_of_look_ups(scene.db, NOW)
        seen.append([await page.pushed() for page in pages])
    for new in (
        replace(scene.new, summary="More."),
        replace(scene.new, children=(NED,), adults=(), summary="Another family."),
    ):
        async with scene.db.transaction() as tx:
            await receive(tx, scene.sender, new, now=NOW)
        sent = [await page.pushed() for page in pages]
        await tell_of_sendings(scene.db, NOW)
        seen.append([await page.pushed() for page in pages])
        if new.summary == "More.":
            assert sent == [""] * 4, "late information of a restricted contact moves no page of anybody else"
    assert seen[0] == seen[1] and seen[2][1:] == seen[3][1:]
    assert 'id="contact-attempts"' in seen[0][3] and " hidden" in seen[0][3], (
        "empty, and the same for every look-up"
    )
