"""Reading a form: every field as one clean text, or a refusal that says which cannot be read."""

from __future__ import annotations

from time import monotonic
from typing import Final
from uuid import UUID

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from board.domain.characters import unshowable
from board.domain.people import Actor
from board.domain.refusals import BadInput, NotHere, Refusal, SeatEnded
from board.guards import Guard
from board.store.sitting import NoLongerIn

LONGEST = 10_000
MOST_FIELDS = 200
LAID_OUT = "\r\n\t"
LATE_S: Final = 0.8
"""A form that arrives later than this after its sender was let in is asked again who sends it: a slow line can take minutes."""


def let_in(request: Request, guard: Guard) -> None:
    """This guard has let the sender in just now."""
    request.state.let_in = guard, monotonic()


async def must_still_be_in(request: Request) -> None:
    """The whole form is here, and its sender still comes in. Raises NoLongerIn: no page of the hub answers it, whatever the form holds."""
    guard, since = getattr(request.state, "let_in", (None, 0.0))
    if guard is None or guard.admit is None or monotonic() - since < LATE_S:
        return
    before: Actor | None = getattr(request.state, "actor", None)
    try:
        await guard.admit(request)
    except Refusal as refusal:
        raise NoLongerIn(SeatEnded() if before and isinstance(refusal, NotHere) else refusal) from None
    if before is not None and not before.roles <= request.state.actor.roles:
        raise NoLongerIn(SeatEnded())
    let_in(request, guard)


async def form_of(request: Request, *, most: int = MOST_FIELDS) -> FormData:
    """The form sent. Raises BadInput when it did not arrive whole, brings a file, or says it is written in anything but UTF-8."""
    charset = request.headers.get("content-type", "").lower().partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8"):  # what other codecs make of it may be text that nothing can store
        raise BadInput({"form": "Send the form as UTF-8."})
    try:
        form = await request.form(max_files=0, max_fields=most)
    except HTTPException:
        raise BadInput({"form": "The form did not arrive whole."}) from None
    await must_still_be_in(request)
    return form


async def file_and_fields(request: Request, *names: str, largest: int) -> tuple[bytes, dict[str, str]]:
    """The one file of a form, under the name `file`, and these fields. The file is kept in memory alone and its own name is dropped.

    Raises BadInput when the form did not arrive whole, or a field cannot be read; the file is empty where none was chosen.
    """
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=len(names) + 1)
    parser.spool_max_size = largest + 1  # past this it would be written to disk as it is
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise BadInput({"file": "The form did not arrive whole. Choose the file again."}) from None
    sent, found, errors = form.get("file"), {}, {}
    for name in names:
        value = form.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST or unshowable(value):
            errors[name] = "This cannot be read."
        else:
            found[name] = value
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    await form.close()
    await must_still_be_in(request)
    if len(content) > largest:
        errors["file"] = f"The file is larger than {largest // 1024**2} MB. Send it in parts."
    if errors:
        raise BadInput(errors)
    return content, found


async def fields(request: Request, *names: str, longest: int = LONGEST) -> dict[str, str]:
    """These fields of the form sent; a missing one is empty. Raises BadInput for a file, a NUL byte or endless text."""
    form = await form_of(request)
    found, errors = {}, {}
    for name in names:
        value = form.get(name, "")
        if isinstance(value, UploadFile):
            errors[name] = "A file cannot be sent here."
        elif why := unshowable(value, LAID_OUT):
            errors[name] = why
        elif len(value) > longest:
            errors[name] = f"This is longer than {longest} characters."
        else:
            found[name] = value
    if errors:
        raise BadInput(errors)
    return found


def safe_next(address: str) -> str:
    """Where to go afterwards: a path of this board, or its front page for anything that would lead away."""
    own = (
        address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and address.isprintable()
    )
    return address if own else "/hubs"


def number(text: str) -> int:
    """The number of a row, as a form sends it. Raises NotHere: a number that is none names nothing."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotHere
    return int(text)


def number_or_none(text: str) -> int | None:
    """The number of a row; none where nothing was chosen. Raises NotHere."""
    return number(text) if text else None


def uuids(text: str) -> list[UUID]:
    """Numbers of messages, as a form sends several at once; in an order that everybody locks them in. Raises NotHere for what is none."""
    try:
        return sorted({UUID(word) for word in text.split()})
    except ValueError:
        raise NotHere from None


async def numbers(request: Request, name: str) -> list[int]:
    """Every number sent under this name, as ticked boxes send them. Call after `fields`, which has checked that the form can be read."""
    form = await form_of(request)
    return [number(value) for value in form.getlist(name) if isinstance(value, str)]
