"""Walk a chain from its first event to its head, holding every row to what the chain says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from board.commands.seals import sealed
from board.domain.events import Event
from board.queries.chains import Chain, Link, epochs_read, links, unsealed
from board.store.chain import GENESIS, canonical, link

SEALS = ("readings_sealed", "database_restored")
RESTORED = "database_restored"


class Broken(Exception):
    """The first place where a chain does not hold: the sentence that says where and how."""


@dataclass(slots=True)
class Walk:
    """How far a chain was walked. sealed_to: per epoch, the transaction at which the last seal ended."""

    chain: Chain
    seq: int = 0
    epoch: int = 1
    hash: bytes = GENESIS
    seals: int = 0
    readings: int = 0
    unsealed: int = 0
    sealed_to: dict[int, int] = field(default_factory=dict)
    anchored: bool = False


async def walk(conn: AsyncConnection, chain: Chain, anchor: tuple[int, str] | None = None) -> Walk:
    """Walk the whole chain. anchor: a head written down earlier, number and hash, which must still stand. Raises Broken."""
    so_far = Walk(chain)
    async for event in links(conn, chain.hub_id):
        _holds(so_far, event)
        if event.kind in SEALS:
            await _seal_holds(conn, so_far, event)
        if anchor and anchor[0] == event.seq:
            _anchor_holds(so_far, anchor)
    _head_holds(so_far)
    if anchor and not so_far.anchored:
        raise Broken(
            f"the anchor is event {anchor[0]}, and the chain ends at event {so_far.seq}: the newest events were removed"
        )
    await _no_reading_slipped_in(conn, so_far)
    return so_far


def _holds(so_far: Walk, event: Link) -> None:
    if event.seq != so_far.seq + 1:
        raise Broken(f"event {so_far.seq + 1} is missing: after event {so_far.seq} comes event {event.seq}")
    if event.epoch < so_far.epoch:
        raise Broken(f"event {event.seq} is of epoch {event.epoch}, after one of epoch {so_far.epoch}")
    if event.epoch > so_far.epoch and event.kind != RESTORED:
        raise Broken(f"event {event.seq} begins epoch {event.epoch}, and no restore is recorded there")
    _body_holds(so_far.chain.hub_id, event)
    if link(so_far.hash, event.body) != bytes(event.hash):
        raise Broken(f"event {event.seq} does not follow from event {so_far.seq}: its hash is another")
    so_far.seq, so_far.epoch, so_far.hash = event.seq, event.epoch, bytes(event.hash)


def _body_holds(hub_id: int, event: Link) -> None:
    """Every column of the row is what its canonical bytes say, and the bytes are canonical."""
    try:
        told = json.loads(event.body)
        row = Event(
            event.kind, event.at, event.actor_id, event.contact_id, frozenset(event.concerns), told["body"]
        )
        written = canonical(row, hub_id=hub_id, seq=event.seq, epoch=event.epoch)
    except (ValueError, KeyError, TypeError):
        raise Broken(f"event {event.seq} cannot be read") from None
    if written == event.body and told["concerns"] == list(event.concerns):
        return
    meant = json.loads(written) | {"concerns": list(event.concerns)}
    wrong = [name for name in meant if told.get(name, ...) != meant[name]] or ["body"]
    raise Broken(f"event {event.seq} says other things in its columns than in its body: {', '.join(wrong)}")


async def _seal_holds(conn: AsyncConnection, so_far: Walk, event: Link) -> None:
    """A restore seals what was left of the epoch before; any other seal is of its own epoch."""
    said = json.loads(event.body)["body"]
    epoch = said.get("sealed_epoch", event.epoch)
    begins = so_far.sealed_to.get(epoch, 0)
    if said["from"] != begins:
        raise Broken(
            f"the seal at event {event.seq} begins at {said['from']}, and the one before ended at {begins}"
        )
    count, digest = await sealed(conn, so_far.chain.hub_id, epoch, said["from"], said["before"])
    if count != said["count"]:
        raise Broken(f"the seal at event {event.seq} covers {said['count']} readings, and {count} are there")
    if digest != said["digest"]:
        raise Broken(f"a reading under the seal at event {event.seq} was changed")
    so_far.sealed_to[epoch] = said["before"]
    so_far.seals += 1
    so_far.readings += count


def _anchor_holds(so_far: Walk, anchor: tuple[int, str]) -> None:
    if not so_far.hash.hex().startswith(anchor[1]):
        raise Broken(
            f"event {anchor[0]} is not the one the anchor names: history was rewritten at or before it"
        )
    so_far.anchored = True


def _head_holds(so_far: Walk) -> None:
    head = so_far.chain
    if head.seq is None or head.hash is None:
        raise Broken("its head is missing")
    if head.seq > so_far.seq:
        raise Broken(
            f"event {so_far.seq + 1} is missing: the head is event {head.seq}, and the chain ends at {so_far.seq}"
        )
    if (head.seq, bytes(head.hash), head.epoch) != (so_far.seq, so_far.hash, so_far.epoch):
        raise Broken(f"its head (event {head.seq}, epoch {head.epoch}) is not its newest event, {so_far.seq}")


async def _no_reading_slipped_in(conn: AsyncConnection, so_far: Walk) -> None:
    """What is not sealed yet is of this epoch; anything else was slipped in."""
    for epoch in await epochs_read(conn, so_far.chain.hub_id):
        count = await unsealed(conn, so_far.chain.hub_id, epoch, so_far.sealed_to.get(epoch, 0))
        if epoch == so_far.epoch:
            so_far.unsealed = count
        elif count:
            raise Broken(f"{count} readings of epoch {epoch} are under no seal, and that epoch is over")
