"""Processes of the board, forked from one that has imported it already: a start takes a tenth of a second instead of one.

A run of the tests turns it on; a bench starts each process from its beginning, because its figures count starts. The first caller starts
the keeper (`python -m tests.forked FD`); it and its children end with the process that asked.

Wire: over one socket a request (JSON, with the log's descriptor and a line for this child); on the child's own line its process number at
once, and how it ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Protocol

from board.embedded.child import dies_with, spawn

MOST = 1 << 20
_keepers: dict[int, tuple[subprocess.Popen[bytes], socket.socket]] = {}
"""By the process that started it: a fork of a test process starts its own."""
on = False


class Process(Protocol):
    """A process of the board, however it was started."""

    pid: int

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """The exit status. Raises subprocess.TimeoutExpired."""

    def send_signal(self, sig: int) -> None:
        """Nothing happens to a process that has ended."""

    def kill(self) -> None:
        """SIGKILL."""


def launch(words: Sequence[str], env: Mapping[str, str], output: IO[bytes]) -> Process:
    """`board` with these words, in a session of its own; it dies with us."""
    if not on:
        command = [sys.executable, "-m", "board.cli", *words]
        return spawn(command, when_parent_dies=signal.SIGKILL, env=env, output=output)
    request = json.dumps({"words": list(words), "env": dict(env)}).encode()
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(_keeper(), [request], [output.fileno(), theirs.fileno()])
    return Forked(ours)


def _keeper() -> socket.socket:
    known = _keepers.get(os.getpid())
    if known is None or known[0].poll() is not None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST)
        command = [sys.executable, "-m", "tests.forked", str(theirs.fileno())]
        with theirs:
            keeper = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        known = _keepers[os.getpid()] = keeper, ours
    return known[1]


def stop() -> None:
    """End the keeper of this process, and every child that still runs."""
    if known := _keepers.pop(os.getpid(), None):
        known[1].close()
        known[0].wait(20)


class Forked:
    """One child of the keeper."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._status: int | None = None
        self.pid = int(self._read(None))

    def _read(self, timeout: float | None) -> bytes:
        self._line.settimeout(timeout)
        said = b""
        while not said.endswith(b"\n"):
            part = self._line.recv(16)
            if not part:
                raise RuntimeError("the process that forks the board's processes has ended")
            said += part
        return said

    def poll(self) -> int | None:
        """The exit status; None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """The exit status. Raises subprocess.TimeoutExpired."""
        if self._status is None:
            try:
                self._status = int(self._read(timeout))
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("board", timeout or 0) from None
            self._line.close()
        return self._status

    def send_signal(self, sig: int) -> None:
        """Nothing happens to a process that has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        self._line.close()


def serve(line: socket.socket) -> list[str]:
    """Fork a child for each request. Returns in the child, with its words; the keeper itself ends when its asker is gone."""
    wake, woken = socket.socketpair()
    for end in (wake, woken):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    children: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as events:
        events.register(line, selectors.EVENT_READ)
        events.register(wake, selectors.EVENT_READ)
        while True:
            for key, _ in events.select():
                if key.fileobj is wake:
                    wake.recv(4096)
                    _bury(children)
                    continue
                request, descriptors, _, _ = socket.recv_fds(line, MOST, 2)
                if not request:
                    for pid in children:
                        os.kill(pid, signal.SIGKILL)
                    sys.exit(0)
                output, told = descriptors[0], socket.socket(fileno=descriptors[1])
                keeper = os.getpid()
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for open_one in (line, wake, woken, told, *children.values()):
                        open_one.close()
                    return _become(json.loads(request), output, keeper)
                os.close(output)
                children[pid] = told
                with suppress(OSError):
                    told.sendall(f"{pid}\n".encode())


def _bury(children: dict[int, socket.socket]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        with children.pop(pid) as told, suppress(OSError):
            told.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(request: dict[str, dict[str, str]], output: int, keeper: int) -> list[str]:
    os.setsid()
    if bind := dies_with(keeper, signal.SIGKILL):
        bind()
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    return list(request["words"])


LATER = (
    "sqlalchemy.dialects.postgresql.asyncpg",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "workers.runner",
)
"""Modules that a process of the board imports only once it runs."""


def warm() -> None:
    """Do once what each process of the board does at its start or for its first page, so that a fork finds it done."""
    from board.api import endpoints
    from board.app import LINES, build_id, routes
    from board.render import _jinja
    from board.secrets import Passwords

    for module in LATER:
        importlib.import_module(module)
    routes(LINES)  # compiles the pattern of each address, which Python keeps
    endpoints.routes()
    build_id()
    Passwords()
    for name in _jinja.list_templates():
        _jinja.get_template(name)


if __name__ == "__main__":
    import board.cli

    warm()
    gc.collect()
    gc.freeze()
    sys.argv = ["board", *serve(socket.socket(fileno=int(sys.argv[1])))]
    board.cli.main()
