"""Tests of pages that stand for a month or take ten thousand updates, at their full length in a real browser."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from time import monotonic

from board.domain.people import Actor
from tests import chromium, long
from tests.bench.results import Figures, at_least, at_most, plain
from tests.bench.servers import Scale, Servers


async def measure(_: Servers, scale: Scale, __: list[Actor]) -> Figures:
    """Run them as pytest does, one after the other. quick: at the length that each run of the tests has."""
    browser = await asyncio.to_thread(chromium.find_or_install)
    told = {**os.environ, long.NAME: "0" if scale.quick else "1"} | (
        {"CHROMIUM": str(browser)} if browser else {}
    )
    began = monotonic()
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *long.FILES),
        env=told,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await run.communicate())[0].decode()
    print(said, file=sys.stderr)
    passed = re.search(r"(\d+) passed", said)
    return {
        "passed": at_least(int(passed[1]) if passed else 0, 1, "tests"),
        "exit": at_most(run.returncode or 0, 0, "status of pytest"),
        "took": plain(monotonic() - began, "s"),
    }
