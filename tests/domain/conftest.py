"""Rules of time are tried at thousands of moments; on a busy machine one of them may be slow, which says nothing about the rule."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("domain", deadline=None)
settings.load_profile("domain")
