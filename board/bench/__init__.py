"""What the board must hold, measured: real servers, web processes and clients, each in a process of its own, on loopback.

main: the lines and the one JSON object. figures: percentiles, a figure beside its target. stage: a cluster, databases, web processes.
webs, workers: processes to kill and freeze. rig: all that can be killed, beside a mail_sink that is not. due: clocks that come due.
effects: what came of them. cast: a hub with people, sessions and contacts. helper: client processes. screen, screens, wire: open pages
as raw sockets. clicks: people clicking. waiting: for what another process does. table: a report for the docs. regions: what a page
shows, as a dict. One module a line: command_rate, clicking, truth, live, fan_leg, stalled, resume, honest, size, deliveries, reminders,
tick_idle, kills.
"""
