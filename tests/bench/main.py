"""`board bench`: measure line by line on a database of its own, and print one JSON object of figures beside their targets."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import resource
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, TypeAlias

import click

from board.domain.people import Actor
from board.store.migrate import prepare
from tests.bench import (
    claim_clicks,
    claim_command,
    claim_race,
    deliveries,
    fan_leg,
    fixtures,
    identities,
    kills,
    live,
    long,
    matching,
    reminders,
    resume,
    size,
    staleness,
    stalled,
    tick_idle,
)
from tests.bench.results import Figures
from tests.bench.servers import Scale, Servers, bench_servers, database

Line: TypeAlias = Callable[[Servers, Scale, list[Actor]], Awaitable[Figures]]
PEOPLE = 500
LINES: dict[str, Line] = {
    "claim_command": claim_command.measure,
    "claim_clicks": claim_clicks.measure,
    "claim_truth": claim_race.measure,
    "live": live.measure,
    "fan_leg": fan_leg.measure,
    "stalled": stalled.measure,
    "resume": resume.measure,
    "honest": staleness.measure,
    "size": size.measure,
    "matching": matching.measure,
    "identities": identities.measure,
    "deliveries": deliveries.measure,
    "reminders": reminders.measure,
    "tick_idle": tick_idle.measure,
    "long": long.measure,
    "kills": kills.measure,
}


@click.command()
@click.option(
    "--quick", is_flag=True, help="Within some six minutes, to have a look; not for figures to be kept."
)
@click.option("--only", type=click.Choice(list(LINES)), multiple=True, help="These lines alone.")
@click.option("--sockets", default="", help="Numbers of open screens for the line live: 100,500,1000,2000.")
def bench(quick: bool, only: tuple[str, ...], sockets: str) -> None:
    """Measure on a database of its own and print one JSON object."""
    numbers = tuple(int(word) for word in sockets.split(",") if word)
    scale = Scale(quick, numbers or ((100, 500) if quick else (100, 500, 1000, 2000)))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(whole(scale, only or tuple(LINES))), indent=2))


async def whole(scale: Scale, names: Sequence[str]) -> dict[str, Any]:
    """Every line asked for, one after the other, with the machine and how busy it was; those done so far when it is interrupted."""
    began = monotonic()
    report: dict[str, Any] = {"machine": machine(), "quick": scale.quick, "lines": {}}
    with bench_servers() as set_up:
        await prepare(set_up.url, invented=True)
        await set_up.word("create database empty template board owner board")
        async with database(set_up.url, 1) as db:
            actors = await fixtures.settle(db, PEOPLE)
        with suppress(asyncio.CancelledError):  # Ctrl-C: what was measured until then is still told
            for name in names:
                report["lines"][name] = await one(name, set_up, scale, actors)
    report["seconds"] = round(monotonic() - began, 1)
    report["load_after"] = round(os.getloadavg()[0], 1)
    return report


async def one(name: str, set_up: Servers, scale: Scale, actors: list[Actor]) -> Figures:
    """One line; one that fails says so in the report, and the others go on."""
    began = monotonic()
    try:
        figures = await LINES[name](set_up, scale, actors)
    except Exception as error:  # the report says it, and `met` is false
        figures = {"failed": {"value": 1, "unit": f"{type(error).__name__}: {error}", "met": False}}
    took = monotonic() - began
    missed = [key for key, figure in figures.items() if figure.get("met") is False]
    print(f"{name}: {took:.0f} s{', missed: ' + ', '.join(missed) if missed else ''}", file=sys.stderr)
    return figures


def machine() -> dict[str, str | int | float]:
    """What was measured on, and how busy it was with other things."""
    return {
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_before": round(os.getloadavg()[0], 1),
    }
