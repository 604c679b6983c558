"""Advice that a hub gave without a contact: two codes and no word about a family."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from board.domain.codes import Coded

DEFAULT_ADVICE: Final = (
    Coded("send_referral", "Send a referral"),
    Coded("talk_to_family", "Talk to the family first"),
    Coded("early_help", "Early help"),
    Coded("other_service", "Another service"),
    Coded("emergency", "Call 999"),
    Coded("nothing_more", "Nothing more to do now"),
)
AGAIN_WITHIN: Final = timedelta(seconds=10)
"""The same advice of the same person within this time is a second press of the button."""
