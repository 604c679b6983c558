"""The routes of people and seats, for the table of routes: every path, method, handler and guard on a line."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import seated, signed_in
from board.web.grant import first, mine, pages, person
from board.web.link.guards import by_first_link
from board.web.table import Line

PEOPLE = "/hubs/{hub}/people"
PERSON = PEOPLE + "/{person:int}"
GRANT = PEOPLE + "/seats-given/{grant:int}"

KEEPING_PEOPLE = (
    Line(PEOPLE, "GET", pages.people_page, seated(Action.GIVE_SEAT)),
    Line(PEOPLE, "POST", pages.give_seat, seated(Action.GIVE_SEAT)),
    Line(PEOPLE + "/new", "GET", pages.give_page, seated(Action.GIVE_SEAT)),
    Line(GRANT + "/confirm", "POST", pages.confirm_seat, seated(Action.CONFIRM_SEAT)),
    Line(GRANT + "/withdraw", "POST", pages.withdraw_seat, seated(Action.GIVE_SEAT)),
    Line(GRANT + "/link", "POST", first.send_link, seated(Action.GIVE_SEAT)),
    Line(GRANT + "/code", "GET", first.code_page, seated(Action.GIVE_SEAT)),
    Line(GRANT + "/code", "POST", first.make_code, seated(Action.GIVE_SEAT)),
    Line("/l/{link:uuid}/password", "POST", first.choose_password, by_first_link),
    Line(PEOPLE + "/seats/{seat:int}/end", "POST", pages.end_seat_here, seated(Action.END_SEAT)),
    Line(PERSON, "GET", person.person_page, seated(Action.END_SEAT)),
    Line(PERSON + "/hand-on", "POST", person.hand_on, seated(Action.END_SEAT)),
    Line(PERSON + "/leave", "POST", person.end_everything, seated(Action.END_SEAT)),
    Line("/people/me/seats", "GET", mine.my_seats, signed_in),
    Line("/people/me/seats/{grant:int}/take", "POST", mine.take_seat, signed_in),
    Line("/people/me/seats/{grant:int}/refuse", "POST", mine.refuse_seat, signed_in),
)
