"""Cookies: out of reach of scripts, never sent along by another site's form, over HTTPS alone where settings say so."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from board.guards import cookie_name


def give(
    request: Request, response: Response, name: str, value: str, lasts: timedelta | None = None
) -> Response:
    """Put a cookie on the response. lasts: none until the browser closes."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=int(lasts.total_seconds()) if lasts else None,
        path="/",
        secure=request.app.state.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


def drop(request: Request, response: Response, name: str) -> Response:
    """Take the cookie away again."""
    response.delete_cookie(
        cookie_name(request, name),
        path="/",
        secure=request.app.state.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response
