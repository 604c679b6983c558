"""Find Debian's Firefox and WebKitGTK for the tests in other browsers, or install them; never pretend that they are there.

Firefox is driven by WebDriver BiDi on its own port, WebKitGTK by WebKitWebDriver on an invisible screen of its own (Xvfb).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.chromium import root_on_debian

PACKAGES = {"firefox-esr": "firefox-esr", "WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
MINI_BROWSERS = ("/usr/lib/*/webkit2gtk-4.1/MiniBrowser", "/usr/lib/*/webkit2gtk-4.0/MiniBrowser")


def missing() -> list[str]:
    """The packages whose programs are not on this machine."""
    found = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    return found if found or mini_browser() else ["webkit2gtk-driver"]


def mini_browser() -> Path | None:
    """The browser that WebKitWebDriver drives; it comes with the driver's package."""
    root = Path("/")
    return next((path for pattern in MINI_BROWSERS for path in root.glob(pattern[1:])), None)


def missing_after_install(run: Callable[..., object] = subprocess.run) -> list[str]:
    """The packages that are not here even after trying to install them."""
    wanted = missing()
    if not wanted or not root_on_debian():
        return wanted
    quiet = "apt-get -o DPkg::Lock::Timeout=300 -qq"
    command = f"{quiet} update && {quiet} install -y --no-install-recommends {' '.join(wanted)}"
    print(f"Firefox or WebKitGTK is missing; installing: {' '.join(wanted)}", flush=True)
    run(["sh", "-c", command], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    return missing()


def command_to_run(packages: list[str]) -> str:
    """The one command that brings them to this machine."""
    return f"sudo apt-get install -y {' '.join(packages)}"
