"""The rota for those who read it. Who is on duty at a moment is the store's knowledge, since commands ask it too."""

from __future__ import annotations

from board.store.on_duty import OnDuty, duty_managers, managers_told, next_duty, on_duty

__all__ = ["OnDuty", "duty_managers", "managers_told", "next_duty", "on_duty"]
