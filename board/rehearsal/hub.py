"""The invented hubs: their hours, their agencies, and the people who sign in. All of it is made up."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from board.domain.contacts import LONDON
from board.domain.deliveries import Channel, DeliverySettings
from board.domain.hours import Opening, Week
from board.domain.permissions import Role
from board.domain.policy import Policy

OPEN_FOR: Final = timedelta(minutes=90)
DAY: Final = timedelta(hours=8, minutes=30)
PASSWORD: Final = "larch kettle harbour violin"  # noqa: S105 - shown on the sign-in page of invented people, and nowhere else valid
CSC: Final = "childrens_social_care"


class Person(NamedTuple):
    """Somebody to sign in as. role: the key of their seat's role."""

    name: str
    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Seated:
    """An invented person and their one seat in a hub."""

    name: str
    email: str
    agency: str
    role: Role


@dataclass(frozen=True, slots=True)
class InventedHub:
    """A hub with its agencies as (key, name, mail domains), and its people."""

    key: str
    name: str
    agencies: tuple[tuple[str, str, tuple[str, ...]], ...]
    seats: tuple[Seated, ...]


_OFFICER = Seated("Dele Adeyemi", "dele.adeyemi@police.northborough.example", "police", Role.POLICE)

NORTHBOROUGH: Final = InventedHub(
    "northborough",
    "Northborough MASH",
    (
        (CSC, "Children's social care", ("northborough.example",)),
        ("police", "Police", ("police.northborough.example",)),
        ("health", "Health", ("health.northborough.example",)),
        ("education", "Education", ("schools.northborough.example",)),
        ("domestic_abuse_service", "Domestic abuse service", ("harbourlight.example",)),
        ("early_help", "Early help", ("northborough.example",)),
        ("housing", "Housing", ("homes.northborough.example",)),
        ("adult_social_care", "Adult social care", ("northborough.example",)),
        ("probation", "Probation Service", ("probation.example",)),
    ),
    (
        Seated("Jo Okafor", "jo.okafor@northborough.example", CSC, Role.SOCIAL_WORKER),
        Seated("Ana Ruiz", "ana.ruiz@northborough.example", CSC, Role.MANAGER),
        Seated("T. Nkemelu", "t.nkemelu@northborough.example", CSC, Role.PRACTICE_MANAGER),
        Seated("L. Wu", "l.wu@northborough.example", CSC, Role.ADMIN),
        Seated("Maren Holt", "maren.holt@northborough.example", CSC, Role.SERVICE_MANAGER),
        Seated("Priya Sandhu", "priya.sandhu@northborough.example", CSC, Role.SOCIAL_WORKER),
        Seated("Tomasz Zielony", "tomasz.zielony@northborough.example", CSC, Role.SOCIAL_WORKER),
        Seated("Callum Reyes", "callum.reyes@northborough.example", CSC, Role.SCREENING_OFFICER),
        Seated("Bryn Adair", "bryn.adair@northborough.example", CSC, Role.EDT),
        _OFFICER,
        Seated("Farah Qureshi", "farah.qureshi@health.northborough.example", "health", Role.HEALTH),
        Seated("Owen Pike", "owen.pike@schools.northborough.example", "education", Role.EDUCATION),
        Seated("Ines Moreau", "ines.moreau@harbourlight.example", "domestic_abuse_service", Role.IDVA),
        Seated("Ruth Calder", "ruth.calder@homes.northborough.example", "housing", Role.PARTNER),
        Seated("Sam Thorne", "sam.thorne@northborough.example", CSC, Role.QA),
        Seated("Yuki Lang", "yuki.lang@northborough.example", CSC, Role.DATA_OFFICER),
    ),
)
EASTMARSH: Final = InventedHub(
    "eastmarsh",
    "Eastmarsh MASH",
    (
        (CSC, "Children's social care", ("eastmarsh.example",)),
        ("police", "Police", ("police.northborough.example",)),
    ),
    (
        Seated("Nadia Frost", "nadia.frost@eastmarsh.example", CSC, Role.SERVICE_MANAGER),
        Seated("Lewis Amadi", "lewis.amadi@eastmarsh.example", CSC, Role.SOCIAL_WORKER),
        Seated("Kit Barlow", "kit.barlow@eastmarsh.example", CSC, Role.ADMIN),
        _OFFICER,
    ),
)
HUBS: Final = (NORTHBOROUGH, EASTMARSH)


def people() -> list[Person]:
    """Everybody to sign in as, each once, those of Northborough first."""
    by_email = {seat.email: seat for hub in reversed(HUBS) for seat in hub.seats}
    order = dict.fromkeys(seat.email for hub in HUBS for seat in hub.seats)
    return [Person(by_email[e].name, by_email[e].role.value, e, PASSWORD) for e in order]


def authenticator_seed(email: str) -> str:
    """What the authenticator app of an invented person was set up with: the same in every database, so that tests and demonstrations
    can show the code.
    """
    return base64.b32encode(hashlib.sha256(f"invented {email}".encode()).digest()[:20]).decode()


def opened_at(now: datetime) -> datetime:
    """When the hub opened: some ninety minutes before now, at a time people would write on a door."""
    opened = now - OPEN_FOR
    return opened.replace(minute=opened.minute - opened.minute % 5, second=0, microsecond=0)


def policy(now: datetime) -> Policy:
    """The default policy, with hours that began at opened_at(now) on every day of the week, bank holidays too."""
    opens = opened_at(now).astimezone(LONDON)
    closes = (opened_at(now) + DAY).astimezone(LONDON)
    opening = Opening(opens.time(), closes.time())
    sends = DeliverySettings(channels=(Channel.EMAIL,))
    return replace(
        Policy.default(), hours=Week(*[opening] * 7), closed_on_bank_holidays=False, deliveries=sends
    )
