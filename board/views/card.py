"""The words that every card of a contact has: on the board, in somebody's own strip and in the API's list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from board.views import labels as of
from board.views.fragment import Due, Rag
from board.views.working import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One contact in short. A field that a column of the query fills by its own name needs no line there.

    children: words such as "3 children, 1 under 5". flags: words such as "Parents not aware". holder_id is for the stylesheet that says
    "You"; holder_role stands in for the name where names are put away. left_at: since when the holder is off duty or gone.
    closed_at: of a closed contact that is here until somebody answers its late information.
    uncovered: nobody whom it was restricted to is on duty; stood_in: so the board named one person more, who is.
    earlier: how many contacts of the same people came in these months before.
    safe_now: alarms such as "Not known where 2 children are". will_be_late: why its next clock will not be met if nothing moves.
    """

    ref: of.Ref[str]
    order: of.Plain[str]
    rag: of.Colour[Rag]
    due: of.Times[Due | None]
    holder: of.Holder[str | None]
    holder_id: of.Holder[int | None]
    holder_role: of.Holder[str | None]
    left_at: of.Holder[datetime | None] = None
    restricted: of.Plain[bool] = False
    uncovered: of.Plain[bool] = False
    closed_at: of.Times[datetime | None] = None
    stood_in: of.Plain[bool] = False
    family: of.Family[str | None]
    source: of.Source[str | None]
    children: of.ChildAge[str | None]
    children_unknown: of.Colour[bool]
    flags: of.Flags[tuple[str, ...]]
    release_reason: of.ReleaseReason[str | None]
    late_information: of.LateInformation[int]
    work: Work
    will_be_late: of.Times[str | None]
    safe_now: of.SafeNow[tuple[str, ...]]
    same_family: of.Matches[tuple[str, ...]]
    same_reference: of.Matches[tuple[str, ...]] = ()
    earlier: of.Matches[int] = 0
    months: of.Plain[int] = 12


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets that the queue can be narrowed by, as far as a reader may know: codes of domain/facets.py by group, a field each."""

    rag: of.Colour[tuple[str, ...]] = ()
    late: of.Times[tuple[str, ...]] = ()
    held: of.Holder[tuple[str, ...]] = ()
    source: of.Source[tuple[str, ...]] = ()
    flag: of.Flags[tuple[str, ...]] = ()
    late_information: of.LateInformation[tuple[str, ...]] = ()
    age: of.ChildAge[tuple[str, ...]] = ()

    def __iter__(self) -> Iterator[str]:
        yield from (
            *self.rag,
            *self.late,
            *self.held,
            *self.source,
            *self.flag,
            *self.late_information,
            *self.age,
        )
