"""A name that nobody can read is refused wherever a name is typed, and text that reorders what stands around it is refused everywhere."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import board.api
import board.commands
import board.intake.model
from board.commands import words
from board.commands.safe_now import record_safe_now
from board.domain.characters import unshowable, without_letter
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.domain.refusals import BadInput, Refusal
from board.domain.safe_now import SafeNow
from board.intake.model import SentContact
from board.store.engine import Database
from board.views.labels import label_in
from tests import make
from tests.commands.doing import do, rows
from tests.web.door import Door

PEOPLE = {"referrer", "holder", "manager"}
"""Fields of models that hold somebody's name and are not called a name."""
NOBODY_READS = (
    "...",
    "123",
    "\u3164",
    "\u115f\u1160",
    "\u200b\u200d",
    "\u0301\u0301",
    "\U000e0041",
    "🙂",
    "\u2800",
    "\ufe0f\U000e0100",
    "\u02bc\u02bc",
    "\u0640",
    "\U0001d159",
)
UNSEEN = (
    "\u3164",
    "\u200b",
    "\u2800\u2800",
    "\u0301",
    "\u200d\ufe0f",
    "\u00ad",
    "\ue000",
    " \u115f ",
    "a" + "\u0301" * 9,
)
"""Texts of which nothing can be seen, and one that is drawn over the lines around it."""
REORDERS = (
    "Asha\u202eamreV",
    "\u200fAsha",
    "Asha\u200e",
    "Asha\u2067Verma\u2069",
    "Asha\u061c",
    "Asha\U000e0041",
    "Asha\ufff9Verma",
)


def models() -> Iterator[type[BaseModel]]:
    found = [
        importlib.import_module(f"board.api.{one.name}") for one in pkgutil.iter_modules(board.api.__path__)
    ]
    for module in (*found, board.intake.model):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__module__ == module.__name__:
                yield kind


def typed_names() -> list[tuple[str, TypeAdapter[Any]]]:
    """Each member of each model that people send, by which somebody or something is named."""
    return [
        (f"{kind.__name__}.{name}", TypeAdapter(Annotated[one.annotation, *one.metadata] if one.metadata else one.annotation))
        for kind in models()
        if kind.model_config.get("extra") == "forbid" and not any(map(label_in, (m.metadata for m in kind.model_fields.values())))
        for name, one in kind.model_fields.items()
        if name == "name" or name.endswith("_name") or name in PEOPLE
    ]  # fmt: skip


NAMES = dict(typed_names())
_SUMMARY = SentContact.model_fields["summary"]
SUMMARY: TypeAdapter[Any] = TypeAdapter(Annotated[_SUMMARY.annotation, *_SUMMARY.metadata])


def test_the_walk_finds_names_of_children_adults_referrers_and_holders() -> None:
    assert {"SentChild.given_name", "SentAdult.family_name", "SentContact.referrer"} <= NAMES.keys()
    assert any(name.endswith(".holder") for name in NAMES)


@pytest.mark.parametrize("field", NAMES)
def test_a_model_refuses_a_name_that_nobody_can_read(field: str) -> None:
    for typed in (*NOBODY_READS, *REORDERS):
        with pytest.raises(ValidationError):
            NAMES[field].validate_python(typed)
    assert NAMES[field].validate_python("Zoë O'Brien-Şahin") == "Zoë O'Brien-Şahin"
    assert NAMES[field].validate_python("李小龍")


def named_by(file: Path) -> Iterator[tuple[str, bool]]:
    """Each public command of this file with a parameter called name, and whether it has the name checked."""
    for one in ast.parse(file.read_text()).body:
        if not isinstance(one, ast.AsyncFunctionDef) or one.name.startswith("_"):
            continue
        if "name" in {a.arg for a in (*one.args.args, *one.args.kwonlyargs)}:
            calls = {ast.unparse(call.func) for call in ast.walk(one) if isinstance(call, ast.Call)}
            yield (
                f"{file.stem}.{one.name}",
                bool(calls & {"words.name", "screen_name", "add_person", "given_self"}),
            )


def test_every_command_that_takes_a_name_has_it_checked() -> None:
    found = dict(found for file in Path(board.commands.__path__[0]).rglob("*.py") for found in named_by(file))
    assert len(found) >= 7
    unchecked = [command for command, checked in found.items() if not checked]
    assert not unchecked, f"{unchecked}: pass the name through board.commands.words.name before it is kept"


@pytest.mark.parametrize("typed", [*NOBODY_READS, *REORDERS, "", " ", "x" * 101])
def test_a_command_refuses_it_in_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        words.name(typed, "Name the screen after where it hangs")
    assert refused.value.errors["name"].endswith((".", "again."))


def test_names_of_the_world_are_names() -> None:
    for typed in ("Ng", "Nguyễn Văn An", "Сергей", "محمد", "Ó Súilleabháin", "ਹਰਪ੍ਰੀਤ", "Room 2"):
        assert not without_letter(typed)
        assert unshowable(typed) is None


async def test_a_person_a_screen_and_a_form_refuse_it(door: Door, hub: make.Hub) -> None:
    manager = await door.someone(hub, Role.MANAGER, name="Maren Holt")
    async with door.browser() as desk:
        await door.sign_in(desk, manager)
        for typed in ("\u3164", "Room\u202e2"):
            refused = await desk.post("/hubs/northborough/screens", data={"code": "ABCD2345", "name": typed})
            assert refused.status_code == 422
            assert "that can be seen" in refused.text or "order in which text is read" in refused.text
        noted = await desk.post("/typed", data={"note": "ok \u2066turned\u2069"})
        assert (noted.status_code, "U+2066" in noted.text) == (422, True)
    with pytest.raises(Refusal):
        await door.someone(hub, name="\u3164\u3164")


@pytest.mark.parametrize("typed", UNSEEN)
def test_a_text_that_nobody_can_see_is_refused_wherever_one_is_typed(typed: str) -> None:
    for kept in (words.given, lambda said: words.line(said, "whereabouts", 200)):
        with pytest.raises(BadInput):
            kept(typed)
    with pytest.raises(ValidationError):
        SUMMARY.validate_python(typed)
    document = Policy.default().to_document()
    document["outcomes"][0]["label"] = typed
    assert Policy.problems(document)
    for seen in (
        "...",
        "999",
        "Ring 0123",
        "\u0e01\u0e34\u0e48\u0e07",
        "e\u0301\u0323",
        "\U0001f642\ufe0f",
        "",
    ):
        assert unshowable(seen) is None


async def test_a_place_that_nobody_can_see_does_not_locate_a_child(database: Database, hub: make.Hub) -> None:
    asha = await make.person(database, hub)
    ref = await make.contact_rated(database, asha, "red")
    for where, who in (("\u3164", None), ("At school", "\u200b")):
        with pytest.raises(BadInput):
            await do(database, record_safe_now, asha, ref, None, SafeNow(where, None, who, make.NOW))
    assert await rows(database, "select 1 from safe_now") == []


def test_words_of_a_policy_are_read_as_they_stand() -> None:
    document = Policy.default().to_document()
    document["outcomes"][0]["label"] = "No \u202efurther action"
    assert any("U+202E" in problem for problem in Policy.problems(document))


@pytest.fixture
def door(database: Any) -> Door:
    return Door(database)


@pytest.fixture
async def hub(database: Any) -> make.Hub:
    return await make.hub(database)
