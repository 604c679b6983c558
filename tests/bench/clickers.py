"""People clicking, in a process of their own: claims and releases over HTTP as the page's script sends them."""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from time import monotonic, time
from typing import Any

from tests.bench.raw_client import Http, form
from tests.bench.results import Spread
from tests.bench.screen import Screen

REASON = "Handed over at the end of a shift."


class Person:
    """Somebody with one page open, whose socket keeps its cursors as near to now as a real page's are."""

    def __init__(self, place: dict[str, Any]) -> None:
        self.place = place
        self.http = Http(place["port"])
        self.screen = Screen(place)

    async def click(self, ref: str, verb: str, *, live: bool = True, reason: str = "") -> int:
        """Send the form; answers the status. live: with the page's cursors, so that the answer brings frames."""
        headers, body = form(**({"reason": reason} if reason else {}))
        headers["Cookie"] = self.place["cookie"]
        if live:
            headers["Board-Page"] = self.place["page"]
            headers["Board-Since"] = self.screen.stands
        path = f"{self.place['path'].rpartition('/')[0]}/contacts/{ref}/{verb}"
        return (await self.http.ask("POST", path, headers, body))[0]


class Clickers:
    """What the bench asks of a process of people."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.random = random.Random(7)
        self.spread = Spread()
        self.statuses: Counter[str] = Counter()

    async def come(self, places: list[dict[str, Any]], seed: int = 7, live: bool = True) -> None:
        """These people sit down. live: each with a screen open."""
        self.people = [Person(place) for place in places]
        self.random.seed(seed)
        for person in self.people if live else []:
            await person.screen.connect()

    async def _timed(self, person: Person, ref: str, verb: str, count: bool = True, reason: str = "") -> int:
        began = monotonic()
        status = await person.click(ref, verb, reason=reason)
        if count:
            self.spread.add(monotonic() - began)
        self.statuses[f"{verb} {status}"] += 1
        return status

    def _answer(self) -> dict[str, Any]:
        answer = {"spread": self.spread.plain(), "statuses": dict(self.statuses)}
        self.spread, self.statuses = Spread(), Counter()
        return answer

    async def paced(self, refs: list[str], rate: float, seconds: float) -> dict[str, Any]:
        """Claims and releases at this rate, whether or not the ones before were answered. Everything claimed is released in the end."""
        free = list(refs)
        held: list[tuple[Person, str]] = []
        tasks: set[asyncio.Task[None]] = set()
        began = monotonic()

        async def take(person: Person, ref: str) -> None:
            await self._timed(person, ref, "claim")
            held.append((person, ref))
            busy.discard(person)

        async def let_go(person: Person, ref: str) -> None:
            await self._timed(person, ref, "release", reason=REASON)
            free.append(ref)
            busy.discard(person)

        busy: set[Person] = set()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - monotonic()))
            idle = [person for person in self.people if person not in busy]
            letting = [pair for pair in held if pair[0] not in busy]
            if letting and (not free or self.random.random() < 0.5):
                pair = self.random.choice(letting)
                held.remove(pair)
                person, work = pair[0], let_go(*pair)
            elif free and idle:
                person = self.random.choice(idle)
                work = take(person, free.pop(self.random.randrange(len(free))))
            else:
                continue
            busy.add(person)
            task = asyncio.create_task(work)
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        seconds = monotonic() - began
        while tasks or held:
            for person, ref in held:
                tasks.add(asyncio.create_task(let_go(person, ref)))
            held.clear()
            await asyncio.wait(tasks, timeout=30)
            tasks = {task for task in tasks if not task.done()}
        return {**self._answer(), "seconds": seconds}

    async def crowd(self, refs: list[str], think: float, seconds: float) -> dict[str, Any]:
        """Everybody clicks on one of these, thinks about as long as this, and lets go what they won. Only claims are timed."""
        end = monotonic() + seconds

        async def one(person: Person) -> None:
            await asyncio.sleep(self.random.uniform(0, think))
            while monotonic() < end:
                ref = self.random.choice(refs)
                if await self._timed(person, ref, "claim") == 200:
                    await asyncio.sleep(self.random.uniform(0, think))
                    await self._timed(person, ref, "release", count=False, reason=REASON)
                await asyncio.sleep(self.random.uniform(think / 2, think * 3 / 2))

        await asyncio.gather(*(one(person) for person in self.people))
        return self._answer()

    async def rush(self, refs: list[str]) -> dict[str, Any]:
        """Everybody clicks at the same moment, several on each."""
        work = [
            self._timed(person, refs[n % len(refs)], "claim", True) for n, person in enumerate(self.people)
        ]
        await asyncio.gather(*work)
        return self._answer()

    async def storm(self, refs: list[str], claims: int, ledger: str, ports: list[int]) -> dict[str, Any]:
        """Claim again and again, each people on their own, until so many tries were made here; each yes goes into the ledger at once.

        Servers may be killed meanwhile: a request without an answer counts as nothing, and the next goes to another server.
        """
        left = claims
        descriptor = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:

            async def one(person: Person) -> None:
                nonlocal left
                while left > 0:
                    left -= 1
                    ref = self.random.choice(refs)
                    began = time()
                    try:
                        status = await person.click(ref, "claim", live=False)
                        self.statuses[str(status)] += 1
                        if status == 303:
                            line = [person.place["person"], ref, began, time()]
                            os.write(descriptor, json.dumps(line).encode() + b"\n")
                            await person.click(ref, "release", live=False, reason=REASON)
                    except (OSError, EOFError):
                        self.statuses["no answer"] += 1
                        person.http.close()
                        person.http = Http(self.random.choice(ports))
                        await asyncio.sleep(0.05)

            await asyncio.gather(*(one(person) for person in self.people))
        finally:
            os.close(descriptor)
        return self._answer()
