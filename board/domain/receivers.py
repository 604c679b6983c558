"""Who is told when a rung comes: those it is for who are on duty, else those next up, else everybody; never who may not know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from board.domain.ladders import Receiver, ReceiverHours
from board.domain.permissions import Role
from board.domain.working_time import Calendar

ROLES: Final = {
    Receiver.HOLDER: (),
    Receiver.DECIDING_MANAGER: (Role.PRACTICE_MANAGER, Role.MANAGER),
    Receiver.MANAGER: (Role.PRACTICE_MANAGER, Role.MANAGER),
    Receiver.SERVICE_MANAGER: (Role.SERVICE_MANAGER,),
    Receiver.HEAD_OF_SERVICE: (Role.HEAD_OF_SERVICE,),
    Receiver.EDT: (Role.EDT,),
}
_R = Receiver
_UP: Final = {
    _R.HOLDER: (_R.MANAGER, _R.SERVICE_MANAGER, _R.HEAD_OF_SERVICE),
    _R.DECIDING_MANAGER: (_R.MANAGER, _R.SERVICE_MANAGER, _R.HEAD_OF_SERVICE),
    _R.MANAGER: (_R.SERVICE_MANAGER, _R.HEAD_OF_SERVICE),
    _R.SERVICE_MANAGER: (_R.HEAD_OF_SERVICE, _R.MANAGER),
    _R.HEAD_OF_SERVICE: (_R.SERVICE_MANAGER, _R.MANAGER),
    _R.EDT: (_R.SERVICE_MANAGER, _R.HEAD_OF_SERVICE, _R.MANAGER),
}
ANSWERING: Final = frozenset(role for roles in ROLES.values() for role in roles)
"""Roles whose people are reminded of what somebody else holds or decides."""

Post = tuple[int, str]
"""A person's number and the role in which they sit or are on duty."""


@dataclass(frozen=True, slots=True)
class Told:
    """people: who is told. heard: somebody of them is on duty, so that it can be hoped that they read it now."""

    people: frozenset[int]
    heard: bool


@dataclass(frozen=True, slots=True)
class There:
    """Who could be told of a contact at a moment.

    duty: who is on duty, none where the hub keeps no rota. seats: everybody with a seat. named: for whom alone it exists, none when it
    is not restricted. open: whether the hub is. apart: from whom it is kept, because of an interest in its family.
    """

    duty: Collection[Post] | None
    seats: Collection[Post]
    named: frozenset[int] | None
    open: bool
    apart: frozenset[int] = frozenset()

    def may_know(self, people: Iterable[int]) -> frozenset[int]:
        """Those of them for whom the contact exists."""
        known = frozenset(people) if self.named is None else self.named & frozenset(people)
        return known - self.apart

    def on_duty(self, roles: Collection[Role]) -> frozenset[int]:
        """People on duty in one of these roles who may know of it."""
        posts = self.seats if self.duty is None else self.duty
        return self.may_know(person for person, role in posts if role in roles)


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat, and when its agency works where that has hours of its own; none: the hub's."""

    person_id: int
    role: str
    calendar: Calendar | None = None


def receiver_hours(
    hub: Calendar, seats: Collection[Seated], *, holder: int | None, deciding_manager: int | None
) -> ReceiverHours:
    """In whose hours the reminders of a contact come: those of the agencies that its holder, its deciding manager and the roles
    sit in.
    """
    own = {}
    for to in Receiver:
        person = {Receiver.HOLDER: holder, Receiver.DECIDING_MANAGER: deciding_manager}.get(to)
        theirs = [one for one in seats if one.person_id == person] or [
            one for one in seats if one.role in ROLES[to]
        ]
        if any(one.calendar for one in theirs):
            own[to] = tuple(dict.fromkeys(one.calendar or hub for one in theirs))
    return ReceiverHours(hub, own)


def told(
    to: Receiver,
    there: There,
    *,
    holder: int | None,
    deciding_manager: int | None,
    at_work: bool | None = None,
) -> Told:
    """Whom a rung for this receiver tells. at_work: whether it comes in the receiver's own hours; none: they are the hub's.

    Outside the hub's hours the emergency duty team stands beside whoever of the receiver is on duty then, unless those are their own
    hours. When nobody of them is there, those next up; when nobody at all, everybody with a seat who answers for it, so that one of
    them may see it: and that is not heard.
    """
    at_work = there.open if at_work is None else at_work
    own = {Receiver.HOLDER: holder, Receiver.DECIDING_MANAGER: deciding_manager}.get(to)
    people = there.may_know(() if own is None else (own,)) or there.on_duty(ROLES[to])
    present = _present(people, there)
    if there.open and not at_work and there.duty is None:
        present = frozenset()  # no rota says who is here, and their agency is closed
    if not there.open and not (at_work and present):
        people = there.on_duty((Role.EDT,)) | (people if own is None else present)
        present = _present(people, there)
    if not present:
        above = (there.on_duty(ROLES[up]) for up in _UP[to])
        present = next((found for found in above if found), frozenset())
    if present:
        return Told(people | present, heard=True)
    seated = there.may_know(person for person, role in there.seats if role in ANSWERING)
    everybody = people | seated or (there.named or frozenset())
    return Told(everybody, heard=False)


def _present(people: frozenset[int], there: There) -> frozenset[int]:
    """Who has left is not there, whatever they still hold; where no rota says who is, everybody with a seat is."""
    here = there.seats if there.duty is None else there.duty
    return people & {person for person, _ in here}
