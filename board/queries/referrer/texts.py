"""Every text of a contact, with the words in it that may describe the referrer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import Contact
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.referrer.describing import MARK, described, lines, parts
from board.store.policies import policy_of
from board.store.referrer.checks import Checks, checks_of
from board.store.referrer.texts import Text, key_of, referrers_of, texts_of
from board.views.referrer.texts import TextRow, TextsPage

_SOURCE = text(
    "select source, anonymous_referrer, exists (select from legal_holds h where h.hub_id = c.hub_id and h.contact_id = c.contact_id "
    "and h.lifted_at is null) as held from contacts c where hub_id = :hub_id and contact_id = :contact_id"
)


async def texts_page(
    conn: AsyncConnection,
    actor: Actor,
    contact: Contact,
    *,
    error: str | None = None,
    typed: tuple[str, int, str] | None = None,
) -> TextsPage:
    """The page for a person whose asking was logged first. typed: of a form that was refused, the text's name and number and the words."""
    key = key_of(contact, actor)
    row = (await conn.execute(_SOURCE, key)).one()
    policy = await policy_of(conn, contact.hub_id, contact.policy_version)
    known = row.source in policy.source_codes()
    also = [policy.source_label(row.source)] if known else []
    referrers = await referrers_of(conn, key)
    texts = [
        one for one in await texts_of(conn, key) if not one.place.asked or actor.may(Action.READ_SAFE_CONTACT)
    ]
    checks = await checks_of(conn, key)
    rows = [_row(_worded(one, also), referrers, also, typed, checks) for one in texts]
    rows = [row for row, one in zip(rows, texts, strict=True) if row.found or not one.place.asked]
    return TextsPage(
        hub_key=actor.hub_key,
        ref=contact.ref,
        hidden=row.anonymous_referrer,
        describing=tuple(one for one in rows if one.found),
        others=tuple(one for one in rows if not one.found),
        error=error,
        held=row.held,
    )


def _worded(one: Text, also: Sequence[str]) -> Text:
    """A code as its label says it."""
    return replace(one, words=also[0]) if one.place.whole and also and one.words != MARK else one


def _row(
    one: Text,
    referrers: Sequence[str],
    also: Sequence[str],
    typed: tuple[str, int, str] | None,
    checks: Checks,
) -> TextRow:
    said = lines(one.words)
    pieces = parts(said, described(said, referrers, also=also))
    if one.place.whole:
        pieces = ((said, said != MARK),)
    again = typed[2] if typed and typed[:2] == (one.place.name, one.number) else None
    checked = checks.of(one.place.name, one.number, said)
    return TextRow(
        one.place.name, one.number, one.place.words, pieces, again, checked, can_pass=not one.place.whole
    )
