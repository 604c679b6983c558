"""The routes that explain a hub, change how it works and list it for paper, for the table of routes."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import seated
from board.web import contingency, helping, policy
from board.web.table import Line

POLICY = "/hubs/{hub}/policy"
SEE, AMEND = seated(Action.SEE_BOARD), seated(Action.AMEND_POLICY)

EXPLAINING = (
    Line("/hubs/{hub}/list", "GET", contingency.list_page, seated(Action.SEE_BOARD, reading="list")),
    Line(
        "/hubs/{hub}/list/names",
        "GET",
        contingency.named_list_page,
        seated(Action.SEE_BOARD, reading="named_list"),
    ),
    Line("/hubs/{hub}/help", "GET", helping.help_here, SEE),
    Line(POLICY, "GET", policy.policy_page, SEE),
    Line(POLICY + ".json", "GET", policy.policy_document, SEE),
    Line(POLICY + "/amend", "GET", policy.policy_form, AMEND),
    Line(POLICY + "/check", "POST", policy.check_policy, AMEND),
    Line(POLICY, "POST", policy.amend, AMEND),
)
