"""Views into HTML: the only user of jinja.

`draw` makes one pushed fragment from one view and nothing else, so the same view is the same bytes for everybody.
`page` makes a whole page around regions that were drawn already. Everything is escaped; nothing here knows what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from board.domain.permissions import Action
from board.views.fragment import Fragment
from board.views.labels import See, emptied, nothing
from board.views.page import Page

TEMPLATES = Path(__file__).parent / "templates"
LONDON = ZoneInfo("Europe/London")


def when(at: datetime) -> str:
    """A clock's time on the hub's wall clock: "Tue 24 Nov 13:00". live.js shortens it, knowing which day it is."""
    return f"{at.astimezone(LONDON):%a %-d %b %H:%M}"


def moment(at: datetime) -> str:
    """A time in a record, to be read years later: "Tue 24 Nov 2026, 13:00"."""
    return f"{at.astimezone(LONDON):%a %-d %b %Y, %H:%M}"


def day(on: date) -> str:
    """A date: "24 November 2026"."""
    return f"{on:%-d %B %Y}"


def today(at: datetime) -> str:
    """The day an instant falls on in London: "Tuesday 24 November"."""
    return f"{at.astimezone(LONDON):%A %-d %B}"


def weekday(on: date) -> str:
    """A day of the rota: "Tuesday 24 November"."""
    return f"{on:%A %-d %B}"


def iso(at: datetime) -> str:
    """For the machine: UTC to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sentence(words: str) -> str:
    """Words as a sentence of their own: the first letter large."""
    return words[:1].upper() + words[1:]


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "1 child", "3 children"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters.update({f.__name__: f for f in (when, moment, day, today, weekday, iso, counted, sentence)})
    return made


_jinja = environment()


@cache
def readable(view: type[Fragment]) -> tuple[str, ...]:
    """What a view offers its template: its fields, and what it says of itself (id, lane, order)."""
    said = (name for name, value in vars(view).items() if isinstance(value, property))
    return tuple(dict.fromkeys([*(f.name for f in fields(cast(Any, view))), *said]))


def draw(view: Fragment) -> str:
    """The view as one element whose id is the view's."""
    kind = type(view)
    return _jinja.get_template(kind.template).render({name: getattr(view, name) for name in readable(kind)})


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page.

    title: of the browser's tab, without a name. may: the actions of this person, for buttons that are no secret. here: which entry
    of the menu this page is. token: the signed page, on pages that are kept true. idle_minutes: when the page locks itself. names_away:
    the privacy key was pressed. shortcuts: single keys act on it.
    engine: whether reminders run, as when the page was drawn. sees: what of a family this person may see.
    asked: how many seats this person is asked to take.
    places: keys and names of the hubs this person sits in. several: the page is kept true by a line for each of its hubs.
    """

    title: str
    build: str
    server_now: datetime
    invented: bool
    hub_key: str | None = None
    hub_name: str | None = None
    person: str | None = None
    role: str | None = None
    may: frozenset[str] = frozenset()
    here: str = ""
    token: str | None = None
    idle_minutes: int | None = None
    names_away: bool = False
    shortcuts: bool = True
    asked: int = 0
    places: tuple[tuple[str, str], ...] = ()
    several: bool = False
    engine: str = "running"
    sees: See = nothing


def page(view: Page, shell: Shell | None = None) -> str:
    """A whole page, emptied of what its reader lacks: its template reads `view` and `shell`, and nothing else (tests/contracts)."""
    whole = emptied(view, shell.sees if shell else nothing)
    return _jinja.get_template(view.template).render(view=whole, shell=shell)


def you(person_id: int) -> str:
    """The stylesheet that says "you" to one person, shows what only the holder may press, and hides what their seats do not allow."""
    mine = f'[data-person="{person_id}"]'
    return (
        f".who{mine} :is(.name, .role) {{ display: none }}\n"
        f".who{mine} .you {{ display: inline }}\n"
        f".panel:has(#contact-state{mine}) :is(.for-holder, .for-holder-alone) {{ display: block }}\n"
        f'.panel:has(#contact-state[data-offered="{person_id}"]) .for-offered {{ display: block }}\n'
        f".undo{mine} {{ display: block }}\n"
        f'.card-in_hand[data-facets~="held:{person_id}"] {{ background: #f1f7fc }}\n'
        f'.card-in_hand[data-facets~="held:{person_id}"] .yours {{ display: inline }}\n'
    ) + _NEEDS


# An element of class needs-ACTION is hidden where the page's data-may lacks the action. No secret: the server refuses it all the same.
_NEEDS = "".join(
    f'body:not([data-may~="{action}"]) .needs-{action} {{ display: none }}\n' for action in Action
)


def least(em_vw: str) -> str:
    """The stylesheet that says how large the least letters of one wall are, in hundredths of its picture's width."""
    return f":root {{ --least: {em_vw}vw }}\n"
