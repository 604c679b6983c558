"""Commands for hubs themselves: opening one for real people, its agencies, and what it still lacks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from board.cli.root import board, do

if TYPE_CHECKING:
    from board.store.engine import Database

Agency = tuple[str, str, list[str]]
# Who sits in most front doors; the first runs the hub. Domains are said when they are known: without one nothing is mailed there.
AGENCIES: Final = {
    "childrens_social_care": "Children's social care",
    "police": "Police",
    "health": "Health",
    "education": "Education",
    "domestic_abuse_service": "Domestic abuse service",
    "early_help": "Early help",
    "housing": "Housing",
    "adult_social_care": "Adult social care",
    "probation": "Probation Service",
}


@board.group()
def hub() -> None:
    """Hubs: opening one, and its agencies."""


@hub.command("open")
@click.argument("key")
@click.argument("name")
@click.option(
    "--domain",
    "domains",
    multiple=True,
    metavar="AGENCY=DOMAIN",
    help="A domain mail may be sent to; as often as needed.",
)
def hub_open(key: str, name: str, domains: tuple[str, ...]) -> None:
    """Open a hub, KEY being the word in addresses and NAME what people call it, with the usual agencies."""
    do(lambda db: open_real_hub(db, key, name, _domains(domains)))


@hub.command("agency")
@click.argument("key")
@click.argument("name")
@click.option("--hub", "hub_key", required=True, help="The hub's key.")
@click.option("--domain", "domains", multiple=True, help="A domain mail may be sent to; as often as needed.")
def hub_agency(key: str, name: str, hub_key: str, domains: tuple[str, ...]) -> None:
    """Add an agency to a hub, KEY being the word in commands and NAME what people call it."""
    do(lambda db: add_known_agency(db, hub_key, key, name, domains))


@hub.command("list")
def hub_list() -> None:
    """Each hub with its agencies."""
    do(list_hubs)


def _domains(said: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in said:
        agency, equals, domain = one.partition("=")
        if not equals or agency not in AGENCIES or "." not in domain or "@" in domain:
            raise click.BadParameter(f"{one}: write AGENCY=DOMAIN, the agency one of {', '.join(AGENCIES)}.")
        found.setdefault(agency, []).append(domain.lower())
    return found


async def open_real_hub(database: Database, key: str, name: str, domains: dict[str, list[str]]) -> str:
    """Answer what to do next."""
    from board.commands.hubs import open_hub
    from board.domain.policy import Policy

    agencies = [(agency, words, domains.get(agency, [])) for agency, words in AGENCIES.items()]
    async with database.transaction() as tx:
        await open_hub(tx, key, name, agencies, Policy.default(), now=datetime.now(UTC))
    return (
        f"{name} is open, with {len(agencies)} agencies and the policy every new hub starts with. Next:\n"
        f"  board person add --hub {key} --role service_manager --name NAME --email ADDRESS\n"
        "The service manager signs in, reads and changes how the hub works under Help, and pairs the wall under Screens.\n"
        "Then a second manager in the same way. Both give everybody else a seat under People, and `board token add` for each feed."
    )


async def add_known_agency(
    database: Database, hub_key: str, key: str, name: str, domains: tuple[str, ...]
) -> str:
    from board.cli.entrust import hub_of
    from board.commands.hubs import add_agency

    hub_id = await hub_of(database, hub_key)
    async with database.transaction() as tx:
        await add_agency(tx, hub_id, key, name, [domain.lower() for domain in domains], now=datetime.now(UTC))
    return f"{name} is an agency of this hub."


async def list_hubs(database: Database) -> str:
    from board.queries.agencies import agency_keys
    from board.queries.hubs import hub_names

    async with database.connection() as conn:
        hubs = (await hub_names(conn)).values()
        lines = [f"{one.key}  {one.name}: {', '.join(await agency_keys(conn, one.hub_id))}" for one in hubs]
    return "\n".join(lines) or "No hub is open yet."
