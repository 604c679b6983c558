"""Templates keep their promises: one view, one template, one root; nothing but the view's fields; nothing unescaped."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jinja2 import meta, nodes
from markupsafe import Markup

import board.views
from board.domain.permissions import Action
from board.render import TEMPLATES, Shell, draw, environment, readable, you
from board.views.fragment import Fragment
from board.views.labels import Shows
from board.views.page import Page

VOID = {"input", "br", "meta", "link", "img", "hr", "path", "circle"}
NASTY = """<script>alert("1")</script><img src=x onerror=alert(1)>'"&{{ 7 * 7 }}"""
ALL = sorted(TEMPLATES.rglob("*.html"))


def views() -> list[type[Any]]:
    """Every view that names a template."""
    modules = [
        importlib.import_module(f"board.views.{m.name}") for m in pkgutil.iter_modules(board.views.__path__)
    ]
    found = {
        c
        for m in modules
        for _, c in inspect.getmembers(m, inspect.isclass)
        if dataclasses.is_dataclass(c) and "template" in vars(c)  # a page has no id: it is all there is
    }
    return sorted(found, key=lambda c: c.__name__)


VIEWS = [view for view in views() if hasattr(view, "id")]
PAGES = [view for view in views() if not hasattr(view, "id")]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda v: v.__name__)
by_name = pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
each_template = pytest.mark.parametrize("path", ALL, ids=lambda p: str(p.relative_to(TEMPLATES)))


def invent(kind: object, text: str, full: bool) -> object:
    """A value of this type: text in every string; every list with two, every optional there, or none of them at all."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return invent(args[0], text, full) if full else None
    if origin is typing.Literal:
        return args[0]
    if origin is tuple:
        inside = args[:1] * 2 if args[-1] is ... else args
        return tuple(invent(a, text, full) for a in inside) if full or args[-1] is not ... else ()
    if origin is Sequence:
        return (invent(args[0], text, full),) * 2 if full else ()
    if getattr(kind, "_is_protocol", False):
        return None
    if origin in (dict, Mapping):
        return {text: invent(args[1], text, full)} if full else {}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return view_of(kind, text, full)
    return {
        str: text,
        Markup: Markup("words"),
        int: 3,
        float: 0.5,
        bool: full,
        UUID: UUID(int=7),
        Shows: Shows("contact", "ref"),
        datetime: datetime(2026, 11, 24, 9, tzinfo=UTC),
        date: date(2026, 11, 24),
    }[kind]  # type: ignore[index]


def view_of(kind: type[Any], text: str = "words", full: bool = True) -> Any:
    hints = typing.get_type_hints(kind)
    return kind(**{f.name: invent(hints[f.name], text, full) for f in dataclasses.fields(kind)})


class Roots(HTMLParser):
    """The outermost elements, every tag, and whether each closes what it opens."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.roots: list[dict[str, str | None]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stray = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.open:
            self.roots.append(dict(attrs))
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.stray += data.strip()


def reads(path: Path) -> set[str]:
    """What a template and the parts it includes read; a part may use the macros that the template imports."""
    tree = environment().parse(path.read_text())
    parts = [TEMPLATES / typing.cast(nodes.Const, one.template).value for one in tree.find_all(nodes.Include)]
    names = [name for one in tree.find_all(nodes.FromImport) for name in one.names]
    macros = {name if isinstance(name, str) else name[1] for name in names}
    return meta.find_undeclared_variables(tree).union(*map(reads, parts)) - macros


@by_name
def test_a_template_reads_only_its_views_fields(view: type[Fragment]) -> None:
    strangers = reads(TEMPLATES / view.template) - set(readable(view))
    assert not strangers, (
        f"{view.template} reads {strangers}: add them to {view.__name__} or take them out of the template"
    )


@by_name
def test_every_field_of_a_view_is_drawn(view: type[Fragment]) -> None:
    unread = {f.name for f in dataclasses.fields(view)} - reads(TEMPLATES / view.template)
    assert not unread, f"{view.template} never reads {unread}: a view carries only what is shown"


def drawn_with(name: str) -> Iterator[tuple[str, nodes.Template]]:
    """A template and all that it extends, includes and imports."""
    tree = environment().parse((TEMPLATES / name).read_text())
    yield name, tree
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        yield from drawn_with(typing.cast(nodes.Const, node.template).value)  # type: ignore[attr-defined]


def said_of(template: str, name: str) -> set[str]:
    """What the template, and all that is drawn with it, reads of this name."""
    return {
        node.attr
        for _, tree in drawn_with(template)
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == name
    }


def of_itself(name: str, given: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Names that this template, or one drawn with it, reads and nobody gives it. given: by the template that includes it."""
    tree = environment().parse((TEMPLATES / name).read_text())
    makes = {
        *(node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"),
        *(node.name for node in tree.find_all(nodes.Macro)),
        *(target.name for node in tree.find_all(nodes.With) for target in node.targets),
        *(one for node in tree.find_all(nodes.FromImport) for one in node.names if isinstance(one, str)),
        *(one[1] for node in tree.find_all(nodes.FromImport) for one in node.names if isinstance(one, tuple)),
    }
    for read in meta.find_undeclared_variables(tree) - makes - given:
        yield name, read
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        gives = makes | given if getattr(node, "with_context", True) else set()
        yield from of_itself(typing.cast(nodes.Const, node.template).value, frozenset(gives))  # type: ignore[attr-defined]


@each_page
def test_a_page_reads_its_view_and_its_shell_alone(page: type[Page]) -> None:
    strangers = {(where, name) for where, name in of_itself(page.template) if name not in ("view", "shell")}
    assert not strangers, (
        f"{page.__name__}: {strangers} are given by nobody: make them fields, and read them of `view`"
    )


@each_page
def test_a_page_reads_only_its_views_fields(page: type[Page]) -> None:
    offered = {name for name in dir(page) if not name.startswith("_")} - {"template"}
    strangers = said_of(page.template, "view") - offered
    assert not strangers, (
        f"{page.template} reads {strangers}: add them to {page.__name__} or take them out of the template"
    )


@each_page
def test_every_field_of_a_page_is_drawn(page: type[Page]) -> None:
    said = said_of(page.template, "view")
    methods = [method for name, method in vars(page).items() if name in said and inspect.isfunction(method)]
    read = said.union(*(method.__code__.co_names for method in methods))
    unread = {f.name for f in dataclasses.fields(page)} - read
    assert not unread, f"{page.template} never reads {unread}: a page carries only what is shown"


def test_pages_read_what_a_shell_has() -> None:
    strangers = set().union(*(said_of(page.template, "shell") for page in PAGES)) - {
        f.name for f in dataclasses.fields(Shell)
    }
    assert not strangers, f"pages read {strangers} of their shell: add them to render.Shell"


@by_name
@pytest.mark.parametrize("full", [True, False], ids=["full", "bare"])
def test_a_fragment_is_one_element_with_the_views_id(view: type[Fragment], full: bool) -> None:
    made = view_of(view, full=full)
    drawn = Roots(draw(made))
    assert drawn.open == []
    assert drawn.stray == ""
    assert [root.get("id") for root in drawn.roots] == [made.id]


@by_name
def test_a_placed_fragment_says_its_lane_and_order(view: type[Fragment]) -> None:
    made = view_of(view)
    root = Roots(draw(made)).roots[0]
    placed = hasattr(made, "lane")
    assert ("data-lane" in root, "data-order" in root) == (placed, placed)
    if placed:
        assert (root["data-lane"], root["data-order"]) == (made.lane, made.order)


@by_name
def test_markup_in_any_text_stays_text(view: type[Fragment]) -> None:
    plain, nasty = draw(view_of(view, "words")), draw(view_of(view, NASTY))
    assert "49" not in nasty
    as_drawn = [(tag, sorted(attrs)) for tag, attrs in Roots(plain).tags]
    assert [(tag, sorted(attrs)) for tag, attrs in Roots(nasty).tags] == as_drawn


@by_name
def test_the_same_view_is_the_same_bytes(view: type[Fragment]) -> None:
    assert draw(view_of(view)) == draw(view_of(view))


def named() -> Iterator[str]:
    """Every template somebody draws: by a view, by a page in the code, by another template."""
    yield from (view.template for view in views())
    package = TEMPLATES.parent
    for source in package.rglob("*.py"):
        yield from re.findall(r"""["']([\w/]+\.html)["']""", source.read_text())
    for path in ALL:
        tree = environment().parse(path.read_text())
        for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
            yield typing.cast(nodes.Const, node.template).value  # type: ignore[attr-defined]


def test_no_template_is_an_orphan() -> None:
    orphans = {str(path.relative_to(TEMPLATES)) for path in ALL} - set(named())
    assert not orphans, "nobody draws these; delete them or name them in a view or a page"


@each_template
def test_no_template_holds_script_style_or_handlers(path: Path) -> None:
    html = path.read_text()
    assert not re.search(
        r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|js:", html, re.I
    )


@each_template
def test_no_template_escapes_the_escaping(path: Path) -> None:
    html = path.read_text()
    assert not re.search(r"\|\s*safe\b|autoescape", html), (
        "what is marked safe is not escaped: draw it with a template instead"
    )
    assert not re.search(r"\{\{[^}]*(now|utcnow|today)\(\)", html), "no template knows what time it is"


@each_template
def test_no_attribute_takes_a_value_without_quotes(path: Path) -> None:
    assert not re.search(r"=\{\{", path.read_text()), "a value with a space in it would become attributes"


def test_every_button_that_needs_leave_is_hidden_from_seats_without_it() -> None:
    needed = {name for path in ALL for name in re.findall(r"\bneeds-(\w+)", path.read_text(encoding="utf-8"))}
    hidden = re.findall(
        r'^body:not\(\[data-may~="(\w+)"\]\) \.needs-(\w+) \{ display: none \}$', you(7), re.MULTILINE
    )
    by_hand = [
        path.name for path in (TEMPLATES.parent / "static").glob("*.css") if ".needs-" in path.read_text()
    ]

    assert len(needed) > 20
    assert not needed - set(Action), "needs- is followed by an action of board/domain/permissions.py"
    assert hidden == [(action, action) for action in Action]
    assert not by_hand, f"{by_hand} hide by action: board/render.py writes these lines for every action"
