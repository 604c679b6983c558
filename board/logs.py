"""The log: one line each, constant text beside ids and codes. What a person wrote never gets here, so no error's own words do either.

An exception's message may quote a statement's parameters or a file's line, so a line tells its class and where it was raised, and
what libraries log loses everything but its constant text. arq alone may fill in numbers and the names that we gave its jobs.
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from board.settings import Settings

HOUSE = Path(__file__).parent.parent
# Libraries that tell of every job, statement or connection: warnings alone, and of arq's tries to reach Redis not even those.
QUIET = {"arq": logging.WARNING, "arq.connections": logging.ERROR, "sqlalchemy": logging.WARNING}

# As workers name them: by numbers of hub and clock alone, then the function. What else stands in Redis may be anybody's words.
JOB = re.compile(r"(clock|rung|send)(:\d{1,19}){1,2}(:(fire|send))?")


class LeftOut:
    """Stands where something was filled in that is not told."""

    def __str__(self) -> str:
        return "..."

    __repr__ = __str__


def set_up(settings: Settings, stream: TextIO | None = None) -> None:
    """Write this process's log as settings.log_format says, plain or json, to stream (standard error when not given)."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        class_and_place,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[constant_text, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer(settings)],
            use_get_message=False,
            pass_foreign_args=True,  # to constant_text, which lets them go no further
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = broke
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def broke(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nothing caught: a traceback would quote it."""
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger("board").critical("process broke", exc_info=error)


def renderer(settings: Settings) -> Processor:
    if settings.log_format == "json":
        return structlog.processors.JSONRenderer(sort_keys=True)
    return structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)


def constant_text(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """A library's line without what it filled in: the first line of its text as it stands in the source. Of arq's, whose text says
    nothing without, what is a number or a job's name is filled in.
    """
    record: logging.LogRecord = line["_record"]
    told = str(record.msg).strip().partition("\n")[0]
    given = line.pop("positional_args", None)
    if record.name.partition(".")[0] == "arq" and isinstance(given, tuple):
        told = filled(told, given)
    # Warnings quote the file and what was wrong; asyncio's first line is constant, its others show objects.
    line["event"] = "a warning of the interpreter" if record.name == "py.warnings" else told
    if record.exc_info:
        line["exc_info"] = record.exc_info
    return line


def filled(told: str, given: tuple[object, ...]) -> str:
    """arq's text with its numbers and the names of our jobs in their places; where that cannot be done, the text alone."""
    safe = [one if isinstance(one, (int, float)) or is_job(one) else LeftOut() for one in given]
    try:
        return (told % tuple(safe)).strip()
    except (TypeError, ValueError):
        return told


def is_job(one: object) -> bool:
    return isinstance(one, str) and JOB.fullmatch(one) is not None


def class_and_place(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """An exception as its class and the innermost line of the board it came through; never its message."""
    told = line.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        if place := _place(error.__traceback__):
            line["raised"] = place
    line.pop("stack_info", None)
    return line


def _place(trace: TracebackType | None) -> str | None:
    found = None
    while trace:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(HOUSE / "board") or path.is_relative_to(HOUSE / "workers"):
            found = f"{path.relative_to(HOUSE)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
