"""Advice given without a contact, counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.contacts import LONDON
from board.domain.people import Actor
from board.domain.policy import Policy
from board.store.policies import policy
from board.views.advice import AdviceCount, AdvicePage, GivenAdvice

_COUNTS = text(
    "select source, advice, count(*) filter (where given_at >= :today) as today, "
    "count(*) filter (where given_at >= :week) as week, count(*) as month from advice "
    "where hub_id = :hub_id and given_at >= :month and became_contact_at is null group by source, advice order by source, advice"
)
_OWN = text(
    "select advice_id, source, advice, given_at, became_contact_at from advice where hub_id = :hub_id and given_by = :person_id "
    "and given_at >= :today order by advice_id desc limit 20"
)


async def advice_page(
    conn: AsyncConnection, actor: Actor, now: datetime, *, error: str = "", chosen: tuple[str, str] = ("", "")
) -> AdvicePage:
    """The form, the counts, and what this person gave today. error, chosen: of a form that was refused."""
    rules = await policy(conn, actor.hub_id, now)
    key = {"hub_id": actor.hub_id, "person_id": actor.person_id, **_days(now)}
    own = tuple(
        GivenAdvice(
            one.advice_id,
            _source(rules, one.source),
            rules.advice_label(one.advice),
            one.given_at,
            one.became_contact_at is not None,
        )
        for one in await conn.execute(_OWN, key)
    )
    sources = sorted(((one.code, one.label) for one in rules.sources), key=lambda pair: pair[1].casefold())
    return AdvicePage(
        hub_key=actor.hub_key,
        sources=tuple(sources),
        kinds=tuple((one.code, one.label) for one in rules.advice),
        counts=tuple(AdviceCount(**one) for one in await advice_counts(conn, actor, now)),
        own=own,
        error=error,
        source=chosen[0],
        advice=chosen[1],
    )


async def advice_counts(conn: AsyncConnection, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """By who asked and the advice: today, in 7 days, in 30 days. Advice that became a contact is counted as that."""
    rules = await policy(conn, actor.hub_id, now)
    rows = await conn.execute(_COUNTS, {"hub_id": actor.hub_id, **_days(now)})
    return [
        {
            "source": _source(rules, row.source),
            "advice": rules.advice_label(row.advice),
            "today": row.today,
            "week": row.week,
            "month": row.month,
        }
        for row in rows
    ]


def _days(now: datetime) -> dict[str, datetime]:
    today = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"today": today, "week": today - timedelta(days=6), "month": today - timedelta(days=29)}


def _source(rules: Policy, code: str) -> str:
    return rules.source_label(code) if code in rules.source_codes() else code
