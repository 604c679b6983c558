"""The fan-out leg alone, encoded to received: ours against `websockets.broadcast`, the same bytes to as many clients."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from board.domain.people import Actor
from tests.bench.client_process import ClientProcess, together
from tests.bench.results import Figures, Spread, at_most, middle, plain
from tests.bench.servers import Scale, Servers

MESSAGES, EVERY, SIZE = 20, 0.1, 2048
PROMISED = 1.0
KINDS = ("Ours", "Broadcast")


async def measure(servers: Servers, scale: Scale, _actors: list[Actor]) -> Figures:
    """For each number of clients, rounds of both in turn; the ratio of each round, and their median."""
    figures: Figures = {}
    for clients in scale.sockets:
        async with AsyncExitStack() as stack:
            ends = [await _end(stack, servers, kind, clients) for kind in KINDS]
            for end in ends:
                await _round(end)
            rounds = []
            for number in range(scale.of(8, 3)):
                order = ends if number % 2 == 0 else ends[::-1]
                told = {end[0]: await _round(end) for end in order}
                rounds.append((told["Ours"], told["Broadcast"]))
        spreads = [(ours[0], theirs[0]) for ours, theirs in rounds]
        busy = middle(ours[1] / theirs[1] for ours, theirs in rounds)
        ratios = {
            p: middle(ours.at(p) / max(0.1, theirs.at(p)) for ours, theirs in spreads) for p in (50, 99)
        }
        figures |= {
            f"{clients}_p99": plain(middle(ours.at(99) for ours, _ in spreads), "ms"),
            f"{clients}_p99_broadcast": plain(middle(theirs.at(99) for _, theirs in spreads), "ms"),
            f"{clients}_ratio_p50": at_most(ratios[50], PROMISED, "of broadcast"),
            f"{clients}_ratio_p99": at_most(ratios[99], PROMISED, "of broadcast"),
            f"{clients}_ratio_processor": plain(busy, "of broadcast, the sender's processor time"),
        }
    return figures


End = tuple[str, ClientProcess, list[ClientProcess]]


async def _end(stack: AsyncExitStack, servers: Servers, kind: str, clients: int) -> End:
    """A server of this kind with this many clients on it, in two processes of their own."""
    (server,) = await stack.enter_async_context(servers.clients(f"fan_servers:{kind}", 1))
    port = await server.ask("listen")
    ears = await stack.enter_async_context(servers.clients("fan_servers:Listeners", 2))
    await together(ears, "open", port=port, count=clients // 2)
    return kind, server, ears


async def _round(end: End) -> tuple[Spread, float]:
    """Send messages one by one; how long after it was encoded each client had each, and how busy the sender was."""
    _, server, ears = end
    await together(ears, "begin")
    sending: dict[str, Any] = await server.ask("send", messages=MESSAGES, every=EVERY, size=SIZE)
    told: list[dict[str, Any]] = await together(ears, "report", sent=sending["sent"])
    assert not any(one["missing"] for one in told), "a client missed a message"
    return Spread.together(Spread.of(one["spread"]) for one in told), sending["busy"]
