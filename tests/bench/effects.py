"""Exactly one effect: rungs, events, deliveries and what the mail server took, held against each other."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from board.secrets import Secrets
from board.store.engine import Database
from board.upkeep.verify import verify
from tests.bench.due_reminders import Rise, rises
from tests.bench.results import Figures, at_most, plain

UNFINISHED = ("queued", "sending", "failed")
_RUNGS = text(
    "select r.clock_id, r.contact_id, k.kind, r.number, r.again, r.people from rungs r join clocks k using (hub_id, clock_id) "
    "where r.hub_id = :hub_id"
)
_RAISED = text(
    "select contact_id, body from events where hub_id = :hub_id and kind in ('reminder_raised', 'reminder_unheard')"
)
_MAILS = text(
    "select contact_id, kind, person_id, state::text as state, message_id from deliveries where hub_id = :hub_id and channel = 'email'"
)
_MARKED = text(
    "select kind, body from events where hub_id = :hub_id and kind in ('delivery_sent', 'delivery_put_off')"
)
_LEFT = text(
    "select (select count(*) from clocks where next_rung_at <= :now and stopped_at is null) "
    "+ (select count(*) from deliveries where channel = 'email' and state in ('queued', 'sending', 'failed'))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted. lost: rungs that should have come, messages that should have gone; doubled: what came or went more than once;
    doubled_why: the first of them, for whoever looks for the reason.
    """

    reminders: int
    messages: int
    lost: int
    doubled: int
    unfinished: int
    repeats: int
    unexplained: int
    broken: int
    events: int
    why: tuple[str, ...]

    def figures(self) -> Figures:
        """For the report."""
        why = f" ({'; '.join(self.why)})" if self.why else ""
        return {
            "reminders": plain(self.reminders, "rungs that were to come, each with its mail"),
            "messages": plain(self.messages, "different mails at the mail server"),
            "lost": at_most(self.lost, 0, f"rungs, events or messages{why}"),
            "doubled_effect": at_most(self.doubled, 0, "rungs, events or messages"),
            "unfinished": at_most(self.unfinished, 0, "messages in no final state"),
            "repeats": plain(self.repeats, "mails that came again, byte for byte the same"),
            "repeats_unexplained": at_most(
                self.unexplained, 0, "mails that came again and are not recorded as repeats"
            ),
            "broken_links": at_most(self.broken, 0, f"chains, of {self.events} events"),
        }


async def left(db: Database, now: datetime) -> int:
    """Rungs that have come and were not raised, and mails in no final state."""
    async with db.connection() as conn:
        return int((await conn.execute(_LEFT, {"now": now})).scalar_one())


async def judge(db: Database, hub_id: int, secrets: Secrets, taken: Counter[str], now: datetime) -> Found:
    """Of a hub whose clock stands at now. taken: how often the mail server had each Message-ID."""
    wanted = await rises(db, hub_id, now)
    facts = {"hub_id": hub_id}
    async with db.snapshot() as conn:
        rungs = (await conn.execute(_RUNGS, facts)).all()
        told = [(row.contact_id, json.loads(row.body)["body"]) for row in await conn.execute(_RAISED, facts)]
        mails = (await conn.execute(_MAILS, facts)).all()
        marked = [(row.kind, json.loads(row.body)["body"]) for row in await conn.execute(_MARKED, facts)]
    came = Counter((row.clock_id, row.number, row.again) for row in rungs)
    by_rung = Counter((row.contact_id, row.kind, row.number) for row in rungs)
    by_event = Counter((contact, body["clock"], body["rung"]) for contact, body in told)
    whom = Counter((row.contact_id, f"reminder_{row.kind}", one) for row in rungs for one in row.people)
    queued = Counter(
        (row.contact_id, row.kind, row.person_id) for row in mails if row.kind.startswith("reminder_")
    )
    # A bundle is several rows of one message, where a clock was moved past many reminders that were not urgent.
    sent = Counter({secrets.token_of("message", row.message_id) for row in mails if row.state == "sent"})
    arrived = Counter({name.partition("@")[0]: number for name, number in taken.items()})
    events = Counter(
        secrets.token_of("message", UUID(body["message"])) for kind, body in marked if kind == "delivery_sent"
    )
    repeated = {secrets.token_of("message", UUID(body["message"])) for _, body in marked if body["repeat"]}
    again = {name: number for name, number in arrived.items() if number > 1}
    differences: dict[str, tuple[Counter[Any], Counter[Any]]] = {
        "rungs": (_keys(wanted), came),
        "events of rungs": (by_rung, by_event),
        "mails queued": (whom, queued),
        "mails marked": (sent, events),
        "mails taken": (sent, Counter(arrived.keys())),
    }
    verdicts = await verify(db)
    return Found(
        reminders=len(wanted),
        messages=len(arrived),
        lost=sum((should - did).total() for should, did in differences.values()),
        doubled=sum((did - should).total() for should, did in differences.values()),
        unfinished=sum(row.state in UNFINISHED for row in mails),
        repeats=sum(again.values()) - len(again),
        unexplained=len(again.keys() - repeated),
        broken=sum(verdict.broken is not None for verdict in verdicts),
        events=sum(verdict.events for verdict in verdicts),
        why=tuple(
            f"{name}: {(should - did).total()} missing, {(did - should).total()} too many"
            for name, (should, did) in differences.items()
            if should != did
        ),
    )


def _keys(wanted: list[Rise]) -> Counter[tuple[int, int, int]]:
    """Each rung once, and not again: nobody acknowledged one whose rest has lapsed."""
    return Counter((rise.clock_id, rise.number, 0) for rise in wanted)
