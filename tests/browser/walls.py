"""Walls for tests in a browser: what they show, the rooms they hang in, and the frame that changes one picture for another."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from board import render
from board.views.fragment import Fragment
from tests.browser.scene import Scene
from tests.browser.wall_views import counts_views, dark_views, wall_views
from tests.browser.watching import now

Room = tuple[int, int, int, int]
SceneAt = Callable[[list[Fragment], Room], tuple[Page, Scene]]

ROOMS = {  # cm of distance, cm of picture, pixels
    "five metres, 65 inches": (500, 144, 1920, 1080),
    "three metres, 55 inches": (300, 122, 1366, 768),
    "eight metres, 85 inches": (800, 188, 3840, 2160),
    "nine metres, 55 inches": (900, 122, 1366, 768),
    "a narrow desk": (60, 50, 1280, 1024),
}


def states() -> dict[str, list[Fragment]]:
    """Each picture of a wall by its name."""
    at = now()
    return {
        "nothing": wall_views(0, 0, at),
        "a few": wall_views(3, 4, at),
        "thirty": wall_views(7, 9, at, 3, notices=2),
        "three hundred": wall_views(12, 12, at, 130, reds=3),
        "many reds": wall_views(60, 12, at, 4, reds=48),
        "more reds than any wall holds": wall_views(150, 12, at, 4, reds=150),
        "visitors": counts_views(at),
        "dark": dark_views(at),
        "dark with reds": dark_views(at, 40, 3),
    }


def whole(views: list[Fragment]) -> str:
    """A frame of this picture, as the board sends it: what is not of it is gone."""
    ids = ("wall-now", "wall-waiting", "wall-in_hand", "wall-today", "wall-counts", "wall-dark")
    gone = [one for one in ids if one not in {view.id for view in views}]
    return "".join(f'<template data-gone="{one}"></template>' for one in gone) + "".join(
        render.draw(view) for view in views
    )
