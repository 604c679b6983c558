"""Steps of a walk in which seats are given, confirmed and taken back."""

from __future__ import annotations

from sqlalchemy import text

from board.commands.grant.giving import SeatGiven, confirm, give, withdraw
from tests.live.morning import Morning


async def give_or_confirm_seat(m: Morning, a: int, b: int, c: int) -> None:
    """Somebody gives a manager's seat, or confirms or takes back the newest."""
    async with m.db.transaction() as tx:
        facts = {"hub_id": m.hub.hub_id}
        query = text("select max(grant_id) from seat_grants where hub_id = :hub_id")
        newest = (await tx.conn.execute(query, facts)).scalar_one() or 0
        if c % 3 == 1:
            await confirm(tx, m.who(a), newest, now=m.now)
        elif c % 3 == 2:
            await withdraw(tx, m.who(a), newest, now=m.now)
        else:
            query = text(
                "select mail_domains[1] from agencies where hub_id = :hub_id and key = 'childrens_social_care'"
            )
            domain = (await tx.conn.execute(query, facts)).scalar_one()
            given = SeatGiven("Nia Bell", f"nia{b}@{domain}", "childrens_social_care", "manager")
            await give(tx, m.who(a), given, now=m.now)
