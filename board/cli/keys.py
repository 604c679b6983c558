"""Commands for who and what may come in: people, tokens, walls."""

from __future__ import annotations

import click

from board.cli.root import board, data, do


@board.group()
def person() -> None:
    """People who sign in."""


@person.command("add")
@click.option("--hub", required=True, help="The hub's key.")
@click.option("--role", required=True, help="The role's key, for example social_worker.")
@click.option("--name", required=True, help="As colleagues call them.")
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--agency", help="The agency's key; the hub's own when not given.")
def person_add(hub: str, role: str, name: str, email: str, agency: str | None) -> None:
    """Add a person with a seat; prints the first password, to be changed at the first sign-in."""
    from board.commands.people import add_from_cli

    with data() as settings:
        do(add_from_cli(settings, hub=hub, role=role, name=name, email=email, agency=agency))


@board.group()
def token() -> None:
    """Keys of the API; each name is a service person of its own."""


@token.command("add")
@click.option("--hub", required=True, help="The hub's key.")
@click.option("--role", required=True, help="The role's key: what the token may do.")
@click.option("--name", required=True, help="What it is for.")
def token_add(hub: str, role: str, name: str) -> None:
    """Print a new token, and nothing else. It is shown this once."""
    from board.commands.tokens import add_from_cli

    with data() as settings:
        do(add_from_cli(settings, hub=hub, role=role, name=name))


@board.group()
def screen() -> None:
    """Enrolled walls."""


@screen.command("list")
@click.option("--hub", required=True, help="The hub's key.")
def screen_list(hub: str) -> None:
    """Each enrolled wall: its number, name, when it was enrolled and last seen."""
    from board.commands.screens import list_from_cli

    with data() as settings:
        do(list_from_cli(settings, hub=hub))


@screen.command("revoke")
@click.argument("number", type=int)
@click.option("--hub", required=True, help="The hub's key.")
def screen_revoke(number: int, hub: str) -> None:
    """Withdraw a wall: it goes dark within a second."""
    from board.commands.screens import revoke_from_cli

    with data() as settings:
        do(revoke_from_cli(settings, hub=hub, number=number))
