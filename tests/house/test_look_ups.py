"""Every request that names a contact is slowed by the same rule, wherever it names it."""

from __future__ import annotations

import re

from board.api.endpoints import ENDPOINTS
from board.guards import CONTACTS
from board.web.routes import LINES

NO_CONTACT = {
    "hub",
    "token",
    "seat",
    "entry",
    "grant",
    "guest",
    "link",
    "person",
    "interest",
    "whom",
    "mapping",
    "request",
}
"""Parts of a path that are text and name no contact."""


def test_each_part_of_a_path_that_can_be_typed_is_known_to_name_a_contact_or_none() -> None:
    paths = {one.path for one in LINES} | {one.path for one in ENDPOINTS}
    typed = {part for path in paths for part in re.findall(r"\{(\w+)\}", path)}
    unknown = typed - NO_CONTACT - set(CONTACTS)
    assert not unknown, f"{unknown}: add it to CONTACTS of board/guards.py, or to NO_CONTACT here"
    assert typed >= set(CONTACTS)
