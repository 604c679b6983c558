"""What a page shows, as a dict from id to markup: read from a whole page, and moved forward by frames as the page's script does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


@dataclass(frozen=True, slots=True)
class Element:
    """One element and where its markup lies in the text."""

    attributes: dict[str, str | None]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Region:
    """One audience's part of a page. pieces: by id, each a fragment as it was drawn."""

    audience: str
    epoch: int
    seq: int
    pieces: dict[str, str]


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.lines = [0]
        for line in text.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.open: list[tuple[str, Element]] = []
        self.found: list[Element] = []
        self.feed(text)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        element = Element(dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag in VOID:
            self.found.append(element)
        else:
            self.open.append((tag, element))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        self.found.append(Element(dict(attrs), start, start + len(self.get_starttag_text() or "")))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, element = self.open.pop()
            if name == tag:
                end = self.text.index(">", self._here()) + 1
                self.found.append(Element(element.attributes, element.start, end))
                return


def read(page: str) -> list[Region]:
    """The regions of a whole page, in its order."""
    elements = sorted(_Elements(page).found, key=lambda one: one.start)
    regions = []
    for root in [one for one in elements if one.attributes.get("data-audience")]:
        inside = [one for one in elements if root.start < one.start and one.end <= root.end]
        facts = root.attributes
        pieces = dict(_fragments(page, inside))
        regions.append(
            Region(
                str(facts["data-audience"]),
                int(facts["data-epoch"] or 0),
                int(facts["data-seq"] or 0),
                pieces,
            )
        )
    return regions


def apply(pieces: dict[str, str], content: str) -> None:
    """Do what a frame's content says: upsert and replace by id, delete by id."""
    for element in _outermost(sorted(_Elements(content).found, key=lambda one: one.start)):
        gone, name = element.attributes.get("data-gone"), element.attributes.get("id")
        if gone:
            pieces.pop(gone, None)
        elif name:
            pieces[name] = content[element.start : element.end]


def _fragments(page: str, inside: list[Element]) -> Iterator[tuple[str, str]]:
    """The outermost elements with an id, lanes looked into: a lane is a place, not a fragment."""
    named = [
        one
        for one in inside
        if one.attributes.get("id")
        and not ("data-lane" in one.attributes and "data-order" not in one.attributes)
    ]
    for element in _outermost(named):
        yield str(element.attributes["id"]), page[element.start : element.end]


def _outermost(elements: list[Element]) -> Iterator[Element]:
    end = 0
    for element in elements:
        if element.start >= end:
            end = element.end
            yield element
