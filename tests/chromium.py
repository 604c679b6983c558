"""Find a Chromium for the browser tests, or install one; never pretend that there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> Path | None:
    """The Chromium to drive: CHROMIUM, one on the path, or Playwright's own; None when none of them starts."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[Path]:
    if named := os.environ.get("CHROMIUM"):
        yield Path(named)
        return  # a named one that does not start is said, not replaced
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    yield from playwrights_own()


def playwrights_own() -> Iterator[Path]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    if path.exists():
        yield path


def starts(path: Path) -> bool:
    """Whether it runs at all: a downloaded Chromium without its system libraries does not."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find_or_install() -> Path | None:
    found = find()
    if found or os.environ.get("CHROMIUM"):
        return found
    for command in ways_to_install():
        print("No Chromium found; installing one: " + " ".join(command), flush=True)
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
        if done.returncode == 0 and (found := find()):
            return found
    return None


def ways_to_install() -> Iterator[list[str]]:
    if root_on_debian():
        quiet = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
        yield ["sh", "-c", f"{' '.join(quiet)} update && {' '.join(quiet)} install -y chromium"]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]


def root_on_debian() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def command_to_run() -> str:
    """The one command that brings a Chromium to this machine."""
    if named := os.environ.get("CHROMIUM"):
        return f"unset CHROMIUM  # {named} does not start"
    if shutil.which("apt-get"):
        return "sudo apt-get install -y chromium"
    return ".venv/bin/python -m playwright install --with-deps chromium"
