"""Each field of each view and each API answer says what it is, and one function empties what a reader lacks, by that alone."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

import board.api
import board.views
from board.api.answers import answer, model_in
from board.api.endpoints import ENDPOINTS
from board.domain import audiences
from board.domain.permissions import FIELDS, Lens, seen_by, sees
from board.domain.policy import Policy
from board.intake.model import Sent
from board.live.drawing import EVERYTHING, Drawing
from board.live.memory import Standing
from board.queries.cards import live_cards
from board.queries.happened import Head
from board.queries.hubs import HubName
from board.render import Shell, page
from board.store.engine import Database
from board.views import labels
from board.views.board import BoardCard
from board.views.contact import ContactTimeline, TimelineRow
from board.views.contingency import ContingencyList, ListedContact
from board.views.fragment import Rag
from board.views.labels import PLAIN, Shows, emptied, empty_of, label_in, labels_of, nothing, parts_of
from tests import make
from tests.contracts.test_templates import view_of

FIX = "name what it is where it is declared, e.g. `family: of.Family[str | None]`, by a label of board/views/labels.py"


def classes(package: Any, of_ours: type) -> list[type[Any]]:
    modules = [
        importlib.import_module(m.name)
        for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    found = {
        one
        for module in modules
        for _, one in inspect.getmembers(module, inspect.isclass)
        if one.__module__ == module.__name__ and issubclass(one, of_ours)
    }
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__name__}")


VIEWS = [one for one in classes(board.views, object) if dataclasses.is_dataclass(one)]
ANSWERS = [one for one in classes(board.api, BaseModel) if not issubclass(one, Sent)]
each_view = pytest.mark.parametrize(
    "view", VIEWS, ids=lambda one: f"{one.__module__.split('.')[-1]}.{one.__name__}"
)
each_answer = pytest.mark.parametrize("model", ANSWERS, ids=lambda one: one.__name__)


def without_label(view: type[Any]) -> list[str]:
    hints = get_type_hints(view)
    return [
        name for name, label in labels_of(view).items() if label is None and not any(parts_of(hints[name]))
    ]


def aliases() -> dict[str, Shows]:
    found = {name: label_in(getattr(one, "__metadata__", ())) for name, one in vars(labels).items()}
    return {name: one for name, one in found.items() if one is not None}


@each_view
def test_each_field_of_a_view_says_what_it_is(view: type[Any]) -> None:
    missing = without_label(view)
    assert not missing, f"{view.__name__}.{missing[0]} says not what it is: {FIX}"


@each_answer
def test_each_member_of_an_api_answer_says_what_it_is(model: type[BaseModel]) -> None:
    missing = [
        name
        for name, one in model.model_fields.items()
        if label_in(one.metadata) is None and model_in(one.annotation) not in ANSWERS
    ]
    assert not missing, f"{model.__name__}.{missing[0]} says not what it is: {FIX}"


@dataclasses.dataclass(frozen=True)
class Bare:
    ref: labels.Ref[str]
    family: str | None


def test_a_field_without_a_label_would_be_found() -> None:
    assert without_label(Bare) == ["family"]


def test_labels_are_the_fields_of_the_permissions_table() -> None:
    of_table = {tuple(label) for label in aliases().values() if label != PLAIN}
    in_no_view = {key for key, field in FIELDS.items() if not field.lenses}
    assert of_table == FIELDS.keys() - in_no_view, (
        "FIELDS and the labels of board/views/labels.py differ: add a line to the other"
    )


def test_every_answer_of_the_api_is_made_from_a_model_with_labels() -> None:
    assert {one.answer for one in ENDPOINTS} <= set(ANSWERS)


def lacking(label: Shows) -> labels.See:
    return lambda record, field: (record, field) != label


def everything(_record: str, _field: str) -> bool:
    return True


@each_view
def test_a_reader_who_lacks_a_label_lacks_its_fields_and_no_others(view: type[Any]) -> None:
    whole, hints = view_of(view), get_type_hints(view)
    assert emptied(whole, everything) is whole
    for lacked in set(labels_of(view).values()) - {None, PLAIN}:
        left = emptied(whole, lacking(lacked))
        if getattr(whole, "needs", None) == lacked:
            assert left is None
            continue
        for name, label in labels_of(view).items():
            if label == lacked:
                assert getattr(left, name) == empty_of(hints[name]), f"{view.__name__}.{name} is left"
            elif not any(parts_of(hints[name])):
                assert getattr(left, name) == getattr(whole, name), f"{view.__name__}.{name} went too"


def left_of(value: Any) -> Iterator[str]:
    """Every field with a label other than Plain that holds something, wherever it stands in a view."""
    if isinstance(value, tuple):
        for one in value:
            yield from left_of(one)
    elif dataclasses.is_dataclass(value):
        hints = get_type_hints(type(value))
        for name, label in labels_of(type(value)).items():
            held = getattr(value, name)
            if label is None:
                yield from left_of(held)
            elif label != PLAIN and held != empty_of(hints[name]):
                yield f"{type(value).__name__}.{name}"


@each_view
def test_a_reader_of_nothing_is_left_with_nothing_but_plain_fields(view: type[Any]) -> None:
    assert [*left_of(emptied(view_of(view), nothing))] == []
    if any(label not in (None, PLAIN) for label in labels_of(view).values()):
        assert [*left_of(view_of(view))], "what is invented here holds nothing to be emptied of"


def test_a_row_that_stands_or_falls_whole_goes_from_its_list() -> None:
    row = view_of(TimelineRow)
    kept = dataclasses.replace(row, needs=Shows("contact", "times"), why=None)
    view = dataclasses.replace(view_of(ContactTimeline), rows=(row, kept))
    assert emptied(view, lacking(row.needs)).rows == (kept,)


@pytest.mark.parametrize("lens", Lens)
@each_answer
def test_an_answer_holds_the_members_of_its_lens_and_no_others(model: type[BaseModel], lens: Lens) -> None:
    """From a source that has every member: what is absent from an answer is what the lens lacks."""
    flat = {name: one for name, one in model.model_fields.items() if model_in(one.annotation) is None}
    said = answer(model, dict.fromkeys(flat, "something"), seen_by(lens))
    wanted = {
        name
        for name, one in flat.items()
        if (label := label_in(one.metadata)) in (None, PLAIN) or (label and sees(lens, *label))
    }
    assert said.keys() == wanted


def test_a_page_is_emptied_of_what_its_reader_lacks() -> None:
    """A page that no lens is given for shows nothing of a family."""
    listed = ListedContact("7QK", Rag("red", "Red", "square"), (), "Jo Okafor", True, "Reed family")
    view = ContingencyList("northborough", "Northborough", (listed,), True, True)
    shell = Shell("Title", "build", datetime(2026, 11, 24, 9, tzinfo=UTC), False)
    for lens, there in (
        (Lens.PRACTICE, {"Jo Okafor", "Reed family"}),
        (Lens.PARTNER, {"Jo Okafor"}),
        (Lens.FIGURES, set()),
    ):
        html = page(view, dataclasses.replace(shell, sees=seen_by(lens)))
        assert {words for words in ("Jo Okafor", "Reed family") if words in html} == there
    assert "Jo Okafor" not in page(view, shell)


async def test_a_fragment_is_emptied_of_what_its_audience_lacks(database: Database) -> None:
    """Every view of an audience goes through one door, so that a query that forgets a field shows nothing more."""
    hub = await make.hub(database)
    worker = await make.person(database, hub, name="Jo Okafor")
    ref = await make.contact_claimed(database, worker)
    async with database.snapshot() as conn:
        name = HubName(hub.hub_id, hub.key, "A hub")
        policy = Policy.default()
        cards = await live_cards(conn, hub.hub_id, policy, make.NOW.date())
        known = {card.contact_id: card for card in cards}
        standing = Standing(Head(1, 1), policy, 1, make.NOW.date(), make.NOW, known, tuple(cards))
        for lens in Lens:
            audience = audiences.board(hub.hub_id, lens)
            views, _ = await Drawing().views(conn, audience, name, standing, lens, EVERYTHING)
            (card,) = [view for view in views if isinstance(view, BoardCard)]
            assert (card.holder == "Jo Okafor") == sees(lens, "contact", "holder")
            assert bool(card.family) == sees(lens, "contact", "family")
            assert card.ref == ref
