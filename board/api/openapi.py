"""OpenAPI 3.1, made from the table of endpoints and their models: there is no copy to forget."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from board.api.endpoints import ENDPOINTS, PREFIX, Endpoint
from board.api.models import Problem

_REFERENCE: Final = "#/components/schemas/{model}"
_REFUSED: Final = {
    400: "The body is no JSON.",
    401: "No token, or one that opens nothing (any more).",
    403: "The token's role does not allow this; `detail` says whose it is.",
    404: "There is nothing here for this token.",
    409: "It cannot be done now; `detail` says why.",
    413: "More than 1 MB.",
    415: "Not application/json.",
    422: "Some fields cannot be taken; `errors` says which and why.",
    503: "The database cannot be reached just now; try again.",
}


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    models = sorted(
        {m for one in ENDPOINTS for m in (one.answer, one.body, one.query) if m} | {Problem},
        key=lambda m: m.__name__,
    )
    _, schemas = models_json_schema([(m, "validation") for m in models], ref_template=_REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas["$defs"])
    return {
        "openapi": "3.1.0",
        "info": {"title": "The board", "version": version("board"), "description": "The queue of a hub. Times are ISO 8601 with offset."},
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "As `board token add` printed it."}},
        },
    }  # fmt: skip


def _operation(one: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": one.handler.__name__,
        "summary": one.summary,
        "description": f"Who may: {one.guard.sentence}",
        "responses": _responses(one),
    }
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", one.path)
    ]
    if one.query:
        members = schemas[one.query.__name__]["properties"]
        parameters += [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in members.items()
        ]
    if parameters:
        made["parameters"] = parameters
    if one.body:
        made["requestBody"] = {
            "required": not one.bodiless,
            "content": {"application/json": {"schema": _ref(one.body)}},
        }
    return made


def _responses(one: Endpoint) -> dict[str, Any]:
    taken = {
        str(s): _said(says, one.answer, "application/json") for s, says in one.statuses.items() if s < 300
    }
    refused = {s: says for s, says in _REFUSED.items() if _can(one, s)} | {
        s: says for s, says in one.statuses.items() if s >= 300
    }
    return taken | {
        str(s): _said(says, Problem, "application/problem+json") for s, says in sorted(refused.items())
    }


def _can(one: Endpoint, status: int) -> bool:
    if status in (400, 413, 415):
        return one.body is not None
    if status == 422:
        return one.body is not None or one.query is not None
    if status in (404, 409):
        return "{" in one.path and (status == 404 or one.method == "POST")
    return True


def _said(says: str, model: type[BaseModel], kind: str) -> dict[str, Any]:
    return {"description": says, "content": {kind: {"schema": _ref(model)}}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}
