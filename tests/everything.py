"""What `make test` runs: all tests by cores, those in a browser with browsers found or installed.

Where a browser cannot be had, everything else runs and the whole then fails with the one command to run: a
browser test that did not run is never silence.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests import chromium, other_browsers


def main(arguments: list[str]) -> int:
    browser = chromium.find_or_install()
    others = other_browsers.missing_after_install()
    # One more at a time than there are cores, because tests in a browser wait half of their time. In our own order: see tests/conftest.py.
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        str((os.cpu_count() or 1) + 1),
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "--durations=30",
    ]
    command += arguments
    left_out = [
        *(["not browser"] if browser is None else []),
        *(["not other_browsers"] if others else []),
    ]
    if left_out:
        command += ["-m", " and ".join(left_out)]
    environment = {**os.environ, "CHROMIUM": str(browser)} if browser else None
    done = subprocess.run(command, env=environment, check=False)
    if browser is None:
        say("The browser tests", "no Chromium", chromium.command_to_run())
    if others:
        say(
            "The tests in Firefox and WebKitGTK",
            f"no {', '.join(others)}",
            other_browsers.command_to_run(others),
        )
    return done.returncode or (1 if left_out else 0)


def say(tests: str, lacking: str, command: str) -> None:
    print(
        f"{tests} did not run: there is {lacking} here and none could be installed. "
        f"Run this, then make test again:\n\n    {command}\n",
        file=sys.stderr,
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
