"""arq's own process: `python -m workers.errands PID`. It ends when Redis goes away, or with the process PID."""

from __future__ import annotations

import sys

import structlog
from arq.worker import run_worker
from redis.exceptions import RedisError

from board.domain.refusals import DatabaseAway
from board.logs import set_up
from board.settings import Settings
from board.supervise import end_with
from workers.settings import WorkerSettings, redis_settings

log = structlog.get_logger("board.worker")
TRIES = 3600
"""An hour of asking each second whether Redis is there, before the process starts afresh."""


def main(supervisor: int) -> int:
    """Run errands until told to stop. Answers the exit code: 1 when Redis or the database was away."""
    settings = Settings.from_env()
    set_up(settings)
    end_with(supervisor)
    assert settings.redis_url, "the runner starts it with one"
    try:
        run_worker(
            WorkerSettings,  # type: ignore[arg-type]  # a function in a class reads like a method to it
            redis_settings=redis_settings(settings.redis_url, tries=TRIES),
            ctx={"settings": settings},
        )
    except (RedisError, OSError, DatabaseAway) as error:
        log.warning("errands ended", error=type(error).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
