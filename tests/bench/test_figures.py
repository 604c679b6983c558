"""What the bench counts with: percentiles, targets, frames applied to a page, and a socket read by hand."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from board.live.sockets import encode
from tests.bench.claim_race import unkept
from tests.bench.main import LINES
from tests.bench.raw_client import Wire
from tests.bench.report_table import rows
from tests.bench.results import Spread, at_least, at_most, plain
from tests.bench.staleness import shown_after
from tests.live.page import read

PAGE = """<body><main>
<div data-audience="board:1:practice" data-epoch="1" data-seq="7">
<h2 id="head-waiting">Waiting: 1<br></h2>
<ol id="lane-waiting" data-lane><li id="card-T4W" data-lane="lane-waiting" data-order="b"><p id="inside">T4W</p></li></ol>
</div>
<div data-audience="person:1:3" data-epoch="1" data-seq="7"><p id="own-3">Nothing</p></div>
</main></body>"""


def test_a_percentile_is_not_exceeded_by_its_share() -> None:
    spread = Spread()
    for number in range(1, 101):
        spread.add(number / 1000)
    assert (spread.at(50), spread.at(99), spread.at(100)) == (50.0, 99.0, 100.0)


def test_spreads_of_two_processes_come_together_through_json() -> None:
    one, two = Spread(), Spread()
    one.add(0.010, times=3)
    two.add(0.030)
    whole = Spread.together([Spread.of(one.plain()), Spread.of(two.plain())])
    assert (whole.count, whole.at(75), whole.at(100)) == (4, 10.0, 30.0)


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        Spread().at(50)


def test_a_figure_says_its_target_and_whether_it_was_met() -> None:
    assert at_most(80, 80, "ms") == {"value": 80, "unit": "ms", "target": "<= 80", "met": True}
    assert at_least(0.5, 0.6, "of bare")["met"] is False
    assert "met" not in plain(1, "s")


def test_regions_are_read_from_a_page_by_the_fragments_in_them() -> None:
    board, own = read(PAGE)
    assert (board.audience, board.epoch, board.seq) == ("board:1:practice", 1, 7)
    assert set(board.picture()) == {"head-waiting", "card-T4W"}
    assert board.picture()["head-waiting"] == '<h2 id="head-waiting">Waiting: 1<br></h2>'
    assert own.picture() == {"own-3": '<p id="own-3">Nothing</p>'}


def test_a_frame_upserts_replaces_and_deletes_by_id() -> None:
    board = read(PAGE)[0]
    head, card = (
        '<h2 id="head-waiting">Waiting: 1</h2>',
        '<li id="card-9KM" data-lane="l" data-order="a">9KM</li>',
    )
    board.apply(f'<template data-gone="card-T4W"></template>{card}{head}')
    assert board.picture() == {"head-waiting": head, "card-9KM": card}


@pytest.mark.parametrize("size", [5, 125, 126, 2048, 70_000])
def test_messages_are_read_whole_however_they_are_cut(size: int) -> None:
    heard: list[bytes] = []
    wire = Wire(b"", heard.append, lambda: None)
    sent = [b"x" * size, b"last"]
    stream = b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + b"".join(map(encode, sent))
    for start in range(0, len(stream), 997):
        wire.data_received(stream[start : start + 997])
    assert heard == sent
    assert wire.bytes == size + 4


def test_a_socket_that_is_refused_is_cut() -> None:
    async def refused() -> bool:
        cut = asyncio.Event()

        async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            wire = Wire(b"GET / HTTP/1.1\r\n\r\n", lambda _: None, cut.set)
            await asyncio.get_running_loop().create_connection(lambda: wire, "127.0.0.1", port)
            async with asyncio.timeout(30):
                await cut.wait()
        return wire.open

    assert asyncio.run(refused()) is False


def test_the_stylesheet_says_when_a_screen_stops_looking_live() -> None:
    assert 4 < shown_after() < 5


def test_every_line_of_the_bench_says_on_its_page_what_it_means() -> None:
    page = (Path(__file__).parents[2] / "docs" / "performance.md").read_text()
    assert [line for line in LINES if f"\n**{line}.** " not in page] == []


def test_a_report_is_told_line_by_line_with_what_was_promised() -> None:
    figures = {
        "lost": at_most(0, 0, "messages"),
        "late": at_most(12_345.678, 60, "s"),
        "repeats": plain(7, "mails"),
    }
    assert list(rows({"lines": {"kills": figures}}))[2:] == [
        "| kills | `lost` | 0 messages | <= 0 | yes |",
        "| kills | `late` | 12,345.7 s | <= 60 | **no** |",
        "| kills | `repeats` | 7 mails |  |  |",
    ]


class Row:
    """A row of claims, as the judge reads it."""

    person_id, ref, began, ended = 3, "T4W", 100.0, 101.0


def test_an_acknowledged_claim_without_its_row_is_lost(tmp_path: object) -> None:
    from pathlib import Path

    ledger = Path(str(tmp_path)) / "ledger"
    ledger.write_text('[3, "T4W", 99.9, 100.1]\n[3, "T4W", 102.0, 102.1]\n[4, "T4W", 99.9, 100.1]\n')
    assert unkept(ledger, [Row]) == (2, 3)
