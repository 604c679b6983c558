"""Steps by which screens are paired, cared for and revoked, and visitors come and go."""

from __future__ import annotations

from board.commands import screens, visits, walls
from board.domain.screens import Screen
from board.queries.screens import screens_of
from board.secrets import Secrets
from tests.live.morning import Morning


async def find_dark(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await screens.went_dark(tx, m.hub.hub_id, now=m.now)


async def visit(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        if c % 4 == 3:
            await visits.end_visit(tx, m.who(a), now=m.now)
        elif c % 4 == 2:
            await visits.extend_visit(tx, m.who(a), now=m.now)
        else:
            await visits.begin_visit(tx, m.who(a), now=m.now)


async def tend_walls(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.transaction() as tx:
        await visits.tend_visit(tx, m.hub.hub_id, now=m.now)
    async with m.db.transaction() as tx:
        await walls.turn_wall(tx, m.hub.hub_id, now=m.now)


async def care_for_a_screen(m: Morning, a: int, b: int, c: int) -> None:
    """A wall that was never paired in a browser: made once, then changed, seen to, tried from elsewhere or drawn on."""
    secrets = Secrets(["a key of these steps alone"])
    async with m.db.connection() as conn:
        listed = await screens_of(conn, m.hub.hub_id)
    if not listed:
        async with m.db.transaction() as tx:
            waiting = await screens.begin_pairing(tx, secrets, now=m.now)
        async with m.db.transaction() as tx:
            code = screens.pairing_code(secrets, waiting.pairing_id)
            await screens.pair_screen(tx, m.who(a), secrets, code, f"Room {c}", now=m.now)
        return
    number = listed[0].screen_id
    screen = Screen(m.hub.hub_id, m.hub.key, m.hub.name, number, listed[0].name)
    async with m.db.transaction() as tx:
        match c % 5:
            case 0:
                await walls.amend_screen(
                    tx, m.who(a), number, walls.ScreenCare(f"Room {b}", "4 m"), now=m.now
                )
            case 1:
                await walls.see_to_screen(tx, m.who(a), number, now=m.now)
            case 2:
                await walls.note_elsewhere(tx, screen, now=m.now)
            case 3:
                await screens.note_drawn(tx, screen, 1, now=m.now)
            case _:
                await walls.reload_screen(tx, m.who(a), number, now=m.now)


async def revoke_screen(m: Morning, a: int, b: int, c: int) -> None:
    async with m.db.connection() as conn:
        listed = await screens_of(conn, m.hub.hub_id)
    if listed:
        async with m.db.transaction() as tx:
            await screens.revoke_screen(tx, m.who(a), listed[b % len(listed)].screen_id, now=m.now)
