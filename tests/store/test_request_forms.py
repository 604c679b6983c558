"""The database refuses a form whose digest, contact, agency or version is not the request's, whatever wrote it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from board.commands.ratings import rate
from board.commands.request.asking import Question, ask
from board.domain.permissions import Role
from board.domain.request.about import About
from board.store.engine import Database
from tests import make
from tests.commands.doing import do, rows
from workers.requests import send_requests

_HEALTH = "(select f.* from request_forms f join agencies a using (hub_id, agency_id) where a.key = 'health' order by form_id limit 1) f"
_POLICE = (
    "request_id = (select request_id from requests join agencies using (hub_id, agency_id) where key = 'police' "
    "order by number limit 1)"
)


async def sent(database: Database) -> None:
    """Two requests of one contact and one of another, all sent."""
    hub = await make.hub(database)
    asha = await make.person(database, hub)
    for key in ("police", "health"):
        await make.person(database, hub, Role(key), agency=key)
    for reference, agencies in (("PPN-A", ("police", "health")), ("PPN-B", ("health",))):
        ref = await make.contact_waiting(database, asha, source_reference=reference)
        await do(database, rate, asha, ref, None, "red", "As seen.")
        [(child,)] = await rows(
            database,
            "select min(child_id) from children join contacts using (hub_id, contact_id) where ref = :r",
            r=ref,
        )
        about = (About(child_id=child),)
        await do(database, ask, asha, ref, Question(agencies, about, "s17", "Needed.", "Seen?", at_once=True))
    assert await send_requests(database, make.NOW) == 3


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (
            f"update requests set form_digest = f.digest from {_HEALTH} where requests.{_POLICE}",
            "requests_form",
        ),
        ("update requests set form_digest = sha256('another')", "requests_form"),
        ("update requests set form_version = 2", "requests_form"),
        ("update requests set form_version = null, form_digest = null", "requests_sent_with_form"),
        (
            "update requests set agency_id = (select agency_id from agencies where key = 'education')",
            "stays as it was",
        ),
        (
            "update requests set contact_id = (select max(contact_id) from contacts) "
            "where contact_id = (select min(contact_id) from contacts)",
            "stays as it was",
        ),
        ("update request_forms set content = 'another'", "append-only"),
        ("delete from request_forms", "requests_form"),
        (
            "insert into request_forms (hub_id, request_id, contact_id, agency_id, version, digest, content, drawn_at) "
            "select hub_id, request_id, contact_id, (select agency_id from agencies where key = 'education'), 2, digest, content, drawn_at "
            "from request_forms",
            "request_forms_request",
        ),
        (
            "insert into request_forms (hub_id, request_id, contact_id, agency_id, version, digest, content, drawn_at) "
            "select hub_id, request_id, contact_id, agency_id, 1, sha256('x'), 'x', drawn_at from request_forms",
            "request_forms_version_once",
        ),
        (
            "insert into request_forms (hub_id, request_id, contact_id, agency_id, version, digest, content, drawn_at) "
            "select hub_id, request_id, contact_id, agency_id, 2, digest, 'another', drawn_at from request_forms",
            "request_forms_digest",
        ),
    ],
)
async def test_a_form_that_is_not_this_requests_is_refused(
    database: Database, change: str, constraint: str
) -> None:
    await sent(database)
    before = await rows(database, "select * from requests order by number")
    with pytest.raises(IntegrityError, match=constraint):
        async with database.transaction() as tx:
            await tx.conn.execute(text(change))
    assert await rows(database, "select * from requests order by number") == before
