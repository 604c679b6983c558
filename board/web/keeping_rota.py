"""The lines of the rota, and of what one shift tells the next, in the table of routes."""

from __future__ import annotations

from board.domain.permissions import Action
from board.guards import seated
from board.web import handover, rota
from board.web.table import Line

DUTY = "/hubs/{hub}/rota/duties/{duty:int}"
AGENCY = "/hubs/{hub}/rota/agencies/{agency:int}"
HANDOVER = "/hubs/{hub}/handover"
OWN = seated(Action.SEE_BOARD, reading="handover")
WHOLE = seated(Action.SEE_HANDOVER, reading="hub_handover")

KEEPING_ROTA = (
    Line("/hubs/{hub}/rota", "GET", rota.rota, seated(Action.SEE_BOARD)),
    Line("/hubs/{hub}/rota", "POST", rota.put, seated(Action.KEEP_ROTA)),
    Line("/hubs/{hub}/rota/copy", "POST", rota.copy, seated(Action.KEEP_ROTA)),
    Line(DUTY, "GET", rota.duty, seated(Action.KEEP_ROTA)),
    Line(DUTY, "POST", rota.change, seated(Action.KEEP_ROTA)),
    Line(DUTY + "/end", "POST", rota.end, seated(Action.SEE_BOARD)),
    Line(AGENCY, "GET", rota.hours, seated(Action.KEEP_ROTA)),
    Line(AGENCY, "POST", rota.set_hours, seated(Action.KEEP_ROTA)),
    Line(HANDOVER, "GET", handover.own_page, OWN),
    Line(HANDOVER + "/hub", "GET", handover.hub_page, WHOLE),
    Line(HANDOVER + "/mark", "POST", handover.mark, seated(Action.SEE_BOARD)),
)
