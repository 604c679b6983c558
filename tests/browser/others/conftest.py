"""The same board as for Chromium."""

from tests.browser.real.conftest import board, house

__all__ = ["board", "house"]
