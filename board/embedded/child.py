"""Child processes that die with us, and the ones an earlier run left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TypedDict

import psutil

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    when_parent_dies: signal.Signals,
    account: pwd.struct_passwd | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches us alone; on Linux it dies with us.

    Call it from a thread that lives as long as the child should: Linux ties the child to the thread.
    """
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=dies_with(os.getpid(), when_parent_dies),
        **as_account(account),
    )


class AsAccount(TypedDict, total=False):
    """Keywords of subprocess that drop root; none when we are not root."""

    user: int
    group: int
    extra_groups: list[int]


def as_account(account: pwd.struct_passwd | None) -> AsAccount:
    if account is None:
        return {}
    return AsAccount(user=account.pw_uid, group=account.pw_gid, extra_groups=[])


def dies_with(parent: int, with_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes the program; subprocess has changed its user by then."""
    libc = _LIBC
    if libc is None:
        return None

    def bind() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return bind


def stop(process: subprocess.Popen[bytes], gently: signal.Signals, patience: float) -> None:
    """End a child: ask, wait, then insist."""
    if process.poll() is not None:
        return
    process.send_signal(gently)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_orphans(program: str, folder: Path, gently: signal.Signals, patience: float = 15) -> None:
    """End what an earlier run left working in this folder.

    Only called by the holder of the folder's lock, so whoever works there has lost its supervisor: a server on
    a system without parent-death signals, one still shutting down, or backends whose postmaster was killed.
    """
    orphans = [process for process in psutil.process_iter() if works_in(process, program, folder)]
    for process in orphans:
        signal_quietly(process, gently)
    _, stubborn = psutil.wait_procs(orphans, timeout=patience)
    for process in stubborn:
        signal_quietly(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=patience)


def works_in(process: psutil.Process, program: str, folder: Path) -> bool:
    """A zombie works nowhere, and a process we may not look at is not ours."""
    try:
        return process.name() == program and process.cwd() == str(folder)
    except psutil.Error:
        return False


def signal_quietly(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)
