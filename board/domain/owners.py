"""Why the one manager who decides a contact may change."""

from __future__ import annotations

from typing import Final

WHYS: Final = {
    "absence": "absence",
    "shift_end": "end of shift",
    "conflict_of_interest": "conflict of interest",
    "other": "another reason",
}
"""Why the deciding manager may change."""
