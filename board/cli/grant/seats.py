"""Commands of seats: who has which, and a seat given, confirmed, taken back and ended."""

from __future__ import annotations

import click

from board.cli.keys import agency_option, hub_option, role_option
from board.cli.root import board, do

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
@click.argument("number", type=int)
@hub_option
@as_option
def seat_confirm(number: int, hub: str, as_email: str) -> None:
    """Confirm, as the second manager, a seat that another manager gave."""
    from board.cli.grant.acts import confirm_known

    do(lambda db: confirm_known(db, hub=hub, number=number, as_email=as_email))


@seat.command("withdraw")
@click.argument("number", type=int)
@hub_option
@as_option
def seat_withdraw(number: int, hub: str, as_email: str) -> None:
    """Take back a seat that waits."""
    from board.cli.grant.acts import withdraw_known

    do(lambda db: withdraw_known(db, hub=hub, number=number, as_email=as_email))


@seat.command("end")
@click.argument("number", type=int)
@hub_option
@as_option
def seat_end(number: int, hub: str, as_email: str) -> None:
    """End a seat: it allows nothing from now on, and what the person held waits again."""
    from board.cli.grant.acts import end_known_seat

    do(lambda db: end_known_seat(db, hub=hub, number=number, as_email=as_email))
