"""Fixtures that several files of these tests share."""

from tests.house.test_budget import rig
from tests.house.test_lens_sentinel import house, planted

__all__ = ["house", "planted", "rig"]
