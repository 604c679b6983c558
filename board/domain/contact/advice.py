"""Advice that a hub gave without a contact: two codes and no word about a family."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

ADVICE: Final[Mapping[str, str]] = {
    "send_referral": "Send a referral",
    "talk_to_family": "Talk to the family first",
    "early_help": "Early help",
    "other_service": "Another service",
    "emergency": "Call 999",
    "nothing_more": "Nothing more to do now",
}
AGAIN_WITHIN: Final = timedelta(seconds=10)
"""The same advice of the same person within this time is a second press of the button."""
