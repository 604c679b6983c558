"""A fact of a person, as the API answers it."""

from __future__ import annotations

from datetime import datetime

from board.api.models import Said
from board.views import labels as of


class FactSaid(Said):
    """A fact of a person. said_by: none for the sender of the contact. stands: no newer fact has taken its place."""

    kind: of.Facts[str]
    adult_id: of.Facts[int | None] = None
    child_id: of.Facts[int | None] = None
    state: of.Facts[str]
    codes: of.Facts[list[str]]
    words: of.Facts[str | None] = None
    said_by: of.Facts[str | None] = None
    said_at: of.Facts[datetime]
    recorded_at: of.Facts[datetime]
    recorded_by: of.Holder[str | None] = None
    stands: of.Facts[bool]
