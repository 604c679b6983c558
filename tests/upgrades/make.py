"""Make the folder of this version: a database that lived with this code, and this code's own answers about it. Run once a version, with
the code as released: .venv/bin/python -m tests.upgrades.make

The folder is named by the schema's version. It holds invented people alone, and the tests of later versions read it:
    schema.sql.xz     schema.sql as it was
    database.sql.xz   the database of tests/upgrades/lived.py, by pg_dump
    answers.json.xz   answers of this code, from tests/upgrades/answers.py
"""

from __future__ import annotations

import asyncio
import json
import lzma
import re
import subprocess
import tempfile
from pathlib import Path

from board.embedded import places
from board.embedded.postgres import programs
from board.store.migrate import newest, schema_sql
from tests import servers
from tests.upgrades.answers import answers
from tests.upgrades.lived import NOW, live

HERE = Path(__file__).parent


def main() -> None:
    folder = HERE / f"{newest():04}"
    folder.mkdir()
    run = servers.open_run()
    try:
        with servers.fresh_database("lived") as url, tempfile.TemporaryDirectory() as data:
            asyncio.run(live(url))
            dump = dumped(url)
            said = asyncio.run(answers(url, Path(data), NOW))
    finally:
        servers.close_run(run)
    keep(folder / "schema.sql.xz", schema_sql())
    keep(folder / "database.sql.xz", dump)
    keep(folder / "answers.json.xz", json.dumps(said, ensure_ascii=False, sort_keys=True))


def dumped(url: str) -> str:
    """The database as SQL, of no owner, without the two lines by which pg_dump and psql lock each other."""
    program = programs(places.find(servers.run_folder() / "s")) / "pg_dump"
    command = [str(program), "--no-owner", url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"^\\(un)?restrict .*\n", "", told, flags=re.MULTILINE)


def keep(file: Path, told: str) -> None:
    """Write it, as small as it gets."""
    file.write_bytes(lzma.compress(told.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main()
