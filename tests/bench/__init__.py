"""What the board must hold, measured: real servers, web processes and clients, each in a process of its own, on loopback.

main: the lines and the one JSON object. results: percentiles, a figure beside its target. report_table: a report for the docs.
servers: a cluster, a database for each line, web processes. fault_rig: a deployment to kill, beside a mail_sink that nobody kills.
fixtures: a hub with people, sessions and contacts. due_reminders: clocks that come due. effects: the effects they had. bulk, history:
many live contacts and a long past. client_process: clients in processes of their own. screen, screens, raw_client: open pages as raw
sockets. clickers: people clicking. One module a line: claim_command (bare_claim), claim_clicks, claim_race, live, fan_leg
(fan_servers), stalled, resume, staleness, size, matching (match_corpus), deliveries, reminders, tick_idle, long, kills. Tests beside them
hold with small numbers and seeds whatever a line judges.
"""
