"""Changes of whether a referrer may be named: the column that says it, and its rows as views."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from board.views.referrer.texts import ReferrerChange

# For a query with contacts as c.
CHANGES: Final = (
    "(select coalesce(jsonb_agg(jsonb_build_object('changed_at', r.changed_at, 'changed_by', rp.name, 'hidden', r.hidden, "
    "  'reason', r.reason) order by r.referrer_change_id), '[]') as referrer_changes from referrer_changes r "
    "  left join people rp on rp.person_id = r.changed_by where r.hub_id = c.hub_id and r.contact_id = c.contact_id)"
)


def changes_of(row: Any) -> tuple[ReferrerChange, ...]:
    """The changes of a row with CHANGES, the first one first."""
    return tuple(
        ReferrerChange(
            datetime.fromisoformat(one["changed_at"]), one["changed_by"], one["hidden"], one["reason"]
        )
        for one in row.referrer_changes
    )
