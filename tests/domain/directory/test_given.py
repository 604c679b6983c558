"""An entry as it is typed: each field that cannot be read has a sentence of its own."""

from __future__ import annotations

import pytest

from board.domain.directory.given import given_entry
from board.domain.refusals import BadInput

GOOD = {"kind": "telephone", "address": "01632 960001", "name": "Switchboard", "answered": "day"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "pigeon"}, "kind"),
        ({"address": " "}, "address"),
        ({"address": "ring me"}, "address"),
        ({"kind": "mailbox", "address": "desk at police"}, "address"),
        ({"kind": "mailbox", "address": "a@b.example, c@d.example"}, "address"),
        ({"name": ""}, "name"),
        ({"name": "..."}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "Ada\u202e"}, "name"),
        ({"deputies": ["123"]}, "deputies"),
        ({"deputies": [f"Deputy {'abcdefghijkl'[n]}" for n in range(11)]}, "deputies"),
        ({"answered": "sometimes"}, "answered"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        given_entry(**(GOOD | wrong))
    assert set(caught.value.errors) == {field}


def test_names_are_kept_without_spare_space_and_each_deputy_once() -> None:
    given = given_entry("telephone", "01632 960001", "  Front   desk ", ["Dee Moss", "", " Dee  Moss "])
    assert (given.name, given.deputies) == ("Front desk", ("Dee Moss",))
