"""When a manager and whoever holds a contact may meet to review it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from board.domain.refusals import BadInput

USUAL_MINUTES: Final = 30
SHORTEST, LONGEST = 5, 480
"""Minutes: what is shorter or longer is a slip of the keys."""
FURTHEST: Final = timedelta(days=366)


def must_be_a_meeting(starts_at: datetime, minutes: int, now: datetime) -> None:
    """Raises BadInput, naming `starts_at` or `minutes`, where nobody could come to such a meeting."""
    if starts_at <= now:
        raise BadInput({"starts_at": "That time has passed. Choose one that is still to come."})
    if starts_at > now + FURTHEST:
        raise BadInput({"starts_at": "That is more than a year ahead. Choose a day within a year."})
    if not SHORTEST <= minutes <= LONGEST:
        raise BadInput(
            {"minutes": f"A meeting takes {SHORTEST} to {LONGEST} minutes. Say how many this one takes."}
        )
