"""The table of the API: a line each, with its guard; the routes and the OpenAPI document are both made from it.

One table, and therefore long: parted, no reader would see that each endpoint has a guard.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from board.api import contact_models, handlers, models, passing, protecting, protection, rota, seats, working
from board.api.answers import answer
from board.api.bodies import body_of, query_of
from board.api.contact import advice, consent, gradings, notes
from board.api.directory import entries as directory
from board.api.facts import people as facts
from board.api.grant import seats as grant
from board.api.grant import work as grant_work
from board.api.handlers import verb
from board.api.identity import people
from board.api.interest import interests
from board.api.link import links
from board.api.local_word import words as local_words
from board.api.referrer import naming
from board.api.request import requests
from board.commands import claims, closures, hand_overs
from board.commands.contact.consent import (
    dispense_with_consent,
    record_awareness,
    record_consent,
    record_decider,
    suspect_harm,
)
from board.commands.contact.gradings import record_grading
from board.commands.contact.notes import take_back_note, write_note
from board.commands.incident.answers import leave_closed
from board.commands.incident.restrict_too import restrict_too
from board.commands.interest.declaring import mark_interest
from board.commands.referrer.naming import name_referrer
from board.commands.referrer.redactions import redact
from board.commands.strategy.requests import answer_strategy, ask_for_strategy
from board.domain.permissions import Action, seen_by
from board.domain.refs import ALPHABET
from board.domain.refusals import NotHere
from board.guards import Guard, bearer, bearer_contact, now, public
from board.intake.model import SentContact
from board.looking import looking_up

PREFIX: Final = "/api/v1"
_REF: Final = re.compile(f"[{ALPHABET}]{{3,8}}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line. body, query: what is sent; answer: what comes back; statuses: what each status means beyond the common ones.

    bodiless: the body may be left out, and then says nothing.
    """

    method: str
    path: str
    handler: Callable[..., Awaitable[handlers.Answer]]
    guard: Guard
    summary: str
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    bodiless: bool = False
    statuses: Mapping[int, str] = field(default_factory=lambda: {200: "Done."})


E = Endpoint
_FAMILY: Final = (
    "Or (SameFamily) somebody else holds one of the family: `other` says which, `anyway` goes on."
)
_OFF_DUTY: Final = "Or (OffDuty) that person is off duty: `anyway` goes on."
ENDPOINTS: Final = (
    E("POST", "/contacts", handlers.receive, bearer(Action.RECEIVE_CONTACT),
      "Log a contact. The same incident under one source_reference again is late information.", models.Received, body=SentContact,
      statuses={201: "First sent: `ref` and `receipt`.",
                200: "The same body from you again: the same two. Late information of any contact: `receipt` and `changed`, no `ref`."}),
    E("GET", "/contacts", handlers.listed, bearer(Action.SEE_BOARD, reading="api"),
      "Live contacts, most urgent first.", models.ContactList, query=models.ListQuery),
    E("GET", "/contacts/{ref}", handlers.opened, bearer_contact(Action.READ_CONTACT), "One contact.", contact_models.ContactDocument),
    E("POST", "/contacts/{ref}/claim", verb(claims.claim), bearer(Action.CLAIM), "Claim a contact that nobody has.",
      models.Claimed, body=models.Claiming, bodiless=True,
      statuses={200: "It is yours.", 409: f"Somebody else has it; `holder` says who. {_FAMILY}"}),
    E("POST", "/contacts/{ref}/release", verb(claims.release), bearer(Action.RELEASE), "Let go of it, with a reason the card shows.",
      models.Changed, body=models.Reason, statuses={200: "It waits again.", 409: "Nobody has it, or somebody else does."}),
    E("POST", "/contacts/{ref}/hand-over", working.hand_over, bearer(Action.HAND_OVER), "Offer it to one colleague.",
      passing.HandedOver, body=passing.Offered,
      statuses={200: "It is offered.", 409: f"You do not hold it, or it is offered already. {_OFF_DUTY}"}),
    E("POST", "/contacts/{ref}/accept", verb(hand_overs.accept), bearer(Action.HAND_OVER), "Take over what is offered to you.",
      passing.HandedOver, body=models.Claiming, bodiless=True,
      statuses={200: "It is yours.", 409: f"It is not offered to you now; `holder` says who has it. {_FAMILY}"}),
    E("POST", "/contacts/{ref}/decline", verb(hand_overs.decline), bearer(Action.HAND_OVER), "Say no to what is offered to you.",
      passing.HandedOver, body=models.Reason, statuses={200: "Its holder keeps it.", 409: "It is not offered to you now."}),
    E("POST", "/contacts/{ref}/withdraw", verb(hand_overs.withdraw), bearer(Action.HAND_OVER), "Take back an offer nobody has answered.",
      passing.HandedOver, statuses={200: "It is offered to nobody.", 409: "It was not offered, or somebody else has it by now."}),
    E("POST", "/contacts/{ref}/allocate", working.allocate, bearer(Action.ALLOCATE), "Give a contact that nobody has to somebody.",
      models.Claimed, body=passing.Allocation,
      statuses={200: "They have it.", 409: f"Somebody has it; `holder` says who. {_FAMILY} {_OFF_DUTY}"}),
    E("POST", "/contacts/{ref}/reassign", working.reassign, bearer(Action.ALLOCATE), "Move a contact to somebody else.",
      models.Claimed, body=passing.Reassignment,
      statuses={200: "They have it.", 409: f"Nobody has it, or another than you saw. {_FAMILY} {_OFF_DUTY}"}),
    E("POST", "/contacts/{ref}/owner", working.own, bearer(Action.OWN), "Say who decides it, start to finish.",
      passing.Owned, body=passing.Owning, statuses={200: "They decide it.", 409: "Another manager does than you saw."}),
    E("POST", "/contacts/{ref}/undo", working.undo, bearer(Action.UNDO), "Take back what you did last with it.",
      passing.Undone, body=passing.Undoing, statuses={200: "It is taken back.", 409: "Too late, not yours, or something happened since."}),
    E("POST", "/contacts/{ref}/close", verb(closures.close), bearer(Action.CLOSE), "Close it with an outcome and a reason.",
      models.Changed, body=models.Closing,
      statuses={200: "It has left the board.", 409: "Another manager decides it, or (NotFinished) work on it is not finished: "
                "`detail` names all of it, `anyway` goes on."}),
    E("GET", "/contacts/{ref}/chronology", people.chronology, bearer_contact(Action.READ_CONTACT),
      "Contacts of the same people that you may open.", people.Chronology),
    E("POST", "/contacts/{ref}/join-person", people.join_identity, bearer(Action.JOIN_IDENTITY),
      "Say that a child or adult is the same person as one of another contact.", people.Joined, body=people.SamePersonBecause,
      statuses={200: "They are one person, or (`asked`) a manager is asked first.",
                409: "Two people of one contact, or of a contact of theirs, would be one person."}),
    E("POST", "/contacts/{ref}/confirm-person", people.confirm_join, bearer(Action.CONFIRM_JOIN),
      "Confirm that they are the same person.", people.Joined, body=people.SamePerson,
      statuses={200: "They are one person.", 409: "Nobody asks."}),
    E("POST", "/contacts/{ref}/part-person", people.part_identity, bearer(Action.JOIN_IDENTITY),
      "Say that they are not the same person, or decline what was asked.", models.Changed, body=people.SamePersonBecause,
      statuses={200: "Each record is as it was.", 409: "They are not joined."}),
    E("POST", "/contacts/{ref}/reopen", verb(closures.reopen), bearer(Action.CLOSE), "Put a closed contact back on the board.",
      models.Changed, body=models.Reason),
    E("POST", "/contacts/{ref}/restrict-too", verb(restrict_too), bearer(Action.RESTRICT),
      "Answer whether another contact under the reference of a restricted one must be restricted too.",
      models.Changed, body=models.RestrictToo),
    E("POST", "/contacts/{ref}/leave-closed", verb(leave_closed), bearer(Action.CLOSE),
      "Say why late information is no reason to reopen a closed contact.", models.Changed, body=models.Reason),
    E("POST", "/contacts/{ref}/rating", handlers.rate, bearer(Action.RATE), "Rate one child, or all of them.",
      models.Changed, body=models.Rating, statuses={200: "It is rated so.", 409: "It was closed, or no child is known."}),
    E("POST", "/contacts/{ref}/safe-now", handlers.record_safe_now, bearer(Action.RECORD_SAFE_NOW),
      "Write down where a child is now, who is with them, who says they are safe and when.", models.Changed, body=models.SafeNowSent,
      statuses={200: "It is written down.", 409: "It was closed, or no child is known."}),
    E("POST", "/contacts/{ref}/measures", protecting.record_measure, bearer(Action.PROTECT),
      "Record a protective measure: police protection, an order, a notice, bail.", protection.Measured, body=protection.MeasureSent,
      statuses={201: "It is recorded, and its reminders run.", 200: "It was recorded already.", 409: "The contact was closed."}),
    E("POST", "/contacts/{ref}/end-measure", protecting.end_measure, bearer(Action.PROTECT), "Say that a measure is over.",
      protection.Measured, body=protection.MeasureEnded, statuses={200: "It is over.", 409: "The contact was closed."}),
    E("POST", "/contacts/{ref}/reviews", protecting.review, bearer(Action.REVIEW), "Review what has been open for long.",
      models.Changed, body=protection.ReviewSent,
      statuses={201: "The month begins anew.", 200: "It was reviewed so within the hour.", 409: "The contact was closed."}),
    E("POST", "/contacts/{ref}/consent", verb(record_consent), bearer(Action.RECORD_CONSENT),
      "Record what an adult or young person answered.", models.Changed, body=consent.ConsentSent, statuses={200: "It is recorded."}),
    E("POST", "/contacts/{ref}/awareness", verb(record_awareness), bearer(Action.RECORD_CONSENT),
      "Record what an adult or child knows of it.", models.Changed, body=consent.AwarenessSent, statuses={200: "It is recorded."}),
    E("POST", "/contacts/{ref}/decides", verb(record_decider), bearer(Action.RECORD_CONSENT),
      "Record whether a young person can decide for themselves.", models.Changed, body=consent.DeciderSent,
      statuses={200: "It is recorded."}),
    E("POST", "/contacts/{ref}/facts", facts.record_facts, bearer(Action.RECORD_FACTS),
      "Record facts of one adult or child.", models.Changed, body=facts.FactsSent, statuses={200: "They are recorded."}),
    E("POST", "/contacts/{ref}/without-consent", verb(dispense_with_consent), bearer(Action.DISPENSE_WITH_CONSENT),
      "Decide to go on without consent.", models.Changed, body=models.Reason, statuses={200: "It is recorded."}),
    E("POST", "/contacts/{ref}/gradings", verb(record_grading), bearer(Action.RECORD_GRADING),
      "Record a first or secondary grading of a domestic abuse incident.", models.Changed, body=gradings.GradingSent,
      statuses={200: "It is recorded."}),
    E("POST", "/contacts/{ref}/harm", verb(suspect_harm), bearer(Action.SUSPECT_HARM),
      "Record reasonable cause to suspect significant harm.", models.Changed, body=models.Reason, statuses={200: "It is recorded."}),
    E("GET", "/contacts/{ref}/requests", requests.list_requests, bearer_contact(Action.READ_CONTACT),
      "Agencies that were asked for information, and how far each request is.", requests.RequestsSaid),
    E("POST", "/contacts/{ref}/requests", requests.ask, bearer(Action.REQUEST), "Ask agencies for information, in one act.",
      requests.RequestsAnswer, body=requests.QuestionSent,
      statuses={201: "Each is asked, and its clock runs.", 200: "They were asked the same already.",
                409: "There is no ground (NoGround), the baseline questions changed, or the contact was closed."}),
    E("POST", "/contacts/{ref}/requests/confirm", requests.confirm_requests, bearer(Action.CONFIRM_REQUEST),
      "Confirm what was asked at once without agreement.", requests.RequestChanged, body=requests.Confirmed,
      statuses={200: "It is confirmed.", 409: "It was withdrawn, or waits for no manager."}),
    E("POST", "/requests/{request}/withdraw", requests.withdraw_request, bearer(Action.REQUEST), "Withdraw what an agency was asked.",
      requests.RequestChanged, body=models.Reason, statuses={200: "It is withdrawn.", 409: "The agency has answered."}),
    E("POST", "/requests/{request}/extend", requests.extend_request, bearer(Action.REQUEST), "Give an agency more time.",
      requests.RequestChanged, body=requests.LaterDue,
      statuses={200: "Its clock runs to that moment.", 409: "It was withdrawn or answered."}),
    E("POST", "/contacts/{ref}/notes", verb(write_note), bearer(Action.WRITE_NOTE),
      "Write a note, a note of a telephone call, or that nobody answered.", notes.Noted, body=notes.NoteSent,
      statuses={201: "It is written.", 200: "It was written already.", 409: "The contact was closed."}),
    E("POST", "/contacts/{ref}/take-back-note", verb(take_back_note), bearer(Action.WRITE_NOTE), "Take back a note that you just wrote.",
      notes.Noted, body=notes.NoteTakenBack, statuses={200: "It is taken back.", 409: "Too late, or not yours."}),
    E("POST", "/contacts/{ref}/strategy-requests", verb(ask_for_strategy), bearer(Action.READ_CONTACT),
      "Ask a manager for a strategy discussion.", models.Changed, body=models.Reason,
      statuses={200: "Managers are told.", 409: "It is asked for already, or the contact was closed."}),
    E("POST", "/contacts/{ref}/strategy-answers", verb(answer_strategy), bearer(Action.ANSWER_STRATEGY),
      "Say whether a strategy discussion is held.", models.Changed, body=models.StrategyAnswer,
      statuses={200: "The person who asked is told.", 409: "Nobody waits for an answer, or the contact was closed."}),
    E("POST", "/contacts/{ref}/hide-referrer", naming.hide, bearer(Action.HIDE_REFERRER),
      "Record that the referrer is not to be named.", naming.ReferrerHidden,
      statuses={200: "The referrer is named to nobody; `texts` may still describe them."}),
    E("POST", "/contacts/{ref}/name-referrer", verb(name_referrer), bearer(Action.NAME_REFERRER),
      "Lift that the referrer is not to be named.", models.Changed, body=models.Reason, statuses={200: "The referrer is named again."}),
    E("POST", "/contacts/{ref}/redact", verb(redact), bearer(Action.REDACT), "Take words out of one text for good.",
      models.Changed, body=naming.Redaction, statuses={200: "The words are gone."}),
    E("POST", "/contacts/{ref}/meeting", protecting.set_meeting, bearer(Action.REVIEW), "Say when to meet about it, or move that.",
      models.Changed, body=protection.MeetingSent, statuses={200: "Their calendars are told.", 409: "The contact was closed."}),
    E("POST", "/contacts/{ref}/call-off-meeting", protecting.call_off_meeting, bearer(Action.REVIEW), "Call off the meeting about it.",
      models.Changed, statuses={200: "Their calendars are told."}),
    E("POST", "/take-next", handlers.take_next, bearer(Action.CLAIM), "Claim the most urgent contact that waits.",
      models.Claimed, statuses={200: "It is yours.", 409: "Nothing waits."}),
    E("GET", "/advice", advice.list_advice, bearer(Action.READ_FEED), "Advice given without a contact, counted.", advice.AdviceCounts),
    E("POST", "/advice", advice.give, bearer(Action.WRITE_NOTE), "Count advice given without a contact.", advice.Advised,
      body=advice.AdviceSent, statuses={201: "It is counted.", 200: "It was counted seconds ago."}),
    E("GET", "/rota", rota.rota, bearer(Action.SEE_BOARD), "Who is on duty now.", rota.Rota),
    E("GET", "/seats", seats.list_seats, bearer(Action.END_SEAT), "The seats that people have in the hub.", seats.Seats),
    E("POST", "/seats/{seat}/end", seats.end_seat, bearer(Action.END_SEAT),
      "End a seat: what the person held waits again.", seats.SeatEnded,
      statuses={200: "It allows nothing from now on.", 409: "It is your own, or the last service manager's."}),
    E("POST", "/people/{person}/leave", grant_work.leave_hub, bearer(Action.END_SEAT),
      "A person left: end every seat of theirs here, their sessions and messages, and list the work they had.", grant_work.PersonLeft,
      statuses={200: "All of it waits again.", 409: "It is you, or the last service manager."}),
    E("POST", "/people/{person}/hand-on", grant_work.hand_on_work, bearer(Action.ALLOCATE),
      "A person is absent: hand on their work, to a colleague or back to the queue.", grant_work.WorkHandedOn, body=grant_work.PlanSent,
      statuses={200: "It is handed on.", 422: "The colleague cannot be given one of the contacts; nothing was changed."}),
    E("GET", "/seat-grants", grant.list_grants, bearer(Action.GIVE_SEAT),
      "Seats that wait for a second manager or for their person.", grant.SeatGrants),
    E("POST", "/seat-grants", grant.give_seat, bearer(Action.GIVE_SEAT),
      "Give a seat: the person is asked whether they take it, where it needs one after a second manager confirmed it on the page.",
      grant.Granted, body=grant.SeatSent,
      statuses={200: "It waits. The answer is the same for every address.", 409: "The person has this seat in the hub already."}),
    E("POST", "/seat-grants/{grant}/link", grant.send_link, bearer(Action.GIVE_SEAT),
      "Send the person of a seat that waits the link for a first sign-in. It opens with a code alone.", grant.Granted,
      statuses={200: "It is on its way, or one that is valid was sent before.", 409: "Nobody is asked now."}),
    E("POST", "/seat-grants/{grant}/code", grant.text_code, bearer(Action.GIVE_SEAT),
      "Send the code of that link as a text message. Only people call, and no answer holds a code.", links.CodeSent, body=links.CodeWanted,
      statuses={200: "It is on its way.", 409: "No code may go to this number."}),
    E("POST", "/seat-grants/{grant}/withdraw", grant.withdraw_seat, bearer(Action.GIVE_SEAT), "Take back a seat that waits.",
      grant.Granted, statuses={200: "Nobody is asked any more.", 409: "The person has taken it: end the seat instead."}),
    E("GET", "/contacts/{ref}/links", links.list_links, bearer_contact(Action.ASK_OUTSIDE),
      "People outside who were asked about it, and how far each link came.", links.Links),
    E("POST", "/contacts/{ref}/links", links.ask, bearer(Action.ASK_OUTSIDE),
      "Ask a guest or a mailbox one question by a link.", links.LinkSent,
      body=links.Question, statuses={200: "The link is on its way, or the same question is open.", 409: "The contact is closed."}),
    E("POST", "/contacts/{ref}/links/{link}/withdraw", links.withdraw, bearer(Action.ASK_OUTSIDE),
      "Withdraw a link; the page that it opened empties itself.", links.LinkWithdrawn),
    E("POST", "/contacts/{ref}/links/{link}/take-away", links.take_away, bearer(Action.ASK_OUTSIDE),
      "Take a link to a mailbox away from the person who has it; the next one with a code has it.", links.LinkTaken, body=links.Away),
    E("POST", "/contacts/{ref}/links/{link}/code", links.text_code, bearer(Action.ASK_OUTSIDE),
      "Send the code of a link as a text message. Only people call, and no answer holds a code.", links.CodeSent, body=links.CodeWanted,
      statuses={200: "It is on its way.", 409: "No code may go to this number, or the link is over."}),
    E("GET", "/guests", links.list_guests, bearer(Action.ASK_OUTSIDE), "People outside whom links may be sent to.", links.Guests),
    E("POST", "/guests", links.add_guest, bearer(Action.ASK_OUTSIDE),
      "Add a person outside; a member of staff confirms them on the page.", links.GuestDone, body=links.NewGuest,
      statuses={200: "They are a guest.", 409: "The agency has a guest with this address already."}),
    E("POST", "/guests/{guest}/end", links.end_guest, bearer(Action.ASK_OUTSIDE), "Remove a guest; their links open nothing any more.",
      links.GuestDone),
    E("GET", "/directory", directory.list_entries, bearer(Action.CONFIRM_ENTRY),
      "The agencies' numbers and mailboxes, and who confirmed each.", directory.Entries),
    E("POST", "/directory", directory.add_entry, bearer(Action.KEEP_DIRECTORY),
      "Add a number or mailbox; a member of staff confirms it on the page.", directory.EntryDone, body=directory.NewEntry,
      statuses={200: "It stands in the directory.", 409: "The agency has it already, beside something else."}),
    E("POST", "/directory/{entry}/change", directory.change_entry, bearer(Action.KEEP_DIRECTORY),
      "Change one; it is unconfirmed again.", directory.EntryDone, body=directory.EntrySent,
      statuses={200: "It is changed.", 409: "It was changed or removed meanwhile, or comes from how a person is reached."}),
    E("POST", "/directory/{entry}/end", directory.end_entry, bearer(Action.KEEP_DIRECTORY), "Remove one.", directory.EntryDone,
      statuses={200: "Nothing goes there any more.", 409: "It comes from how a person is reached."}),
    E("POST", "/interests", interests.declare_interest, bearer(Action.DECLARE_INTEREST),
      "Declare that the token's person is kin, a neighbour or a colleague of a family.",
      interests.InterestDeclared, body=interests.InterestSent,
      statuses={200: "No contact of the family exists for them from now on, whether the board knows one or not."}),
    E("GET", "/local-words", local_words.local_words, bearer(Action.MAP_WORDS, reading="local_words"),
      "Senders' words without a code, by the number of contacts, and the mappings of the hub.", local_words.LocalWords),
    E("POST", "/word-mappings", local_words.map_word, bearer(Action.MAP_WORDS), "Map a local word to a code.", local_words.MappingDone,
      body=local_words.MappingSent, statuses={200: "It is mapped."}),
    E("POST", "/word-mappings/{mapping}/end", local_words.end_word_mapping, bearer(Action.MAP_WORDS), "End a mapping.",
      local_words.MappingDone, body=local_words.MappingEnd, statuses={200: "It is ended; earlier words stay as they were read."}),
    E("GET", "/interests", interests.list_interests, bearer(Action.DECIDE_INTEREST, reading="interests"),
      "The interests of others in families, for a manager.", interests.Interests),
    E("POST", "/interests/{interest}/confirm", interests.confirm_interest, bearer(Action.DECIDE_INTEREST),
      "Confirm an interest.", interests.InterestDecided, statuses={200: "It stands."}),
    E("POST", "/interests/{interest}/end", interests.end_interest, bearer(Action.DECIDE_INTEREST),
      "End an interest, with a reason.", interests.InterestDecided, body=models.Reason,
      statuses={200: "Contacts of the family exist for that person again."}),
    E("POST", "/contacts/{ref}/interests", verb(mark_interest), bearer(Action.MARK_INTEREST),
      "Mark that a colleague has an interest in the family.", models.Changed, body=interests.InterestMarked,
      statuses={200: "The contact is kept from them."}),
    E("GET", "/events", handlers.events, bearer(Action.READ_FEED),
      "What happened to contacts on the board, in order and without a gap.", models.Feed, query=models.FeedQuery),
)  # fmt: skip


def routes(prefix: str = PREFIX) -> list[Route]:
    """Every endpoint as a route, and the document that describes them. Refusals are raised; the app around answers them."""
    from board.api.openapi import document  # made from this table

    async def described(request: Request) -> Response:
        request.scope["board.route"] = f"{prefix}/openapi.json"
        return JSONResponse(document())

    made = [Route(prefix + one.path, _endpoint(one, prefix), methods=[one.method]) for one in ENDPOINTS]
    return [*made, Route(f"{prefix}/openapi.json", described, methods=["GET"])]


DESCRIBED: Final = public("Describes the API to whoever builds against it; holds nothing of anybody.")


def guards_of() -> list[tuple[str, str, str, str]]:
    """Method, path, guard and its sentence, for docs and house tests."""
    listed = [(one.method, PREFIX + one.path, one.guard) for one in ENDPOINTS]
    return [
        (m, p, guard.kind, guard.sentence)
        for m, p, guard in [*listed, ("GET", f"{PREFIX}/openapi.json", DESCRIBED)]
    ]


def _made(found: Any, said: Mapping[str, Any]) -> bool:
    """Whether what was found says that it is new, or else that something changed."""
    return bool(found["created"] if isinstance(found, Mapping) else said.get("created", said["changed"]))


def _endpoint(one: Endpoint, prefix: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope["board.route"] = prefix + one.path
        assert one.guard.admit
        async with looking_up(request):
            if "ref" in request.path_params and not _REF.fullmatch(request.path_params["ref"]):
                raise NotHere
            actor = await one.guard.admit(request)
            sent: list[Any] = []
            if one.body:
                sent = [await body_of(request, one.body, now=now(request), bodiless=one.bodiless)]
            elif one.query:
                sent = [query_of(request, one.query, now=now(request))]
            found = await one.handler(request, actor, *sent)
        said = answer(one.answer, found, seen_by(actor.lens))
        made = 201 in one.statuses and _made(found, said)
        return JSONResponse(said, 201 if made else 200)

    return endpoint
