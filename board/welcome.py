"""What `board up` tells a newcomer: the addresses, the people to sign in as, how to open the wall."""

from __future__ import annotations

from collections.abc import Sequence

from board.settings import Settings


def reached_at(host: str) -> str:
    """An address that a browser on this machine can use."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on


def welcome(
    settings: Settings, ports: Sequence[int], invented: bool, mail_port: int | None = None
) -> list[str]:
    """What a newcomer needs: addresses, people, the wall."""
    host = reached_at(settings.host)
    addresses = [f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}" for port in ports]
    first = settings.origin or addresses[0]
    lines = ["", "The board is running.", "", f"  Desk   {first}/", f"  Wall   {first}/wall"]
    lines += [f"  Also   {address}/" for address in addresses[1:]]
    lines += (
        [f"  Mail   http://127.0.0.1:{mail_port}/ (caught here; nothing leaves this machine)"]
        if mail_port
        else []
    )
    if invented:
        lines += ["", "Everybody in it is invented. Sign in as one of them:", "", *people_lines()]
        lines += ["", "The second code is shown on the sign-in page, because these people are invented."]
    lines += [
        "",
        "To open the wall: open its address on another screen or in a second window. It shows a short code; a",
        "manager types it at a desk under Screens, and the wall stays open until it is withdrawn there.",
        "",
        "Ctrl-C stops everything; the data stays.",
        "",
    ]
    return lines


def people_lines() -> list[str]:
    from board.rehearsal.seed import people

    rows = [(name, role, email, password) for name, role, email, password in people()]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
