"""A hub to bring contacts into, and contacts as they are sent. Everybody here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from board.commands.hubs import open_hub
from board.commands.people import add_person
from board.commands.seats import give_seat
from board.commands.tokens import issue_token
from board.domain.people import Actor
from board.domain.permissions import Role
from board.domain.policy import Policy
from board.intake.lists.kinds import tables_of
from board.intake.lists.layout import Layout
from board.intake.lists.sheets import PoliceList, understood
from board.queries.actors import actor_of_email
from board.secrets import new_token, token_hash
from board.store.engine import Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday morning
AGENCIES = (("childrens_social_care", "Children's social care", ()), ("police", "Police", ()))


@dataclass(frozen=True)
class Hub:
    """A hub in a database of the test's own."""

    database: Database
    hub_id: int
    key: str

    async def token(self, role: Role, name: str | None = None, agency: str = "police") -> str:
        """A bearer token of this role, by a name of its own."""
        made = new_token()
        async with self.database.transaction() as tx:
            await issue_token(
                tx, self.hub_id, name or f"Token {role}", agency, role, token_hash(made), now=NOW
            )
        return made

    async def person(self, role: Role, name: str) -> Actor:
        """Somebody with a seat in this role."""
        email = f"{name.lower().replace(' ', '.')}@{self.key}.example"
        async with self.database.transaction() as tx:
            added = await add_person(tx, name, email, password_hash=None, now=NOW)
        async with self.database.transaction() as tx:
            await give_seat(tx, self.hub_id, added.person_id, "childrens_social_care", role, now=NOW)
        async with self.database.connection() as conn:
            return await actor_of_email(conn, self.hub_id, email)


async def a_hub(
    database: Database, key: str = "northborough", policy: Policy | None = None, *, mails: bool = False
) -> Hub:
    """A hub with its default policy and two agencies. mails: which may be mailed."""
    agencies = [(one, name, (f"{key}.example",) if mails else ()) for one, name, _ in AGENCIES]
    async with database.transaction() as tx:
        opened = await open_hub(tx, key, key.title(), agencies, policy or Policy.default(), now=NOW)
    return Hub(database, opened.hub_id, key)


def sent(**changes: Any) -> dict[str, Any]:
    """A contact as the contract shows it, with changes; a change to None leaves the field out."""
    body = {
        "source": "police",
        "source_reference": "PPN-123",
        "notice_type": "PPN",
        "received_at": "2026-11-24T07:52:00Z",
        "concern": "domestic_abuse",
        "summary": "Officers attended at 22:40. Two children were upstairs.",
        "rag": "amber",
        "flags": {"confidential_enquiry": True, "anonymous_referrer": False, "restricted": False},
        "children": [
            {"given_name": "Tamsin", "family_name": "Quill", "born_on": "2017-03-02"},
            {"unborn": True, "family_name": "Quill", "expected_on": "2027-02-10"},
        ],
        "adults": [
            {
                "role": "victim",
                "given_name": "Orla",
                "family_name": "Quill",
                "born_on": "1990-01-01",
                "address": "1 Invented Row",
            }
        ],
    } | changes
    return {k: v for k, v in body.items() if v is not None}


def read_here(content: bytes, layout: Layout | None = None) -> PoliceList:
    """A list read in this process: a process of its own for each of hundreds of small files would take minutes."""
    layout = layout or Layout()
    return understood(tables_of(content, layout.encoding, layout.columns), layout)
