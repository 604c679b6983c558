"""What changed in a hub since somebody last looked, in words and by contact: what their lens is told, and nothing restricted to others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from board.domain.handover import told, unseen_clocks
from board.domain.people import Actor
from board.domain.policy import Policy
from board.domain.undo import OFF_BOARD
from board.queries.cards import Card
from board.queries.handover_lines import MOST, first_of, line_of
from board.queries.history import AGENCY, needs, words
from board.store.visibility import exists_for
from board.views.handover import Changed, Changes, Left, News, Since

FURTHEST = 200_000  # events the page looks through: some days of a large hub
MOST_NEWS = 3  # of a contact: the rest is its history
MOST_LEFT = 200  # contacts that left the board are counted up to this
LEFT_SHOWN = 12
A_DAY = timedelta(days=1)
A_WHILE = timedelta(days=21)  # a last shift of longer ago is no place to begin from

# Where the page begins: the person's own mark, else where their last shift that is over began, else a day ago.
_START = text(
    "select h.seq, (select coalesce(max(version), 0) from policies p where p.hub_id = h.hub_id and effective_from <= :now) as policy, "
    "  m.seq as mark, m.marked_at, s.starts_at as shift_at, "
    "  (select e.seq from events e where e.hub_id = h.hub_id and e.seq > h.seq - :furthest "
    "   and e.at < coalesce(case when :day then null else s.starts_at end, cast(:yesterday as timestamptz)) "
    "   order by e.seq desc limit 1) as before "
    "from heads h left join handover_marks m on m.hub_id = h.hub_id and m.person_id = :person_id "
    "left join lateral (select d.starts_at from duties d join seats t on t.hub_id = d.hub_id and t.seat_id = d.seat_id "
    "  where d.hub_id = h.hub_id and t.person_id = :person_id and d.began_at is not null and d.ended_at is not null "
    "  and d.starts_at > :long_ago order by d.starts_at desc limit 1) s on true "
    "where h.hub_id = :hub_id"
)
_NAMES = (
    "p.name, (select o.name from people o where o.person_id = "  # noqa: S608 - a constant
    f"  cast(cast(e.body as jsonb) -> 'body' ->> 'person' as bigint)) as person, {AGENCY} as agency "
)
# Two ways in one statement: the newest entries of each contact that stands here, and what left the board or changed for everybody.
_CHANGED = text(
    "select e.contact_id, null as ref, e.seq, e.at, e.kind, e.body, e.actor_id, e.number, "  # noqa: S608 - constants of this file
    f"{_NAMES} from (select x.*, row_number() over w as place, count(*) over (partition by x.contact_id) as number "
    "  from unnest(cast(:ids as bigint[])) i(contact_id) cross join lateral (select * from events v where v.hub_id = :hub_id "
    "    and v.contact_id = i.contact_id and v.seq > :since) x "
    "  where x.kind = any(cast(:told as text[])) and x.actor_id is distinct from :person_id "
    "  and not (x.kind = 'clock_fired' and cast(x.body as jsonb) -> 'body' ->> 'clock' = any(cast(:unheard as text[]))) "
    "  window w as (partition by x.contact_id order by x.seq desc)) e "
    "left join people p on p.person_id = e.actor_id where e.place <= :most "
    "union all select null, e.ref, e.seq, e.at, e.kind, e.body, e.actor_id, 0, "
    f"{_NAMES} from (select v.*, c.ref from events v "
    "  left join contacts c on c.hub_id = v.hub_id and c.contact_id = v.contact_id "
    "  where v.hub_id = :hub_id and v.seq > :since and v.kind in ('contact_closed', 'contact_joined', 'policy_began') "
    "  and v.actor_id is distinct from :person_id and (v.contact_id is null or c.closed_at is not null "
    f"    and {exists_for()}) "
    "  order by v.seq desc limit :most_left) e left join people p on p.person_id = e.actor_id "
    "order by seq desc"
)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a page begins. seq: the hub's newest event; after: the page tells of events after this one."""

    seq: int
    policy: int
    after: int
    since: Since


async def start_of(conn: AsyncConnection, actor: Actor, now: datetime, *, day: bool) -> Start:
    """From when this person is told; the first statement of the page. day: from a day ago, whatever they have read."""
    facts = {
        "hub_id": actor.hub_id,
        "person_id": actor.person_id,
        "now": now,
        "yesterday": now - A_DAY,
        "long_ago": now - A_WHILE,
        "furthest": FURTHEST,
        "day": day,
    }
    row = (await conn.execute(_START, facts)).one()
    floor = max(0, row.seq - FURTHEST)
    if day or (row.mark is None and row.shift_at is None):
        since, wanted = Since(now - A_DAY, "day", cut=False), row.before
    elif row.mark is None:
        since, wanted = Since(row.shift_at, "shift", cut=False), row.before
    else:
        since, wanted = Since(row.marked_at, "mark", cut=False), row.mark
    if floor and (wanted is None or wanted < floor):
        since = Since(since.at, since.why, cut=True)
    return Start(row.seq, row.policy, max(floor, wanted or 0), since)


async def changed_since(
    conn: AsyncConnection, actor: Actor, start: Start, cards: Sequence[Card]
) -> Sequence[Any]:
    """What happened to these contacts, and what left the board, after the start; newest first, nothing the person did themselves."""
    facts = {
        "hub_id": actor.hub_id,
        "person_id": actor.person_id,
        "ids": [card.contact_id for card in cards],
        "since": start.after,
        "told": sorted(told(actor.lens)),
        "unheard": [kind.value for kind in unseen_clocks(actor.lens)],
        "most": MOST_NEWS,
        "most_left": MOST_LEFT,
    }
    return (await conn.execute(_CHANGED, facts)).all()


def news_of(rows: Sequence[Any], policy: Policy) -> dict[int, tuple[tuple[News, ...], int]]:
    """What happened by contact, newest first, and how many entries are older than those."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.contact_id is not None:
            found[row.contact_id].append(row)
    return {
        number: (tuple(_news(one, policy) for one in ones), ones[0].number - len(ones))
        for number, ones in found.items()
    }


def changes_of(rows: Sequence[Any], board: Sequence[Card], policy: Policy, start: Start) -> Changes:
    """What changed on the board. board: what stands on it, most urgent first, never a restricted contact."""
    news = news_of(rows, policy)
    cards = [card for card in board if card.contact_id in news]
    beyond = [row for row in rows if row.contact_id is None]
    left = [row for row in beyond if row.kind in OFF_BOARD]
    return Changes(
        since=start.since,
        rows=tuple(Changed(line_of(card), *news[card.contact_id]) for card in cards[:MOST]),
        more=max(0, len(cards) - MOST),
        more_first=len(first_of(cards[MOST:], policy)),
        left=tuple(Left(row.ref, row.at, _news(row, policy)) for row in left[:LEFT_SHOWN]),
        left_more=None if len(beyond) == MOST_LEFT else max(0, len(left) - LEFT_SHOWN),
        policy=tuple(row.at for row in beyond if row.kind == "policy_began"),
    )


def _news(row: Any, policy: Policy) -> News:
    return News(needs(row.kind), row.at, *words(row, policy))
