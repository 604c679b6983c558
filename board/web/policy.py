"""How the hub works: read by everybody at a desk, changed by the service manager from a moment on, after a look at what changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from board.commands.hubs import amend_policy
from board.domain.people import Actor
from board.domain.permissions import Action
from board.domain.policy import Policy
from board.domain.policy_changes import COUNTED, amended, differences, form_values
from board.domain.policy_values import path_words
from board.domain.policy_words import DAYS, sections
from board.domain.refusals import BadInput
from board.guards import database, now, transact
from board.queries.policy import live_contacts, versions
from board.store.policies import policy
from board.views.policy import LevelFields, PolicyCheck, PolicyForm, PolicyPage
from board.web.forms import must_still_be_in
from board.web.shell import drawn

LONDON = ZoneInfo("Europe/London")
NO_JSON = "This is not a document as the board writes it. Download the one in force, change that, and send it again."
Document = dict[str, Any]


async def policy_page(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/policy"""
    async with database(request).connection() as conn:
        rules = await policy(conn, actor.hub_id, now(request))
        found = await versions(conn, actor.hub_id, now(request))
    told = tuple((section.title, section.sentences) for section in sections(rules))
    view = PolicyPage(actor.hub_key, told, found.rows, actor.may(Action.AMEND_POLICY))
    return drawn(request, view, "How this hub works", here="policy")


async def policy_document(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/policy.json: the version in force, to be changed elsewhere and sent back."""
    async with database(request).connection() as conn:
        rules = await policy(conn, actor.hub_id, now(request))
    headers = {"Content-Disposition": f'attachment; filename="{actor.hub_key}-policy.json"'}
    return JSONResponse(rules.to_document(), headers=headers)


async def policy_form(request: Request, actor: Actor) -> Response:
    """GET /hubs/{hub}/policy/amend"""
    stored = await _in_force(request, actor)
    return _form(request, actor, stored, form_values(stored))


async def check_policy(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/policy/check: what the change comes to; changes nothing."""
    sent, stored = await _sent(request), await _in_force(request, actor)
    return await _checked(request, actor, sent, stored)


async def amend(request: Request, actor: Actor) -> Response:
    """POST /hubs/{hub}/policy: put the change in force, at once or from its moment on."""
    sent, stored = await _sent(request), await _in_force(request, actor)
    made, errors = _made(sent, stored)
    begins, wrong = _begins(sent, now(request))
    if errors or wrong or not sent.get("newest", "").isdigit():
        return await _checked(request, actor, sent, stored)
    moment, after, rules = now(request), int(sent["newest"][:9]), Policy.from_document(made)
    await transact(request, amend_policy, actor, rules, begins or moment, after=after, now=moment)
    return RedirectResponse(f"/hubs/{actor.hub_key}/policy", 303)


async def _checked(request: Request, actor: Actor, sent: Mapping[str, str], stored: Document) -> Response:
    made, errors = _made(sent, stored)
    begins, wrong = _begins(sent, now(request))
    errors |= wrong
    changed = () if errors else differences(stored, made)
    if not errors and not changed:
        errors = {
            "document": "Nothing differs from how the hub works now, so there is nothing to put in force."
        }
    if errors:
        values = {**form_values(stored), **sent}
        if "levels[0].meaning" in sent:  # a box that is not ticked is not sent
            values |= {
                name: sent.get(name, "") for name in values if name.endswith(("past_close", "bank_holidays"))
            }
        return _form(request, actor, stored, values, errors)
    async with database(request).connection() as conn:
        found = await versions(conn, actor.hub_id, now(request))
        live = await live_contacts(conn, actor.hub_id, actor.reader)
    lost = tuple(
        row
        for row in found.rows
        if row.standing == "to begin" and row.effective_from >= (begins or now(request))
    )
    view = PolicyCheck(
        hub_key=actor.hub_key,
        newest=found.newest,
        document=json.dumps(made, ensure_ascii=False),
        from_on=sent.get("from_on", ""),
        from_time=sent.get("from_time", ""),
        begins_at=begins,
        differences=tuple((one.where, one.before, one.after) for one in changed),
        live=live,
        overtaken=lost,
    )
    return drawn(request, view, "Check the change", here="policy")


def _form(
    request: Request,
    actor: Actor,
    stored: Document,
    values: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> Response:
    levels = tuple(LevelFields(f"levels[{n}]", level["label"]) for n, level in enumerate(stored["levels"]))
    view = PolicyForm(
        actor.hub_key,
        levels,
        DAYS,
        tuple(COUNTED.items()),
        values,
        values.get("document") or json.dumps(stored, ensure_ascii=False, indent=2),
        errors or {},
    )
    title = ("Error: " if errors else "") + "Change how this hub works"
    return drawn(request, view, title, here="policy", status=422 if errors else 200)


async def _in_force(request: Request, actor: Actor) -> Document:
    async with database(request).connection() as conn:
        return (await policy(conn, actor.hub_id, now(request))).to_document()


async def _sent(request: Request) -> dict[str, str]:
    """Every field as text; a document sent as a file counts as typed. Raises BadInput."""
    try:
        form = await request.form(max_files=1, max_fields=300, max_part_size=1024 * 1024)
    except HTTPException:
        raise BadInput({"form": "The form did not arrive whole."}) from None
    await must_still_be_in(request)
    sent = {name: value for name, value in form.items() if isinstance(value, str)}
    file = form.get("file")
    if isinstance(file, UploadFile) and file.size:
        sent["document"] = (await file.read()).decode("utf-8", "replace")
    return {name: value.replace("\x00", "\ufffd") for name, value in sent.items()}


def _made(sent: Mapping[str, str], stored: Document) -> tuple[Document, dict[str, str]]:
    """The document that was sent or follows from the form, and what is wrong with it by field or in words."""
    if "levels[0].meaning" in sent:
        made: Any = amended(stored, sent)
    else:
        try:
            made = json.loads(sent.get("document", ""))
        except (ValueError, RecursionError):
            return {}, {"document": NO_JSON}
    errors: dict[str, str] = {}
    for problem in Policy.problems(made):
        path, _, sentence = problem.partition(": ")
        errors[path.removeprefix("policy.")] = f"{path_words(path, made)}: {sentence}.".replace("..", ".")
    return made if isinstance(made, dict) else {}, errors


def _begins(sent: Mapping[str, str], moment: datetime) -> tuple[datetime | None, dict[str, str]]:
    """From when it is to count, none for at once; and what is wrong with the moment that was typed."""
    on, at = sent.get("from_on", "").strip(), sent.get("from_time", "").strip()
    if not on and not at:
        return None, {}
    try:
        begins = datetime.combine(
            date.fromisoformat(on), time.fromisoformat(at or "00:00"), LONDON
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, {
            "from_on": "Write the day as 2026-12-24 and the time as 08:45, or leave both empty for at once."
        }
    if begins <= moment:
        return None, {
            "from_on": "This moment has passed. Leave day and time empty for at once, or write a later one."
        }
    if begins.year > moment.year + 2:
        return None, {"from_on": "This is more than two years ahead. Check the year."}
    return begins, {}
