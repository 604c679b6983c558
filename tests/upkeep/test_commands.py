"""`board verify`, `backup`, `restore`, `prepare` and `roles` as they are typed, on the embedded servers."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from board.store.engine import Database
from board.upkeep.roles import sql
from tests import make, servers
from tests.upkeep.tampering import tamper


def board(data: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command, with nothing but the folder of its data told."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(
        [sys.executable, "-m", "board.cli", *words],
        env={**environment, "BOARD_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


async def fill(url: str) -> None:
    db = Database(url)
    hub = await make.hub(db)
    await make.contact_rated(db, await make.person(db, hub))
    await db.close()


def test_from_a_running_board_to_a_backup_to_an_empty_folder(
    cluster: servers.Cluster, tmp_path: Path
) -> None:
    asyncio.run(fill(cluster.start()))
    file, elsewhere = tmp_path / "board.backup", servers.run_folder() / f"{cluster.data.name}-b"

    backed_up = board(cluster.data, "backup", file)
    again = board(cluster.data, "backup", file)
    not_empty = board(cluster.data, "restore", file)
    restored = board(elsewhere, "restore", file)
    verified = board(elsewhere, "verify", "--json")
    anchor = backed_up.stdout.split()[-1]
    anchored = board(elsewhere, "verify", "--hub", "northborough", "--anchor", anchor)

    assert (backed_up.returncode, backed_up.stderr) == (0, "")
    assert "northborough up to 5:" in backed_up.stdout
    assert (again.returncode, again.stderr) == (
        1,
        f"{file} is there already and was left alone. Choose another name.\n",
    )
    assert not_empty.returncode == 1 and "restore never writes over anything" in not_empty.stderr
    assert (restored.returncode, restored.stderr) == (0, "")
    assert restored.stdout.endswith(
        "Restored. Everybody signs in again; walls and tokens work as they did.\n"
    )
    told = json.loads(verified.stdout)
    assert (verified.returncode, told["whole"], [c["epoch"] for c in told["chains"]]) == (0, True, [2, 2])
    assert anchored.returncode == 0 and "northborough: whole. 6 events" in anchored.stdout


def test_a_broken_chain_is_named_and_told_by_the_exit_code(cluster: servers.Cluster) -> None:
    url = cluster.start()
    asyncio.run(fill(url))
    asyncio.run(tamper(url, "delete from events where hub_id = 1 and seq = 3"))

    said, told = board(cluster.data, "verify"), board(cluster.data, "verify", "--json")

    assert said.returncode == told.returncode == 1
    assert (
        said.stdout.splitlines()[1]
        == "northborough: BROKEN: event 3 is missing: after event 2 comes event 4."
    )
    assert said.stderr == ""
    assert json.loads(told.stdout)["whole"] is False


def test_what_a_first_day_asks_for(data_folder: Path) -> None:
    nothing, ready, verified = (board(data_folder, word) for word in ("verify", "prepare", "verify"))
    rights = board(data_folder, "roles")

    assert nothing.returncode == 1 and nothing.stderr.startswith("No board was ever laid in this database.")
    assert (ready.returncode, ready.stdout) == (0, "The database is ready for this version of the board.\n")
    assert verified.returncode == 0 and verified.stdout.startswith("house: whole. 0 events")
    assert rights.stdout == sql()
