"""What somebody typed into the form, as the JSON API would be sent it, and from its errors back to the fields.

A row of a person has a number that never changes while the form is filled in: `children-2-given_name`. A row with nothing in it is
no person. Dates are three fields: `children-2-born_on-day`, `-month`, `-year`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from board.domain.naming import Naming
from board.intake.days import BadCell, a_time, moment
from board.intake.model import PEOPLE_LIMIT

Kind = Literal["children", "adults"]
FLAGS: Final = ("confidential_enquiry", "anonymous_referrer", "restricted")
CONTACT_FIELDS: Final = (
    "source",
    "source_reference",
    "notice_type",
    "concern",
    "summary",
    "harm_detail",
    "referrer",
    "rag",
    "grading_tool",
    "grading",
)
CHILD_FIELDS: Final = ("given_name", "family_name", "sex", "ethnicity", "school", "address")
ADULT_FIELDS: Final = ("role", "given_name", "family_name", "address")
SAFE_FIELDS: Final = ("channel", "times", "never_use", "code_word", "address")
_ROW: Final = re.compile(r"(children|adults)-(\d{1,3})-")
_PERSON: Final = re.compile(r"(named|out)-(\d{1,15})", re.ASCII)
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
NOT_A_DATE: Final = "Write day, month and year as numbers, for example 2 3 2017."


@dataclass(slots=True)
class Typed:
    """values: every field as it was typed. children, adults: the numbers of their rows, in order. errors: a sentence by field."""

    values: Mapping[str, str]
    children: list[int] = field(default_factory=list)
    adults: list[int] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    @property
    def chose_people(self) -> bool:
        """Whether somebody was ticked to be named or kept out."""
        return naming(self.values) != Naming()

    def open_safe(self, row: int | str) -> bool:
        """Whether something of a safe contact was typed in this row, or is wrong with it."""
        here = f"adults-{row}-safe-"
        return any(value and name.startswith(here) for name, value in self.values.items()) or any(
            n.startswith(here) for n in self.errors
        )

    def rows(self, kind: Kind) -> list[int]:
        """The numbers of the rows of a kind."""
        return self.children if kind == "children" else self.adults

    def add(self, kind: Kind) -> None:
        """One more empty row."""
        rows = self.rows(kind)
        if len(rows) < PEOPLE_LIMIT:
            rows.append(max(rows, default=-1) + 1)

    def remove(self, row: str) -> None:
        """Take a row out, e.g. children-2."""
        for kind in ("children", "adults"):
            rows = self.rows(kind)
            rows[:] = [number for number in rows if f"{kind}-{number}" != row]


def typed(values: Mapping[str, str]) -> Typed:
    """The form as it was sent; an untouched one has a row for a child and one for an adult."""
    if not values:
        return Typed({}, [0], [0])
    found: dict[str, set[int]] = {"children": set(), "adults": set()}
    for name in values:
        if match := _ROW.match(name):
            found[match[1]].add(int(match[2]))
    return Typed(values, sorted(found["children"])[:PEOPLE_LIMIT], sorted(found["adults"])[:PEOPLE_LIMIT])


def as_sent(form: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    """The contact that was typed, and the field of each path in it. Fills form.errors with what only a form can get wrong."""
    data: dict[str, Any] = {name: form.value(name) for name in CONTACT_FIELDS}
    data["flags"] = {name: bool(form.value(name)) for name in FLAGS}
    fields = {name: name for name in (*CONTACT_FIELDS, *FLAGS)} | {f"flags.{name}": name for name in FLAGS}
    fields |= {"grading_score": "grading_score", "received_at": "received_on", "children": "children_unknown"}
    if form.value("grading_score").strip():
        data["grading_score"] = _number(form, "grading_score")
    if _KEY.fullmatch(form.value("form_key")) and not form.value("source_reference").strip():
        data["source_reference"] = (
            f"form-{form.value('form_key')}"  # the same form sent twice is the same contact
        )
    data["incident_on"] = _date(form, "incident_on")
    fields["incident_on"] = "incident_on"
    _received(form, data)
    _children(form, data, fields)
    _adults(form, data, fields)
    return data, fields


def naming(values: Mapping[str, str]) -> Naming:
    """Who else is to be named on it and who is kept out, one field a person; it counts only where it is restricted."""
    found: dict[str, set[int]] = {"named": set(), "out": set()}
    for name, value in values.items():
        if value and (match := _PERSON.fullmatch(name)):
            found[match[1]].add(int(match[2]))
    return Naming(frozenset(found["named"]), frozenset(found["out"]))


def _children(form: Typed, data: dict[str, Any], fields: dict[str, str]) -> None:
    rows: list[dict[str, Any]] = []
    for number in form.children:
        here = f"children-{number}-"
        child: dict[str, Any] = {name: form.value(here + name) for name in CHILD_FIELDS}
        child |= {name: _date(form, here + name) for name in ("born_on", "expected_on")}
        child["unborn"] = bool(form.value(here + "unborn"))
        if not _filled(form, here):
            continue
        if child["unborn"] and child["born_on"]:
            form.errors.setdefault(
                here + "born_on",
                "A child not yet born has no birth date. Take it out, or untick “not yet born”.",
            )
        if child["expected_on"] and not child["unborn"]:
            form.errors.setdefault(
                here + "expected_on",
                "Only a child not yet born has an expected date. Tick “not yet born”, or take it out.",
            )
        fields |= {f"children.{len(rows)}.{name}": here + name for name in child}
        rows.append(child)
    data["children"] = rows
    unknown = bool(form.value("children_unknown"))
    if unknown and rows:
        form.errors["children_unknown"] = (
            "You named a child and ticked that the children are not known. Do one or the other."
        )
    if not unknown and not rows:
        form.errors["children_unknown"] = (
            "Name at least one child, or tick that the children are not known yet."
        )


def _adults(form: Typed, data: dict[str, Any], fields: dict[str, str]) -> None:
    rows: list[dict[str, Any]] = []
    for number in form.adults:
        here = f"adults-{number}-"
        if not _filled(form, here):
            continue
        adult: dict[str, Any] = {name: form.value(here + name) for name in ADULT_FIELDS}
        adult["born_on"] = _date(form, here + "born_on")
        safe: dict[str, Any] = {name: form.value(f"{here}safe-{name}") for name in SAFE_FIELDS}
        safe["message_ok"] = bool(form.value(f"{here}safe-message_ok"))
        fields |= {f"adults.{len(rows)}.{name}": here + name for name in adult}
        fields |= {f"adults.{len(rows)}.safe_contact.{name}": f"{here}safe-{name}" for name in safe}
        rows.append(adult | {"safe_contact": safe})
    data["adults"] = rows


def _filled(form: Typed, here: str) -> bool:
    return any(value.strip() for name, value in form.values.items() if name.startswith(here))


def _number(form: Typed, name: str) -> int | None:
    text = form.value(name).strip()
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    form.errors[name] = "Write a whole number, or leave it empty."
    return None


def _date(form: Typed, name: str) -> str | None:
    parts = [form.value(f"{name}-{part}").strip() for part in ("day", "month", "year")]
    if not any(parts):
        return None
    try:
        if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[2]) != 4:
            raise ValueError
        return date(int(parts[2]), int(parts[1]), int(parts[0])).isoformat()
    except ValueError:
        form.errors[name] = NOT_A_DATE
        return None


def _received(form: Typed, data: dict[str, Any]) -> None:
    on = _date(form, "received_on")
    if on is None:
        form.errors.setdefault("received_on", "Say on which day it arrived.")
    try:
        at = a_time(form.value("received_time").strip())
    except BadCell:
        at = None
        form.errors["received_time"] = "Write the time as 07:52."
    else:
        if at is None:
            form.errors["received_time"] = "Say at what time it arrived, for example 07:52."
    if on and at:
        try:
            data["received_at"] = moment(date.fromisoformat(on), at)[0].isoformat()
        except BadCell:
            form.errors["received_time"] = "There was no such time: the clocks went forward that hour."
