"""A marker in every labelled column: who gets it where it is asked for, and that the wall has none."""

from __future__ import annotations

import pytest

from board.domain.permissions import Role
from tests.house.lens_table import ASKED_FOR
from tests.house.lenses import NEVER, House, seen_in


async def test_every_route_that_reads_is_read_by_somebody(house: House) -> None:
    for role in (Role.SERVICE_MANAGER, Role.SOCIAL_WORKER, Role.ADMIN):
        async for _ in house.everything(role):
            pass
    for route in ("/hubs/{hub}/local-words", "/api/v1/local-words"):  # a data officer's alone
        async for _ in house.everything(Role.DATA_OFFICER, route):
            pass
    unread = {name for name, statuses in house.answered.items() if 200 not in statuses}
    assert unread == NEVER.keys(), (
        "say in tests/house/lenses.py what stands for its parameters, or why nobody gets it"
    )


@pytest.mark.parametrize("role", Role)
async def test_what_is_asked_for_is_shown_to_those_who_may_ask(house: House, role: Role) -> None:
    for sentence, (door, whom, columns) in ASKED_FOR.items():
        shown = set()
        for said in await house.asked(role, door):
            shown |= seen_in(door, said)
        assert shown == (set(columns.split()) if role.value in whom.split() else set()), f"{role}: {sentence}"


async def test_the_wall_shows_no_labelled_column(house: House) -> None:
    said = [one async for one in house.wall()]
    assert any("wall-" in text for _, text in said)
    assert not {column for name, text in said for column in seen_in(name, text)}
