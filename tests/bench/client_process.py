"""A process of clients, told over its pipes what to do: one JSON line asks, one answers.

`python -m tests.bench.client_process MODULE:CLASS` is the process; ClientProcess is its end here. It is killed with whoever started it.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from board.embedded.child import dies_with

LONGEST_LINE = 2**27


class ClientFailed(Exception):
    """A client process could not do what it was asked, or is gone."""


class ClientProcess:
    """Asks a client process. Bounded in time; kill() at the end in any case."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, kind: str, log: Path) -> ClientProcess:
        """kind: `module:Class`, made without arguments in the process. log: where it complains."""
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.bench.client_process",
                kind,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=output,
                limit=LONGEST_LINE,
                preexec_fn=dies_with(os.getpid(), signal.SIGKILL),
            )
        return cls(process)

    async def ask(self, what: str, *, within: float = 60, **facts: Any) -> Any:
        """Have it do this and answer. Raises ClientFailed, TimeoutError."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([what, facts]).encode() + b"\n")
        async with asyncio.timeout(within):
            line = await self.process.stdout.readline()
        if not line:
            raise ClientFailed(f"the process ended while asked to {what}")
        done, answer = json.loads(line)
        if not done:
            raise ClientFailed(f"{what}: {answer}")
        return answer

    def strike(self) -> None:
        """kill -9, whatever it is doing."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)

    async def kill(self) -> None:
        """End it at once, and wait until it is gone."""
        self.strike()
        await self.process.wait()


async def together(clients: list[ClientProcess], what: str, *, within: float = 60, **facts: Any) -> list[Any]:
    """Ask all of them at once."""
    return await asyncio.gather(*(one.ask(what, within=within, **facts) for one in clients))


async def serve(kind: str) -> None:
    """The process's side: do what each line asks, until the pipe closes."""
    module, _, name = kind.partition(":")
    worker = getattr(importlib.import_module(module), name)()
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # a pause of the client would count against the server
    while line := await reader.readline():
        what, facts = json.loads(line)
        answer: list[Any]
        try:
            answer = [True, await getattr(worker, what)(**facts)]
        except Exception as error:  # told to whoever asked, who ends the bench
            answer = [False, f"{type(error).__name__}: {error}"]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
