"""The requests of a contact to agencies, and how far each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.policy import Policy
from board.domain.request.states import Progress, State

_REQUESTS = text(
    "select q.*, a.key as agency_key, a.name as agency, p.name as asker, cp.name as confirmer, wp.name as withdrawer, "
    "  x.about, x.people, x.answered, t.awaited_until "
    "from requests q join agencies a on a.hub_id = q.hub_id and a.agency_id = q.agency_id join people p on p.person_id = q.asked_by "
    "left join people cp on cp.person_id = q.confirmed_by left join people wp on wp.person_id = q.withdrawn_by "
    "left join lateral (select count(*) as people, count(*) filter (where exists (select from request_parts t where t.hub_id = r.hub_id "
    "    and t.request_id = r.request_id and t.sort <> 'awaited' "
    "    and (t.child_id = r.child_id or t.adult_id = r.adult_id))) as answered, "
    "  jsonb_agg(jsonb_build_object('child_id', r.child_id, 'adult_id', r.adult_id, 'nhs_number', r.nhs_number, "
    "    'former_names', r.former_names, 'gp', r.gp, 'earlier_addresses', r.earlier_addresses, 'with_address', r.with_address, "
    "    'child', case when c.child_id is not null then concat_ws(' ', c.given_name, c.family_name) end, "
    "    'adult', case when d.adult_id is not null then concat_ws(' ', d.given_name, d.family_name) end, "
    "    'place', coalesce(c.place, d.place)) order by r.request_person_id) as about "
    "  from request_people r left join children c on c.hub_id = r.hub_id and c.child_id = r.child_id "
    "  left join adults d on d.hub_id = r.hub_id and d.adult_id = r.adult_id "
    "  where r.hub_id = q.hub_id and r.request_id = q.request_id) x on true "
    "left join lateral (select max(t.until) as awaited_until from request_parts t where t.hub_id = q.hub_id "
    "  and t.request_id = q.request_id and t.sort = 'awaited') t on true "
    "where q.hub_id = :hub_id and q.contact_id = :contact_id order by q.number desc"
)


async def request_rows(conn: AsyncConnection, key: Mapping[str, Any]) -> Sequence[Any]:
    """Every request of the contact with this key, the newest first. The caller has passed the door."""
    facts = {"hub_id": key["hub_id"], "contact_id": key["contact_id"]}
    return (await conn.execute(_REQUESTS, facts)).all()


def state_of(row: Any) -> State:
    """How far a request is. row: of request_rows."""
    return Progress(
        withdrawn_at=row.withdrawn_at,
        sent_at=row.sent_at,
        failed_at=row.failed_at,
        opened_at=row.opened_at,
        by_telephone_at=row.by_telephone_at,
        people=row.people,
        answered=row.answered,
        awaited=row.awaited_until is not None,
    ).state


def reason_label(policy: Policy, code: str) -> str:
    """A lawful reason as agencies read it; the code of one that the policy no longer has."""
    return next((one.label for one in policy.requests.reasons if one.code == code), code)


async def requests_document(
    conn: AsyncConnection, key: Mapping[str, Any], policy: Policy
) -> list[dict[str, Any]]:
    """The same for the API."""
    return [
        dict(row._mapping)
        | {
            "request_id": str(row.request_id),
            "agency": row.agency_key,
            "agency_name": row.agency,
            "reason": reason_label(policy, row.why),
            "state": state_of(row).value,
            "asked_by": row.asker,
            "confirmed_by": row.confirmer,
            "withdrawn_by": row.withdrawer,
        }
        for row in await request_rows(conn, key)
    ]
