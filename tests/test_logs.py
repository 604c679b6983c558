"""The log tells what happened in constant words; what people wrote stays out of it, also when something breaks."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

import pytest
import structlog
from arq import create_pool, func
from arq.worker import Worker

from board.domain.permissions import Action
from board.domain.refusals import Refusal
from board.logs import set_up
from board.settings import Settings
from board.store.doors import must
from tests import make
from workers.settings import FIRE, QUEUE, SEND, Ctx, deserialize, redis_settings, serialize

SECRET = "Nia Marlow of 4 Mill Lane"


@contextmanager
def log_as(log_format: str) -> Iterator[Callable[[], list[str]]]:
    """What is logged from here on, line by line; the process's own logging is put back afterwards."""
    root, configured, written = logging.getLogger(), structlog.get_config(), io.StringIO()
    hook = sys.excepthook
    handlers, level = root.handlers[:], root.level
    set_up(Settings(log_format=log_format), written)
    try:
        yield lambda: written.getvalue().splitlines()
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(False)
        sys.excepthook = hook
        structlog.configure(**configured)


@pytest.fixture
def lines() -> Iterator[Callable[[], list[str]]]:
    with log_as("json") as lines:
        yield lines


def test_line_is_one_json_object_with_its_ids(lines: Callable[[], list[str]]) -> None:
    structlog.get_logger("board.live").info("head", hub=1, note="two\nlines")
    (line,) = lines()
    told = json.loads(line)
    assert (told["event"], told["hub"], told["level"], told["logger"]) == ("head", 1, "info", "board.live")
    assert datetime.fromisoformat(told["timestamp"]).tzinfo


def test_plain_line_stays_one_line() -> None:
    with log_as("plain") as lines:
        structlog.get_logger("board.web").info("answered", route="/hubs/{hub}/desk", odd="a\nb")
        (line,) = lines()
    assert "[info] answered [board.web]" in line


def test_exception_is_told_by_class_and_place_and_not_by_its_words(lines: Callable[[], list[str]]) -> None:
    try:
        int(SECRET)
    except ValueError as error:
        structlog.get_logger("board.web").exception("failed")
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
    ours, theirs = map(json.loads, lines())
    assert (ours["event"], ours["error"]) == ("failed", "ValueError")
    assert (theirs["event"], theirs["error"]) == ("Exception in ASGI application", "ValueError")
    assert SECRET not in "".join(lines())


def test_exception_from_our_own_code_tells_its_line(lines: Callable[[], list[str]]) -> None:
    try:
        must(make.actor(make.Hub(1, "northborough", "Northborough", {}), 1, "Asha Verma", []), Action.CLAIM)
    except Refusal:
        structlog.get_logger("board.web").exception("failed")
    assert json.loads(lines()[0])["raised"].startswith("board/store/doors.py:")


def test_process_that_breaks_tells_no_more_than_any_line(lines: Callable[[], list[str]]) -> None:
    error = ValueError(SECRET)
    sys.excepthook(ValueError, error, None)
    told = json.loads(lines()[0])
    assert (told["event"], told["error"]) == ("process broke", "ValueError")
    assert SECRET not in "".join(lines())


async def test_arqs_own_lines_name_the_job_and_nothing_that_it_was_given_or_said(
    redis_url: str, lines: Callable[[], list[str]]
) -> None:
    async def send(_ctx: Ctx, whom: str) -> None:
        raise ValueError(whom)

    at = redis_settings(redis_url, tries=0)
    pool = await create_pool(
        at, job_serializer=serialize, job_deserializer=deserialize, default_queue_name=QUEUE
    )
    await pool.enqueue_job(SEND, SECRET, _job_id="send:7")
    await pool.enqueue_job(FIRE, SECRET, _job_id="rung:7:1234")  # of which this worker knows nothing
    await pool.enqueue_job(SECRET, _job_id=SECRET)  # as somebody else may have put there
    worker = Worker(
        [func(send, name=SEND)], redis_pool=pool, queue_name=QUEUE, burst=True, handle_signals=False,
        job_serializer=serialize, job_deserializer=deserialize,
    )  # fmt: skip
    try:
        await worker.async_run()
    finally:
        await pool.aclose()
    told = {json.loads(line)["event"]: json.loads(line) for line in lines()}
    (failed,) = [event for event in told if event.endswith("s ! send:7:send failed, ...: ...")]
    assert told[failed]["error"] == "ValueError" and float(failed.partition("s")[0]) >= 0
    assert told.keys() == {
        failed, "error serializing result of send:7:send", "error serializing result of rung:7:1234:fire",
        "job rung:7:1234, function ... not found", "job ..., function ... not found", "error serializing result of ...",
    }  # fmt: skip
    assert SECRET not in "".join(lines())


def test_arqs_line_that_fits_what_it_was_given_no_more_is_told_as_it_stands(
    lines: Callable[[], list[str]],
) -> None:
    logging.getLogger("arq.worker").warning(
        "%6.2fs ! %s max retries %d exceeded", Decimal("0.5"), "send:7:send", 2
    )
    logging.getLogger("arq.worker").warning("job %(name)s", {"name": SECRET})
    logging.getLogger("arq.worker").warning("\n%6.2fs ! %s max retries %d exceeded", 0.5, "clock:1:2:fire", 2)
    assert [json.loads(line)["event"] for line in lines()] == [
        "%6.2fs ! %s max retries %d exceeded",
        "job %(name)s",
        "0.50s ! clock:1:2:fire max retries 2 exceeded",
    ]


def test_what_libraries_fill_in_is_left_out(lines: Callable[[], list[str]]) -> None:
    lost = f"Task exception was never retrieved\nfuture: <Task {SECRET}>"
    logging.getLogger("some.library").warning("could not send %s", SECRET)
    logging.getLogger("asyncio").error(lost)
    logging.getLogger("py.warnings").warning(SECRET)
    assert [json.loads(line)["event"] for line in lines()] == [
        "could not send %s",
        "Task exception was never retrieved",
        "a warning of the interpreter",
    ]
    assert SECRET not in "".join(lines())
