"""Commands of people who leave a hub, or whose work is handed on while they are absent."""

from __future__ import annotations

from datetime import datetime

import click

from board.cli.grant.seats import as_option
from board.cli.keys import hub_option, person
from board.cli.root import do


@person.command("leave")
@hub_option
@click.option("--email", required=True, help="The address with which the person signs in.")
@as_option
def person_leave(hub: str, email: str, as_email: str) -> None:
    """Somebody left this hub: end every seat of theirs there, sessions and messages, and list the work they had."""
    from board.cli.grant.acts import leave_known

    do(lambda db: leave_known(db, hub=hub, email=email, as_email=as_email))


@person.command("absent")
@hub_option
@click.option("--email", required=True, help="The address with which the person signs in.")
@click.option(
    "--to", help="The address of the colleague who gets the contacts; they wait again when not given."
)
@click.option(
    "--decides", help="The address of the manager who decides from now on; the one of --as when not given."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day off the rota; it stays when not given."
)
@click.option("--reason", required=True, help="It stands beside each contact.")
@as_option
def person_absent(
    hub: str,
    email: str,
    to: str | None,
    decides: str | None,
    until: datetime | None,
    reason: str,
    as_email: str,
) -> None:
    """Hand on the work of somebody who is absent: to a colleague, or back to the queue."""
    from board.cli.grant.acts import hand_on_known

    day = until.date() if until else None
    do(
        lambda db: hand_on_known(
            db, hub=hub, email=email, to=to, decides=decides, until=day, reason=reason, as_email=as_email
        )
    )
