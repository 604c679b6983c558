"""The routes that explain a hub and change how it works, for the table of routes."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import seated
from board.web import helping, policy
from board.web.table import Line

POLICY = "/hubs/{hub}/policy"
SEE, AMEND = seated(Action.SEE_BOARD), seated(Action.AMEND_POLICY)

EXPLAINING = (
    Line("/hubs/{hub}/help", "GET", helping.help_here, SEE, "help"),
    Line(POLICY, "GET", policy.policy_page, SEE, "policy"),
    Line(POLICY + ".json", "GET", policy.policy_document, SEE, "policy_document"),
    Line(POLICY + "/amend", "GET", policy.policy_form, AMEND, "policy_form"),
    Line(POLICY + "/check", "POST", policy.check_policy, AMEND, "policy_check"),
    Line(POLICY, "POST", policy.amend, AMEND, "amend_policy"),
)
