"""Commands for who and what may come in: people, tokens, walls."""

from __future__ import annotations

import click

from board.cli.root import NUMBER, board, do
from board.domain.permissions import Role

hub_option = click.option("--hub", required=True, help="The hub's key.")
role_option = click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="What the seat is for."
)
agency_option = click.option("--agency", help="The agency's key; the one that runs the hub when not given.")


@board.group()
def person() -> None:
    """People who sign in."""


@person.command("add")
@hub_option
@role_option
@click.option("--name", required=True, help="As colleagues call them.")
@click.option("--email", required=True, help="What they sign in with.")
@agency_option
def person_add(hub: str, role: str, name: str, email: str, agency: str | None) -> None:
    """Add one of the first two managers of a hub, or ask somebody known to be one; prints the first password."""
    from board.cli.entrust import add_person_with_seat

    do(lambda db: add_person_with_seat(db, hub=hub, role=role, name=name, email=email, agency=agency))


@person.command("end")
@click.option("--email", required=True, help="What they sign in with.")
def person_end(email: str) -> None:
    """Somebody left: end their sessions and let nothing open for them."""
    from board.cli.entrust import end_known_person

    do(lambda db: end_known_person(db, email=email))


@person.command("reset")
@click.option("--email", required=True, help="What they sign in with.")
def person_reset(email: str) -> None:
    """Password or phone and codes are lost: a new first password, and the app is set up anew."""
    from board.cli.entrust import reset_person

    do(lambda db: reset_person(db, email=email))


@person.command("hand-on")
@hub_option
@click.option("--email", required=True, help="What the person signs in with.")
@click.option(
    "--to", required=True, help="The key of the hub that looks after how they are reached from now on."
)
@click.option(
    "--as", "as_email", required=True, help="The address of the home hub's manager or admin who hands it on."
)
def person_hand_on(hub: str, email: str, to: str, as_email: str) -> None:
    """Hand a person's home hub on: only that hub and the person change how they are reached."""
    from board.cli.entrust import hand_known_person_on

    do(lambda db: hand_known_person_on(db, hub=hub, email=email, to=to, as_email=as_email))


@person.command("reseal")
def person_reseal() -> None:
    """After a new server key: encrypt every authenticator seed with it."""
    from board.cli.entrust import reseal
    from board.secrets import Secrets
    from board.settings import Settings

    keys = Settings.from_env().secret_keys()
    do(lambda db: reseal(db, Secrets(keys)))


@board.group()
def token() -> None:
    """Keys of the API; each name is a service person of its own."""


@token.command("add")
@hub_option
@role_option
@click.option("--name", required=True, help="What it is for.")
@agency_option
def token_add(hub: str, role: str, name: str, agency: str | None) -> None:
    """Print a new token, and nothing else. It is shown this once."""
    from board.cli.entrust import add_token

    do(lambda db: add_token(db, hub=hub, role=role, name=name, agency=agency))


@token.command("list")
@hub_option
def token_list(hub: str) -> None:
    """Each token in use: its number, name and when it was issued."""
    from board.cli.entrust import list_tokens

    do(lambda db: list_tokens(db, hub=hub))


@token.command("end")
@click.argument("number", type=NUMBER)
@hub_option
def token_end(number: int, hub: str) -> None:
    """Withdraw a token: from now on it opens nothing."""
    from board.cli.entrust import end_known_token

    do(lambda db: end_known_token(db, hub=hub, number=number))


@board.group()
def screen() -> None:
    """Enrolled walls."""


@screen.command("list")
@hub_option
def screen_list(hub: str) -> None:
    """Each enrolled wall: its number, name, when it was enrolled and last seen."""
    from board.cli.entrust import list_screens

    do(lambda db: list_screens(db, hub=hub))


@screen.command("revoke")
@click.argument("number", type=NUMBER)
@hub_option
@click.option("--as", "as_email", required=True, help="The address of the manager who withdraws it.")
def screen_revoke(number: int, hub: str, as_email: str) -> None:
    """Withdraw a wall: it goes dark within a second."""
    from board.cli.entrust import withdraw_screen

    do(lambda db: withdraw_screen(db, hub=hub, number=number, as_email=as_email))
