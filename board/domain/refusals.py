"""Why the board said no. A refusal's docstring is the sentence a person reads; its name is the title of the API's problem.

One list, and therefore long: sentences for one state of the world are found beside each other, and written once.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """This cannot be done now."""

    status: ClassVar[int] = 409

    def __init__(self, errors: Mapping[str, str] | None = None, /, **facts: object) -> None:
        self.facts = facts
        self.errors: dict[str, str] = dict(errors or {})
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The docstring with the facts filled in."""
        return (inspect.getdoc(type(self)) or "").replace("\n", " ").format(**self.facts)

    @property
    def title(self) -> str:
        """The refusal's name."""
        return type(self).__name__


# What is asked for is not there, or not for this person: the two answer alike.


class NotHere(Refusal):
    """There is nothing here for you. The reference may be mistyped, or it is not yours to see."""

    status = 404


class NotAllowed(Refusal):
    """Your seat does not allow this: {sentence} Ask your manager if you need it."""

    status = 403


class NotSignedIn(Refusal):
    """You are not signed in. Sign in and try again."""

    status = 401


class SessionLocked(Refusal):
    """Your screen locked because nobody used it. Enter your password to go on; what you typed is still here."""

    status = 401


class ScreenNotPaired(Refusal):
    """This screen is not paired with a hub, or was withdrawn. Show its code to a manager, who types it at a desk."""

    status = 401


class ScreenElsewhere(Refusal):
    """This screen may not show its wall from this network. It is tried again by itself; a manager can change where it may be used, under
    Screens at a desk."""

    status = 403


class FromElsewhere(Refusal):
    """This came from another site, so nothing was changed. Open the board itself and try again."""

    status = 403


class BadInput(Refusal):
    """Some of this cannot be read. Nothing was changed; mend what is marked and send it again."""

    status = 422


class TooLarge(Refusal):
    """This is too large: at most {limit} may be sent at once. Nothing was changed; send it in parts."""

    status = 413


class HeadersTooLarge(Refusal):
    """Your browser sent too many cookies for this site. Nothing was changed; delete the cookies of this site, then sign in again."""

    status = 431


class TooManyAttempts(Refusal):
    """Too many wrong attempts. Wait {minutes} minutes and try again."""

    status = 429


class TooManyLookUps(Refusal):
    """You looked for too much that is not there for you. Wait {minutes} minutes and try again; what you hold stays open to you."""

    status = 429


# Claims.


class AlreadyClaimed(Refusal):
    """{holder} claimed {ref} at {at}. Take the next one, or open it to read along."""


class SameFamily(Refusal):
    """{ref} looks like the same family as {other}, which {holder} holds: {why}. {also}{way}."""


class NotFinished(Refusal):
    """{ref} was not closed. {why} If it closes all the same, say why."""


class NotJoined(Refusal):
    """{ref} was not joined. {why} If it is joined all the same, say why."""


class StillRuns(Refusal):
    """A measure or a request for a strategy discussion still runs on {ref}, so it was not joined. Record it on {first}, and end it here."""


class MoreSerious(Refusal):
    """{ref} is {colour} and {first} is {theirs}, so it was not joined. {way}, or have {first} rated {colour} as it is joined."""


class NotNamedAlike(Refusal):
    """Not the same people may know of these two contacts, so they were not joined. Name the same people on both first."""


class JoinedBefore(Refusal):
    """{ref} was joined to another contact before. Compare with that contact instead."""


class OneContact(Refusal):
    """Two people of one contact are not one person. Choose a person of another contact."""


class WouldBeOnePerson(Refusal):
    """The person of {ref} is already joined with somebody else of {other}. Part those two first if that is wrong."""


class NotOnePerson(Refusal):
    """These two records are not joined. Nothing was changed. Reload the page to see what is joined now."""


class Joined(Refusal):
    """{ref} was joined to another contact as the same incident. Take that back on the page that compares the two."""


class OffDuty(Refusal):
    """{person} is off duty{until}. {ref} did not go to them. If it goes to them all the same, say why."""


class NobodyHoldsIt(Refusal):
    """Nobody holds {ref}, so there is nothing to release."""


class HeldByAnother(Refusal):
    """{holder} holds {ref}. Only they or a manager can release it."""


class NotTheHolder(Refusal):
    """{holder} holds {ref}, so only they can hand it over. A manager can reassign it."""


class AlreadyOffered(Refusal):
    """{ref} has been offered to {person} since {at}. Wait for the answer, or take that offer back first."""


class NothingOffered(Refusal):
    """{ref} is offered to nobody now, so there is nothing to take back."""


class OfferOver(Refusal):
    """{ref} is not offered to you now: {standing}. Look at it again before you do anything."""


class CannotHold(Refusal):
    """Whoever you chose cannot be given {ref}. Choose from the people listed: they have a seat that claims contacts, and where a
    contact is restricted they are named on it."""

    status = 422


class HolderChanged(Refusal):
    """{holder} has held {ref} since {at}, which you may not have seen. Look again before you move it."""


class NobodyToMoveItFrom(Refusal):
    """Nobody holds {ref} now, so there is nobody to move it from. Allocate it instead."""


class DecidedByAnother(Refusal):
    """{manager} decides {ref} from start to finish. To decide it instead, take it over first and say why: absence, end of shift or a
    conflict of interest."""


class OwnerChanged(Refusal):
    """{manager} has decided {ref} since {at}, which you may not have seen. Look again before you change that."""


class CannotDecide(Refusal):
    """Whoever you chose cannot decide {ref}. Choose from the managers listed: where a contact is restricted they are named on it."""

    status = 422


class NothingToUndo(Refusal):
    """Nothing that was done last with {ref} can be undone. Do what is right now instead."""


class NotYoursToUndo(Refusal):
    """{who} did this, so only they can undo it."""


class ChangedSince(Refusal):
    """{who} has done something with {ref} since, so this cannot be undone any more. See what has happened, and do what is right now."""


class ToldOutside(Refusal):
    """Somebody outside the hub was told that {ref} was closed, so this cannot be undone. Reopen it and give the reason."""


class TooLateToUndo(Refusal):
    """This could be undone for {minutes} minutes. Do what is right now instead; the record keeps both."""


class ContactClosed(Refusal):
    """{ref} was closed at {at}. Its record can be read. A manager can reopen it."""


class NothingWaiting(Refusal):
    """Nothing is waiting to be claimed. Every contact has somebody."""


# Contacts.


class UnknownCode(Refusal):
    """{field} has no value {value} here. Known values: {known}."""

    status = 422


class ReasonNeeded(Refusal):
    """Say why, in a few words: the next person reads it."""

    status = 422


class ChildrenUnknown(Refusal):
    """No child of {ref} is known yet, so there is nobody to rate. Add at least one child first; a name can follow."""


class UnknownPeople(Refusal):
    """Somebody you named has no seat in this hub. Choose from the people listed."""

    status = 422


class UnderLegalHold(Refusal):
    """This record is under a legal hold and nothing of it may be removed. Ask who placed the hold."""


class PolicyMoved(Refusal):
    """Somebody changed how the hub works while you had this open. Nothing was changed; look at their change, then make yours again."""


class AppendOnly(Refusal):
    """What happened stays as it was written. Record a correction instead."""


# Lists.


class UploadedAlready(Refusal):
    """{person} uploaded this file before you and has not finished. Nothing was added. Ask them, or ask a manager to take it over."""


class ListAtWork(Refusal):
    """The board is reading or keeping this list just now. Nothing was changed. Wait until it is done, then try again."""


class ListMovedOn(Refusal):
    """This list has moved on since the page was drawn. Nothing was changed. Look at it as it is now."""


# The rota.


class NoSuchSeat(Refusal):
    """There is no such seat in this hub now, so nobody can be on duty through it. Choose from the people listed."""

    status = 422


class NotThisPost(Refusal):
    """Only a manager can be {post}. Put them on duty in their own role, or choose a manager."""

    status = 422


class DutyEndsBeforeItStarts(Refusal):
    """This duty would end before it starts. Check both times."""

    status = 422


class DutyTooLong(Refusal):
    """A duty lasts 24 hours at most. Check both times; who really stays on is put on duty again."""

    status = 422


class DutyInThePast(Refusal):
    """This duty is over already, and the rota cannot be written afterwards. Choose times that are still to come."""

    status = 422


class DutyOverlaps(Refusal):
    """{name} is on duty from {from_} to {until} already. Change that duty instead, or choose other times."""


class DutyOver(Refusal):
    """This duty is over since {at}, so it cannot be changed. Put them on duty again."""


class NothingToCopy(Refusal):
    """Nobody was on the rota then, so there is nothing to copy. Choose other days, or put people on duty one by one."""


class HoursUnreadable(Refusal):
    """These hours cannot be kept. Nothing was changed; mend what is marked and send it again."""

    status = 422


# The desk.


class TooManyFilters(Refusal):
    """You have saved as many filters as are kept for one person. Remove one that you no longer use, then save this."""

    status = 422


# People and screens.


class HubKeyTaken(Refusal):
    """There is a hub with this key already. Choose another key; keys stand in addresses and are never used twice."""


class AgencyKeyTaken(Refusal):
    """This hub has an agency with this key already. Choose another key."""


class EmailTaken(Refusal):
    """Somebody with this address is here already. Give them a seat instead of adding them twice."""


class ScreenNameTaken(Refusal):
    """A screen with this name is on the wall already. Choose another name, such as the room it hangs in."""


class PairingUnknown(Refusal):
    """No screen shows this code now. Codes last ten minutes: read the newest one from the screen."""

    status = 422


class WrongPassword(Refusal):
    """The address or the password is not right. Check both and try again."""

    status = 401


class WrongCode(Refusal):
    """That code is not right, or it was used already. Wait for the next one in your app, or use a recovery code."""

    status = 401


class WeakPassword(Refusal):
    """{problem} Choose at least twelve characters that nobody would guess, for example four unrelated words."""

    status = 422


class KeptByHomeHub(Refusal):
    """{hub} looks after how this person is reached and signed in, so nothing was changed. Ask the person, or {hub}."""

    status = 403


class AddressNotAllowed(Refusal):
    """Mail may not go to this address: only to addresses at {domains}. Use a work address there, or leave it empty and give a
    telephone number, so that colleagues ring instead."""

    status = 422


class NumberUnreadable(Refusal):
    """This is no telephone number the board can use. Write it as 07700 900123, or with its country: +44 7700 900123."""

    status = 422


class AlreadyInDirectory(Refusal):
    """This agency has this number or mailbox in the directory already. Change that entry instead."""


class EntryEnded(Refusal):
    """This entry was changed or removed since this page was opened. Nothing was saved. Open the directory again."""


class KeptWithPerson(Refusal):
    """This number comes from how {name} is reached. Change it there, and the directory follows."""


class OwnEntry(Refusal):
    """You entered this number or mailbox, or it is your own. A colleague must confirm it."""

    status = 403


class ConfirmedByPeople(Refusal):
    """Only a member of staff can confirm an entry. Sign in and confirm it in the directory."""

    status = 403


class QuietHoursUnclear(Refusal):
    """Give both quiet hours as times, such as 20:00 and 07:30, or neither."""

    status = 422


class StrategyRequested(Refusal):
    """{who} asked for a strategy discussion of {ref} at {at}, and no manager has answered yet."""


class NoSuchText(Refusal):
    """{ref} has no such text. Load the list of its texts again."""

    status = 422


class OnlyTakeOut(Refusal):
    """Put [redacted] in place of the words that go, and change nothing else. If you did so, somebody else changed the text meanwhile:
    open the texts again.
    """

    status = 422


class NoStrategyRequest(Refusal):
    """Nobody waits for an answer about a strategy discussion of {ref}."""


class OwnSeat(Refusal):
    """You cannot end your own seat. Ask another manager to end it."""

    status = 409


class OwnGrant(Refusal):
    """A colleague must do this: you gave this seat yourself, or it would be yours."""

    status = 403


class GrantOver(Refusal):
    """This seat no longer waits: it was answered or withdrawn, or nobody answered in time. Give it again if it is needed."""


class GrantUnconfirmed(Refusal):
    """No link was sent. A second manager must confirm this seat before its person is asked."""


class SeatHeld(Refusal):
    """This person has this seat already."""


class SeatConfirmedByPeople(Refusal):
    """Only a manager confirms a seat. Sign in and confirm it under People."""

    status = 403


class SeatEnded(Refusal):
    """Your seat in this hub was ended or changed just now. Nothing was saved. Open the board again."""

    status = 403


class EnoughManagers(Refusal):
    """This hub has two managers already. They add everybody else under People."""


class ServiceManagerFirst(Refusal):
    """The first manager of a hub is a service manager, who gives the other managers their seats."""


class LastServiceManager(Refusal):
    """This is the last service manager of the hub, so the seat was not ended. Give the seat to somebody else first."""

    status = 409


# Links to people outside.


class LinkClosed(Refusal):
    """This page is closed. Open the link that you were sent again."""

    status = 404


class LinkOver(Refusal):
    """This link opens nothing any more. Ask the hub that sent it for another if you still need one."""

    status = 410


class LinkEnded(Refusal):
    """This link is over, so nothing was changed. Send another if you still need an answer."""


class LinkLocked(Refusal):
    """This page closed because nobody used it for a while. Enter your code to go on; what you typed is still here."""

    status = 401


class NoLinkCode(Refusal):
    """There is no code for you now: none was made since you said who you are, it was used, or it ran out. Ask the hub for a new code."""


class NobodyWaits(Refusal):
    """No code was made: the person must open the link and say who they are first. You see the name, and then call or send the code."""


class SeveralWait(Refusal):
    """No code was made: several people opened this link and said who they are. Select the one whose code it is."""


class WrongLinkCode(Refusal):
    """This is not the code. {left} You can ask the hub for a new code at any time."""

    status = 422


class LinkHeld(Refusal):
    """{holder} has this link since {at}. Take it away from them before somebody else opens it."""


class MailboxNotConfirmed(Refusal):
    """Nothing was sent: this mailbox is not confirmed in the directory, or must be confirmed again. A colleague can do that there."""


class GuestWithoutAddress(Refusal):
    """{name} came by a mailbox, and no work address of theirs is known. Send to the mailbox, or add them with their address."""


class GuestEnded(Refusal):
    """{name} is no longer a guest of this hub. Add them again before you ask them."""


class GuestKnown(Refusal):
    """A guest of this agency with this work address is here already: {name}. Select them instead."""


class OwnGuest(Refusal):
    """You added this guest. A colleague must confirm name, agency and work address."""

    status = 403


class NoCodeThere(Refusal):
    """No code was made. This number cannot be used: {why}."""


class CallerAsked(Refusal):
    """You asked for this link or gave the seat, so a colleague must make the call. You can send the code by text message instead."""


class CodesByPeople(Refusal):
    """A code is shown to a person at a desk and never to a system. Ask for a text message instead."""

    status = 403


class NoTextThere(Refusal):
    """No code was sent. This number does not take text messages. Choose a mobile number, or call."""


class ForStaff(Refusal):
    """This is a guest, who can have no seat, session or token, and cannot be named on a contact."""


# Requests to agencies.


class NoGround(Refusal):
    """Nobody was asked about {ref}: not everybody who decides agreed. Record consent, or have a manager record why you go on without it or
    that significant harm is suspected.{way}"""


class ReasonNotOffered(Refusal):
    """Nobody was asked about {ref}: this reason can be given once {needed}. Select another reason, or have that recorded first."""

    status = 422


class NotRed(Refusal):
    """Nobody was asked about {ref}: only a contact rated red can be asked about at once. Record consent, or ask a manager."""


class NoQuestions(Refusal):
    """Nobody was asked: there are no baseline questions for {agencies}. Enter a question, or have the service manager add theirs."""


class BaselineChanged(Refusal):
    """Nobody was asked: the baseline questions for {agencies} changed while you typed. Read them again, then ask."""


class RequestWithdrawn(Refusal):
    """{who} withdrew what {agency} was asked at {at}, so nothing was changed."""


class RequestAnswered(Refusal):
    """{agency} has answered already, so nothing was changed."""


class FormNotDrawn(Refusal):
    """The form of this request is not drawn yet. Open it again in a few seconds."""


class NothingToConfirm(Refusal):
    """Nothing of this on {ref} waits for a manager to confirm it. Reload the page to see what stands now."""


# The deployment.


class NewerDatabase(Refusal):
    """This database was written by a newer version of the board ({theirs}; this one knows {ours}).
    Install that version, or restore a backup made by this one."""

    status = 503


class HalfRestored(Refusal):
    """A backup was put into this database and the restore did not come to its end.
    Run `board restore` with the same file again: it goes on where it stopped."""

    status = 503


class MayNotPrepare(Refusal):
    """This database must be prepared for this version of the board, and the role in DATABASE_URL may not do that.
    Run `board prepare` once as the role that owns the tables."""

    status = 503


class SameMoment(Refusal):
    """Somebody else changed the same thing in the same moment, so nothing was changed by you. Try again."""

    status = 409


class DatabaseAway(Refusal):
    """The board cannot reach its database just now. Nothing was changed; what you typed is kept. Try again in a moment."""

    status = 503
