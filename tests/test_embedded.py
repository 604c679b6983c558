"""The embedded servers keep their promises: no acknowledged row lost, one owner, one sentence when they cannot start."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from board.embedded import CannotStart, Postgres, Redis, places
from tests.servers import TUNED, Cluster, copy_cluster, kill_server, run_folder, shared

# Prints a number only after the database has acknowledged it.
WRITER = """
import asyncio, asyncpg, sys
async def main():
    conn = await asyncpg.connect(sys.argv[1])
    await conn.execute("create table if not exists written (n int primary key)")
    n = await conn.fetchval("select coalesce(max(n), 0) from written")
    while True:
        n += 1
        await conn.execute("insert into written values ($1)", n)
        print(n, flush=True)
asyncio.run(main())
"""

# A `board up` in small: its servers are its children.
OWNER = """
import sys, time
from pathlib import Path
from board.embedded import Postgres, Redis
postgres, redis = Postgres(Path(sys.argv[1])), Redis(Path(sys.argv[1]))
print(postgres.start(), redis.start(), postgres.pid, redis.pid, flush=True)
sys.stdin.read()
"""


def run(script: str, *words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def acknowledged(writer: subprocess.Popen[str], at_least: int) -> int:
    """The number of a row that the writer was told is written."""
    assert writer.stdout
    for line in writer.stdout:
        if int(line) >= at_least:
            return int(line)
    raise AssertionError("the writer ended early")


def last_word(writer: subprocess.Popen[str]) -> int:
    out, _ = writer.communicate(timeout=30)
    return max(int(line) for line in out.splitlines()) if out else 0


async def rows(url: str) -> list[int]:
    conn = await asyncpg.connect(url)
    try:
        return [row["n"] for row in await conn.fetch("select n from written order by n")]
    finally:
        await conn.close()


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_postmaster_loses_no_acknowledged_row(cluster: Cluster, seed: int) -> None:
    url = cluster.start()
    writer = run(WRITER, url)
    told = acknowledged(writer, at_least=random.Random(seed).randint(20, 200))
    kill_server(cluster.postgres)
    told = max(told, last_word(writer))

    assert cluster.start() == url

    assert (await rows(url))[:told] == list(range(1, told + 1))


async def test_killed_owner_takes_its_servers_along_and_loses_no_acknowledged_row(cluster: Cluster) -> None:
    owner = run(OWNER, cluster.data)
    assert owner.stdout
    url, _, *pids = owner.stdout.readline().split()
    writer = run(WRITER, url)
    told = acknowledged(writer, at_least=50)
    children = [psutil.Process(int(pid)) for pid in pids]
    owner.kill()
    owner.communicate()
    told = max(told, last_word(writer))

    if sys.platform == "linux":  # elsewhere the next start ends them
        _, alive = psutil.wait_procs(children, timeout=20)
        assert alive == []
    assert cluster.start() == url

    assert (await rows(url))[:told] == list(range(1, told + 1))


async def test_owner_and_postmaster_killed_together_come_back(cluster: Cluster) -> None:
    owner = run(OWNER, cluster.data)
    assert owner.stdout
    url, _, postmaster, _ = owner.stdout.readline().split()
    writer = run(WRITER, url)
    told = acknowledged(writer, at_least=50)
    os.kill(int(postmaster), signal.SIGKILL)
    owner.kill()
    owner.communicate()
    told = max(told, last_word(writer))

    cluster.start()

    assert (await rows(url))[:told] == list(range(1, told + 1))


async def test_stale_pid_file_and_socket_of_another_process_are_set_aside(cluster: Cluster) -> None:
    url = cluster.start()
    place = places.find(cluster.data)
    cluster.stop()
    pid_file = Postgres.folder(place) / "postmaster.pid"
    # This test's own number: alive, and no postmaster.
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n1\n5432\n{place.sockets}\n\n\nready\n")
    (place.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (place.sockets / ".s.PGSQL.5432").touch()

    cluster.start()

    conn = await asyncpg.connect(url)
    assert await conn.fetchval("select 1") == 1
    await conn.close()


def test_second_start_on_the_same_data_is_refused_naming_who_has_it(cluster: Cluster) -> None:
    cluster.start()

    with pytest.raises(CannotStart, match=f"process {os.getpid()}.*already using the data in {cluster.data}"):
        Postgres(cluster.data).start()
    assert Postgres.running(cluster.data)

    cluster.stop()
    assert not Postgres.running(cluster.data)


def test_redis_comes_back_with_what_it_was_told(data_folder: Path) -> None:
    server = Redis(data_folder)
    try:
        with redis.Redis.from_url(server.start()) as client:
            client.set("kept", "yes")
        server.stop()
        with redis.Redis.from_url(server.start()) as client:
            assert client.get("kept") == b"yes"
            kill_server(server)
        with redis.Redis.from_url(server.start()) as client:
            assert client.get("kept") == b"yes"
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("version", "sentence"), [("19", "newer PostgreSQL"), ("17", "written by PostgreSQL 17")]
)
def test_data_of_another_major_version_is_refused(data_folder: Path, version: str, sentence: str) -> None:
    (data_folder / "postgres").mkdir()
    (data_folder / "postgres" / "PG_VERSION").write_text(f"{version}\n")

    with pytest.raises(CannotStart, match=sentence):
        Postgres(data_folder).start()
    assert not Postgres.running(data_folder)


def test_full_disk_is_said_before_anything_is_made(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5 * 2**20))

    with pytest.raises(CannotStart, match=r"is full \(5 MB left"):
        Postgres(data_folder).start()
    assert not (data_folder / "postgres").exists()


def test_disk_that_fills_up_while_starting_is_said_too(cluster: Cluster) -> None:
    place = places.settle(cluster.data)
    (Postgres.folder(place) / "PG_VERSION").write_text("18\n")
    (Postgres.folder(place) / "postgresql.conf").write_text("'No space left on device'\n")

    with pytest.raises(CannotStart, match=r"disk that holds .* is full"):
        cluster.start()


def test_folder_that_cannot_be_written_is_said(data_folder: Path) -> None:
    (data_folder / "file").touch()

    with pytest.raises(CannotStart, match="cannot be written"):
        Postgres(data_folder / "file").start()


def test_deep_folder_gets_a_short_socket_path(data_folder: Path) -> None:
    deep = data_folder / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    shared()
    copy_cluster(run_folder() / "pristine", deep)
    server = Postgres(deep, TUNED)
    try:
        server.start()
        assert len(str(places.find(deep).sockets / ".s.PGSQL.5432")) < 107
    finally:
        server.stop()
        shutil.rmtree(places.find(deep).sockets, ignore_errors=True)


def test_start_cut_short_leaves_nothing_that_is_taken_for_a_cluster(data_folder: Path) -> None:
    (data_folder / "postgres.new-1" / "base").mkdir(parents=True)
    server = Postgres(data_folder)
    try:
        server.start()
        assert sorted(path.name for path in data_folder.glob("postgres*") if path.is_dir()) == ["postgres"]
    finally:
        server.stop()


def test_log_names_no_row_and_no_statement(cluster: Cluster) -> None:
    url = cluster.start()
    fail = run(
        "import asyncio, asyncpg, sys\n"
        "async def main():\n"
        "    conn = await asyncpg.connect(sys.argv[1])\n"
        "    await conn.execute('create table t (name text primary key)')\n"
        "    await conn.execute(\"insert into t values ('Marker Marlowe')\")\n"
        "    await conn.execute(\"insert into t values ('Marker Marlowe')\")\n"
        "asyncio.run(main())\n",
        url,
    )
    fail.communicate()
    assert fail.returncode != 0

    log = (places.find(cluster.data).log / "postgres.log").read_text()

    assert "duplicate key" in log
    assert "Marlowe" not in log


def test_neither_server_runs_as_root(cluster: Cluster) -> None:
    cluster.start()
    cluster.redis.start()

    for pid in (cluster.postgres.pid, cluster.redis.pid):
        assert set(psutil.Process(pid).uids()) == {places.find(cluster.data).uid}
        assert 0 not in psutil.Process(pid).uids()
