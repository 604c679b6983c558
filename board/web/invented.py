"""Whom to sign in as where everybody is made up, and what their authenticator apps show. In any other database: nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request

from board.guards import database, now
from board.queries.people import invented_credentials
from board.secrets import usable_code
from board.views.access import InventedPerson
from board.web.proving import secrets_of
from board.web.shell import words

People = Callable[[], Sequence[tuple[str, str, str, str]]]


async def invented_people(request: Request) -> tuple[InventedPerson, ...]:
    """The people to sign in as. app.state.invented_people lists them: (name, role, email, password)."""
    listed: People | None = getattr(request.app.state, "invented_people", None)
    people = listed() if listed else ()
    codes = await _codes(request, [email for _, _, email, _ in people]) if people else {}
    return tuple(
        InventedPerson(name, words(role), email, password, codes[email.lower()])
        for name, role, email, password in people
        if email.lower() in codes
    )


async def invented_code(request: Request, email: str) -> str | None:
    """What the app of this person shows, when they are made up."""
    return (await _codes(request, [email])).get(email.lower())


async def _codes(request: Request, emails: Sequence[str]) -> dict[str, str | None]:
    async with database(request).connection() as conn:
        people = await invented_credentials(conn, emails)
    found: dict[str, str | None] = {}
    for email, one in people.items():
        seed = secrets_of(request).unseal(one.sealed_seed) if one.sealed_seed else None
        found[email] = usable_code(seed, now(request), one.last_step) if seed else None
    return found
