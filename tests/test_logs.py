"""The log tells what happened in constant words; what people wrote stays out of it, also when something breaks."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
import structlog

from board.domain.permissions import Action
from board.domain.refusals import Refusal
from board.logs import set_up
from board.settings import Settings
from board.store.doors import must
from tests import make

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
