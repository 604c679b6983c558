"""What `make test` runs: all tests by cores, those in a browser with a Chromium found or installed.

Where no Chromium can be had, everything else runs and the whole then fails with the one command to run: a
browser test that did not run is never silence.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests import chromium


def main(arguments: list[str]) -> int:
    browser = chromium.find_or_install()
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
    if browser:
        return subprocess.run(command, env={**os.environ, "CHROMIUM": str(browser)}, check=False).returncode
    done = subprocess.run([*command, "-m", "not browser"], check=False)
    print(
        "The browser tests did not run: there is no Chromium here and none could be installed. "
        f"Run this, then make test again:\n\n    {chromium.command_to_run()}\n",
        file=sys.stderr,
    )
    return done.returncode or 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
