"""A request's body and query into a checked model; anything else is a clear problem and changes nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from board.domain.refusals import BadInput, Refusal, TooLarge
from board.intake.complaints import complaints

BODY_LIMIT: Final = 1024 * 1024
Model = TypeVar("Model", bound=BaseModel)


class NotJson(Refusal):
    """The body is not the JSON that this address takes: {why} Nothing was changed."""

    status = 400


class WrongContentType(Refusal):
    """Send JSON, with the header Content-Type: application/json. Nothing was changed."""

    status = 415


async def body_of(request: Request, model: type[Model], *, now: datetime, bodiless: bool = False) -> Model:
    """The body as this model. bodiless: none at all is an empty one. Raises WrongContentType, TooLarge, NotJson, BadInput."""
    if bodiless and not (content := await read(request)):
        return checked(model, {}, now)
    must_be_json(request.headers.get("content-type", ""))
    return checked(model, loads(content if bodiless else await read(request)), now)


def query_of(request: Request, model: type[Model], *, now: datetime) -> Model:
    """The query as this model. Raises BadInput."""
    return checked(model, dict(request.query_params), now)


def checked(model: type[Model], data: object, now: datetime) -> Model:
    """The data as this model. Raises BadInput with a sentence for each field."""
    try:
        return model.model_validate(data, context={"now": now})
    except ValidationError as error:
        raise BadInput(complaints(error)) from None


def must_be_json(content_type: str) -> None:
    """Raises WrongContentType for anything but JSON in UTF-8."""
    kind, *parameters = [part.strip().lower() for part in content_type.split(";")]
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    charset = next(
        (p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")), "utf-8"
    )
    if not is_json or charset not in ("utf-8", "utf8"):
        raise WrongContentType


async def read(request: Request) -> bytes:
    """The body, as long as it is small enough; counted while it comes, so that no said length is believed. Raises TooLarge."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_LIMIT:
            raise TooLarge(limit="1 MB")
        parts.append(part)
    return b"".join(parts)


def loads(content: bytes) -> Any:
    """JSON as its standard has it: UTF-8, no key twice, no NaN, nested within reason. Raises NotJson."""
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except NotJson:
        raise
    except UnicodeDecodeError:
        raise NotJson(why="it is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise NotJson(
            why=f"it breaks off or goes wrong at line {error.lineno}, column {error.colno}."
        ) from None
    except RecursionError:
        raise NotJson(why="it is nested too deeply.") from None
    except ValueError:
        raise NotJson(why="it holds a number of absurd length.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotJson(why="an object names one of its fields twice, so which one counts is not known.")
    return made


def _no_constant(_name: str) -> object:
    raise NotJson(why="NaN and Infinity are no JSON numbers.")
