"""The live board of a safeguarding hub: a contact arrives, somebody claims it, every screen shows it.

The map of the house. What each room is for, and whom it may import (tests/house keeps the arrows):

    domain/     what is true and what is allowed; pure          <- nothing
    store/      the schema, the only commit, the doors          <- domain
    commands/   the only writers: verb(tx, actor, ..., now)     <- domain, store
    queries/    the only readers; they return views             <- domain, views, store
    views/      exactly what one audience may see               <- domain
    render      the only user of jinja                          <- domain, views
    documents/  what leaves as a file: calendars and forms      <- domain
    live/       from event to fragment to frame to socket       <- domain, views, queries, render, store
    guards      what a route requires                           <- domain, queries, store
    looking     what is not there is counted, and slowed        <- domain, store, guards
    intake/     lists and bodies into typed contacts            <- domain, commands, queries, store
    web/, api/  pages and JSON over the same commands           <- all of the above
    rehearsal/  an invented hub and its moving morning          <- domain, commands, queries, intake, store
    upkeep/     verify, backup, restore, database roles         <- domain, commands, queries, store, embedded, settings

    app         the composition root of `board web`
    cli/        the `board` command, a thin function each
    up          the supervisor behind `board up`; supervise keeps its children, welcome tells what to open
    embedded/   the PostgreSQL and Redis that come along
    settings    the only reader of the environment

Three paths run through it. Claim: routes -> guard -> command -> one transaction -> event -> frame -> every
screen. A clock comes due: workers' tick -> event and delivery rows -> commit -> sender. A partner opens a link:
invite -> code -> a page of its own. PostgreSQL is the truth; Redis is a doorbell and may be away.
"""
