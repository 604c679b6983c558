"""How a hub works: a document that is read strictly and whose every field has its sentence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path as File
from typing import Annotated, Any

import pytest

from board.domain.document import from_document, settings
from board.domain.hours import END_OF_SAME_DAY, Basis, Limit, Unit, hours, minutes, working_days
from board.domain.policy import Policy
from board.domain.sources import DFE_CODES

ROOT = File(__file__).parents[2]
Path = tuple[str | int, ...]


def changed(path: Path, value: object) -> Any:
    """The default document with one place changed; ... removes it."""
    document: Any = json.loads(json.dumps(Policy.default().to_document()))
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def test_a_policy_comes_back_from_json_as_it_was() -> None:
    policy = Policy.default()
    assert Policy.from_document(json.loads(json.dumps(policy.to_document()))) == policy


def test_a_hub_may_set_its_own_hours_and_closures() -> None:
    document = changed(("closure_days",), ["2026-12-29"])
    document["hours"]["saturday"] = {"opens": "10:00:00", "closes": "14:00:00"}
    policy = Policy.from_document(document)
    assert policy.hours.saturday
    assert policy.hours.saturday.opens.hour == 10
    assert [day.isoformat() for day in policy.closure_days] == ["2026-12-29"]


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("colour",), "red", r"policy\.colour: there is no such setting"),
        (("levels", 1, "hue"), 3, r"policy\.levels\[1\]\.hue: there is no such setting"),
        (("levels", 1, "band"), ..., r"policy\.levels\[1\]\.band: this setting is missing"),
        (("session_hours",), ..., r"policy\.session_hours: this setting is missing"),
        (("levels", 0, "band"), "0", r"policy\.levels\[0\]\.band: a whole number is needed"),
        (("levels", 0, "band"), True, r"policy\.levels\[0\]\.band: a whole number is needed"),
        (
            ("levels", 0, "runs_past_close"),
            1,
            r"policy\.levels\[0\]\.runs_past_close: true or false is needed",
        ),
        (
            ("levels", 0, "shape"),
            "star",
            r"policy\.levels\[0\]\.shape: one of diamond, triangle, circle, square is needed",
        ),
        (
            ("levels", 0, "decision_limit", "unit"),
            "days",
            r"policy\.levels\[0\]\.decision_limit: working_hours cannot be counted in days",
        ),
        (("levels", 0, "decision_limit"), 4, r"policy\.levels\[0\]\.decision_limit: an object is needed"),
        (("levels", 0, "code"), "unrated", r"policy: levels: unrated is the absence"),
        (("levels", 0, "code"), "amber", r"policy: levels: a code stands there twice"),
        (("levels", 0, "code"), "dark red", r"policy: levels: a code is letters"),
        (("levels", 0, "label"), None, r"policy\.levels\[0\]\.label: text is needed"),
        (("levels",), [], r"policy: levels: at least one is needed"),
        (("levels",), {}, r"policy\.levels: a list is needed"),
        (("hours", "monday"), None, r"policy\.hours\.monday: an object is needed"),
        (
            ("hours", "monday", "opens"),
            "quarter to nine",
            r"policy\.hours\.monday\.opens: a time such as 08:45 is needed",
        ),
        (("hours", "monday", "opens"), "08:45+01:00", r"policy\.hours\.monday: hours are London times"),
        (
            ("closure_days",),
            ["29 December"],
            r"policy\.closure_days\[0\]: a date such as 2026-12-24 is needed",
        ),
        (("sources", 0, "dfe_code"), "6A", r"policy\.sources\[0\]: 6A is no national source code"),
        (("restricted_named_roles",), ["vicar"], r"policy\.restricted_named_roles\[0\]: one of admin, "),
        (("idle_lock_minutes",), 0, r"policy: minutes, hours and tries are at least 1"),
    ],
)
def test_what_is_wrong_in_a_policy_is_named_by_its_path(path: Path, value: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}"):
        Policy.from_document(changed(path, value))


def test_a_document_older_than_a_setting_takes_its_default() -> None:
    @dataclass(frozen=True)
    class Later:
        rows: Annotated[int, "How many rows."]
        tiles: Annotated[int, "How many tiles."] = 4

    assert from_document(Later, {"rows": 5}, "wall") == Later(rows=5, tiles=4)
    with pytest.raises(ValueError, match=r"wall\.rows: this setting is missing"):
        from_document(Later, {"tiles": 5}, "wall")


@pytest.mark.parametrize("document", [None, [], "policy", 3])
def test_what_is_no_object_is_no_policy(document: object) -> None:
    with pytest.raises(ValueError, match="policy: an object is needed"):
        Policy.from_document(document)


def test_a_document_with_a_setting_that_was_removed_reads_without_it() -> None:
    document = changed(("levels", 0, "check_limit"), {"number": 4, "unit": "hours", "basis": "working_hours"})
    document["levels"][1]["colour"] = "amber"
    assert Policy.from_document(document) == Policy.default()
    assert "check_limit" not in Policy.from_document(document).to_document()["levels"][0]
    assert Policy.problems(changed(("check_limit",), None)) == (
        "policy.check_limit: there is no such setting",
    )


def test_every_setting_is_read_by_something() -> None:
    """A setting that nothing reads promises the hub something that does not happen."""
    ours = [*(ROOT / "board").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]
    code = "\n".join(p.read_text() for p in ours if p.name not in ("policy.py", "policy_default.py"))
    code += (ROOT / "board/domain/policy.py").read_text()
    unread = [one.path for one in settings(Policy) if not re.search(rf"[.]{one.path.split('.')[-1]}\b", code)]
    assert not unread, (
        f"nothing reads {unread}: remove them from board/domain/policy.py (and add them to `retired`)"
    )


def test_every_setting_has_its_sentence() -> None:
    found = list(settings(Policy))
    assert len({setting.path for setting in found}) == len(found)
    assert all(setting.sentence.endswith(".") for setting in found)
    assert {"levels[].claim_limit.number", "hours.saturday.opens", "wall.rows"} <= {
        setting.path for setting in found
    }


def test_every_national_source_code_has_a_local_word_by_default() -> None:
    assert {source.dfe_code for source in Policy.default().sources} == set(DFE_CODES)


@pytest.mark.parametrize(
    ("source", "dfe_code"),
    [("police", "6"), ("school", "2A"), ("nursery", "2B"), ("gp", "3A"), ("health_visitor", "3B"), ("hospital", "3E"),
     ("midwife", "3F"), ("idva", "8"), ("probation", "7"), ("anonymous", "9"), ("family_member", "1A"), ("youth_justice", "5B")],
)  # fmt: skip
def test_a_local_source_counts_as_its_national_code(source: str, dfe_code: str) -> None:
    assert Policy.default().dfe_code(source) == dfe_code


def test_a_code_the_hub_has_not_got_is_not_found() -> None:
    policy = Policy.default()
    assert policy.source_label("police") == "Police"
    assert policy.level("red").label == "Red"
    assert policy.outcome("DUPLICATE").label
    with pytest.raises(KeyError):
        policy.level("purple")
    with pytest.raises(KeyError):
        policy.dfe_code("astrologer")


def test_colours_differ_by_shape_and_word_too() -> None:
    levels = Policy.default().levels
    assert len({level.shape for level in levels}) == len({level.label for level in levels}) == len(levels)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (hours(4, Basis.WORKING_HOURS), "4 working hours"),
        (hours(1), "1 hour"),
        (minutes(30), "30 minutes"),
        (working_days(1), "1 working day"),
        (END_OF_SAME_DAY, "by close of the same working day"),
    ],
)
def test_a_limit_never_goes_without_its_unit(limit: Limit, words: str) -> None:
    assert limit.words == words


@pytest.mark.parametrize(
    ("number", "unit", "basis"),
    [
        (1, Unit.DAYS, Basis.CLOCK_HOURS),
        (24, Unit.HOURS, Basis.WORKING_DAYS),
        (0, Unit.MINUTES, Basis.CLOCK_HOURS),
        (-1, Unit.HOURS, Basis.WORKING_HOURS),
        (1, Unit.DAYS, Basis.END_OF_WORKING_DAY),
        (100_000, Unit.MINUTES, Basis.CLOCK_HOURS),
    ],
)
def test_a_limit_that_means_nothing_is_refused(number: int, unit: Unit, basis: Basis) -> None:
    with pytest.raises(ValueError, match=basis.value):
        Limit(number, unit, basis)
