"""Commands of seats: who has which, and a seat given, confirmed, taken, taken back and ended; and a first sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from board.cli.keys import agency_option, hub_option, role_option
from board.cli.root import NUMBER, board, do
from board.settings import Settings

if TYPE_CHECKING:
    from board.secrets import Secrets

as_option = click.option("--as", "as_email", required=True, help="The address of the person who does it.")


@board.group()
def seat() -> None:
    """Seats of people: what each may do in a hub, and for which agency."""


@seat.command("list")
@hub_option
def seat_list(hub: str) -> None:
    """Each seat: its number, the person's name and address, agency, role, since when and who gave it."""
    from board.cli.grant.acts import list_seats

    do(lambda db: list_seats(db, hub=hub))


@seat.command("give")
@hub_option
@role_option
@click.option("--name", required=True, help="As colleagues call them.")
@click.option("--email", required=True, help="Their own work address.")
@agency_option
@as_option
def seat_give(hub: str, role: str, name: str, email: str, agency: str | None, as_email: str) -> None:
    """Give a seat: the person is asked whether they take it."""
    from board.cli.grant.acts import give_known

    do(
        lambda db: give_known(
            db, hub=hub, role=role, name=name, email=email, agency=agency, as_email=as_email
        )
    )


@seat.command("waiting")
@hub_option
@as_option
def seat_waiting(hub: str, as_email: str) -> None:
    """Seats that wait for a second manager or for their person."""
    from board.cli.grant.acts import list_grants

    do(lambda db: list_grants(db, hub=hub, as_email=as_email))


@seat.command("confirm")
@click.argument("number", type=NUMBER)
@hub_option
@as_option
def seat_confirm(number: int, hub: str, as_email: str) -> None:
    """Confirm, as the second manager, a seat that another manager gave."""
    from board.cli.grant.acts import confirm_known

    do(lambda db: confirm_known(db, hub=hub, number=number, as_email=as_email))


@seat.command("link")
@click.argument("number", type=NUMBER)
@hub_option
@as_option
def seat_link(number: int, hub: str, as_email: str) -> None:
    """Send the person of a seat that waits the link for a first sign-in. It is never printed."""
    from board.cli.grant.first import send_known_link

    do(lambda db: send_known_link(db, secrets(), hub=hub, number=number, as_email=as_email))


@seat.command("code")
@click.argument("number", type=NUMBER)
@hub_option
@click.option("--entry", required=True, type=NUMBER, help="The number of the entry: `board directory list`.")
@as_option
def seat_code(number: int, hub: str, entry: int, as_email: str) -> None:
    """Send the code of that link as a text message. It is never printed; to read one out, make it under People."""
    from board.cli.grant.first import text_known_code

    do(lambda db: text_known_code(db, secrets(), hub=hub, number=number, entry=entry, as_email=as_email))


@seat.command("take")
@click.argument("number", type=NUMBER)
@as_option
def seat_take(number: int, as_email: str) -> None:
    """Take a seat that waits, as its person."""
    from board.cli.grant.first import take_known

    do(lambda db: take_known(db, number=number, as_email=as_email))


@seat.command("refuse")
@click.argument("number", type=NUMBER)
@as_option
def seat_refuse(number: int, as_email: str) -> None:
    """Say no to a seat that waits, as its person. The hub is not told."""
    from board.cli.grant.first import refuse_known

    do(lambda db: refuse_known(db, number=number, as_email=as_email))


@seat.command("withdraw")
@click.argument("number", type=NUMBER)
@hub_option
@as_option
def seat_withdraw(number: int, hub: str, as_email: str) -> None:
    """Take back a seat that waits."""
    from board.cli.grant.acts import withdraw_known

    do(lambda db: withdraw_known(db, hub=hub, number=number, as_email=as_email))


@seat.command("end")
@click.argument("number", type=NUMBER)
@hub_option
@as_option
def seat_end(number: int, hub: str, as_email: str) -> None:
    """End a seat: it allows nothing from now on, and what the person held waits again."""
    from board.cli.grant.acts import end_known_seat

    do(lambda db: end_known_seat(db, hub=hub, number=number, as_email=as_email))


def secrets() -> Secrets:
    """The server's keys, from which links and codes are made."""
    from board.secrets import Secrets

    return Secrets(Settings.from_env().secret_keys())
