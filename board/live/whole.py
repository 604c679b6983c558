"""Regions as they were drawn whole, kept by a process for the next page that wants the same: in a rush one desk opens after the other.

A region may be given again exactly when a page that has it would be sent nothing: no event since redraws any part of its audience, and
reminders run, or do not, as they did. Whether
it may be given at all was asked before, for each page anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from board.domain.audiences import Audience
from board.domain.permissions import Lens
from board.live.changes import wanted
from board.live.memory import Standing
from board.views.page import Region

KINDS = ("board", "contact")
"""Audiences that are many people's, whose frames are held against pages drawn anew over random mornings: only what frames keep true may
be kept here. A person's own strip is nobody else's, and says whom to ring, at a number that no frame keeps true.
"""
MOST = 200  # regions of a hub


@dataclass(slots=True)
class _OfHub:
    """Those of one hub, drawn while this much stood."""

    stood: object = None
    regions: dict[tuple[Audience, Lens], Region] = field(default_factory=dict)


class Whole:
    """Keeps no longer than the board's memory lasts, which is read whole again each minute."""

    def __init__(self) -> None:
        self._hubs: dict[int, _OfHub] = {}

    def again(self, board: Standing, audience: Audience, lens: Lens) -> Region | None:
        """The region as it was drawn, brought to this head; none when something of it changed meanwhile, or may have."""
        kept = self._of(board, audience)
        region = kept.regions.get((audience, lens))
        if region is None or region.seq > board.head.seq:
            return None
        events = board.kept_since(region.seq)
        if events is None or wanted(audience, events):
            del kept.regions[audience, lens]
            return None
        if region.seq < board.head.seq:
            region = kept.regions[audience, lens] = replace(region, seq=board.head.seq)
        return region

    def keep(self, board: Standing, audience: Audience, lens: Lens, region: Region) -> None:
        """Remember a region that was drawn just now. The one kept longest goes first."""
        if audience.kind not in KINDS:
            return
        regions = self._of(board, audience).regions
        kept = regions.pop((audience, lens), region)  # by a page that stood on a newer moment, perhaps
        regions[audience, lens] = kept if kept.seq > region.seq else region
        if len(regions) > MOST:
            del regions[next(iter(regions))]

    def _of(self, board: Standing, audience: Audience) -> _OfHub:
        stands = (board.head.epoch, board.policy_number, board.today, board.read_at, board.engine)
        kept = self._hubs.get(audience.hub_id)
        if kept is None or kept.stood != stands:
            kept = self._hubs[audience.hub_id] = _OfHub(stands)
        return kept
