"""A whole page, and the part of one that frames keep true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, cast

from markupsafe import Markup

from board.views import labels as of
from board.views.fragment import Fragment, Placed


class Page(Protocol):
    """A view that is drawn as a whole page, inside the shell. Its template reads it as `view`."""

    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Region:
    """One audience's part of a page, as it was at one seq: what frames then keep true. facets: of the cards of each lane, in any order."""

    audience: of.Plain[str]
    epoch: of.Plain[int]
    seq: of.Plain[int]
    pieces: of.Plain[Mapping[str, Markup]]
    lanes: of.Plain[Mapping[str, Sequence[Markup]]]
    facets: of.Plain[Mapping[str, Sequence[tuple[str, ...]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, audience: object, epoch: int, seq: int, drawn: Iterable[tuple[Fragment, str]]) -> Region:
        """From views and their HTML as `draw` made it. Lanes come out in their order keys' order."""
        pieces: dict[str, Markup] = {}
        placed: dict[str, list[tuple[str, str, Markup]]] = {}
        facets: dict[str, list[tuple[str, ...]]] = {}
        for view, html in drawn:
            safe = Markup(html)  # noqa: S704 - made by draw, which escapes
            if hasattr(view, "lane"):
                view = cast(Placed, view)
                placed.setdefault(view.lane, []).append((view.order, view.id, safe))
                facets.setdefault(view.lane, []).append(tuple(getattr(view, "facets", ())))
            else:
                pieces[view.id] = safe
        lanes = {
            lane: [html for *_, html in sorted(cards, key=lambda card: card[:2])]
            for lane, cards in placed.items()
        }
        return cls(str(audience), epoch, seq, pieces, lanes, facets)

    def piece(self, name: str) -> Markup:
        """A fragment that stands in no lane, by its id; nothing when this audience has none."""
        return self.pieces.get(name, Markup())

    def lane(self, name: str) -> Sequence[Markup]:
        """The cards of a lane, first to last."""
        return self.lanes.get(name, ())
