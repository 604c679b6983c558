"""An invented hub, its morning, and what keeps it moving. Nobody in it exists; everything goes through commands.

hub: who is there and how it works. morning: what has happened since it opened. telling: how that is written down. seed: puts both into an
empty database. words, family: endless invented families. decisions: what happens next, pure. steps: from decision to command.
moving: the driver.
"""
