"""A page as a browser keeps it, in Python: regions drawn once, then moved forward by frames under the rules of static/frames.js."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from board.live.frames import Frame
from board.views.page import Region

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True, slots=True)
class Root:
    """One element of a frame's content, or of a region: where it stands and exactly what it is."""

    id: str | None
    lane: str | None
    order: str | None
    gone: str | None
    html: str


class _Roots(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html, self.depth, self.start = html, 0, 0
        self.attributes: dict[str, str | None] = {}
        self.roots: list[Root] = []
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()
        assert self.depth == 0, f"unbalanced: {html[:200]}"

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth == 0:
            self.start, self.attributes = self._at(), dict(attrs)
        if tag not in VOID:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        if self.depth == 0:
            end = self.html.index(">", self._at()) + 1
            say = self.attributes.get
            html = self.html[self.start : end]
            self.roots.append(Root(say("id"), say("data-lane"), say("data-order"), say("data-gone"), html))


@lru_cache(maxsize=20_000)
def roots(html: str) -> tuple[Root, ...]:
    """The sibling elements of this HTML. Most of a page stands as it stood, and is read once."""
    return tuple(_Roots(html).roots)


@dataclass(slots=True)
class LiveRegion:
    """One audience's part of a page. standing: every element by its id."""

    audience: str
    epoch: int
    seq: int
    standing: dict[str, Root] = field(default_factory=dict)
    applied: int = 0
    dropped: int = 0

    @classmethod
    def of(cls, region: Region) -> LiveRegion:
        """As a GET drew it."""
        found = cls(region.audience, region.epoch, region.seq)
        pieces = [*region.pieces.values(), *(html for lane in region.lanes.values() for html in lane)]
        for piece in pieces:
            (root,) = roots(str(piece))
            assert root.id and root.id not in found.standing
            found.standing[root.id] = root
        return found

    def take(self, frame: Frame) -> str:
        """Apply a frame under the rules: "dropped", "applied", "ask" or "reload"."""
        assert str(frame.audience) == self.audience
        if frame.epoch != self.epoch:
            return "reload"
        if frame.to_seq <= self.seq:
            self.dropped += 1
            return "dropped"
        if frame.from_seq > self.seq:
            return "ask"
        self.apply(frame.content)
        self.seq = frame.to_seq
        self.applied += 1
        return "applied"

    def apply(self, content: str) -> None:
        """Do what a frame's content says: upsert and replace by id, delete by id."""
        for root in roots(content):
            if root.gone is not None:
                self.standing.pop(root.gone, None)
            else:
                assert root.id
                self.standing[root.id] = root

    def lanes(self) -> dict[str, list[str]]:
        """Ids in each lane, in the order a browser shows them."""
        found: dict[str, list[tuple[str, str]]] = {}
        for root in self.standing.values():
            if root.lane:
                assert root.order and root.id
                found.setdefault(root.lane, []).append((root.order, root.id))
        return {lane: [one for _, one in sorted(cards)] for lane, cards in found.items()}

    def picture(self) -> dict[str, str]:
        """Everything that stands, by id."""
        return {name: root.html for name, root in sorted(self.standing.items())}


_REGION = re.compile(r'<(\w+)[^>]*\bdata-audience="([^"]+)" data-epoch="(\d+)" data-seq="(\d+)"')
_FRAGMENT = re.compile(
    r'<(\w+)[^>]*\bid="((?:card|own|head|notice|contact|wall|unclaimed|rota)-[\w-]+|leavers|forecast|calm)"'
)
_INSIDE = re.compile(r"-title$|^contact-title")


def read(html: str) -> list[LiveRegion]:
    """The regions of a whole page. Their fragments are the elements with an id that stand in lanes or name a view."""
    regions = []
    for match in _REGION.finditer(html):
        found = LiveRegion(match[2], int(match[3]), int(match[4]))
        (root,) = roots(_balanced(html, match.start(), match[1]))
        for one in _fragments(root.html):
            found.standing[one.id or ""] = one
        regions.append(found)
    return regions


def _balanced(html: str, start: int, tag: str) -> str:
    """The element of this tag that starts here, whole."""
    depth = 0
    for match in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(html, start):
        depth += -1 if match[1] else 1
        if depth == 0:
            return html[start : match.end()]
    raise AssertionError("unbalanced")


def _fragments(html: str) -> Iterator[Root]:
    """Every fragment inside a region, whole, in the order of the page."""
    end = 0
    for match in _FRAGMENT.finditer(html):
        if match.start() >= end and not _INSIDE.search(match[2]):
            whole = _balanced(html, match.start(), match[1])
            end = match.start() + len(whole)
            yield roots(whole)[0]
