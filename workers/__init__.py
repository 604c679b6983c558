"""What time brings: a board that nobody touches still changes, and these processes see to it.

runner        `board worker`: every duty at its time, on PostgreSQL alone, and arq kept running beside them
duties        what a duty is, and how one is kept: alone with its failures, patient with a database that is away
sendings      people hear of what was sent
clocks        clocks that come due fire; days turn
housekeeping  readings sealed, sessions locked, dark walls found, heads logged, what is spent swept
bell          listens to PostgreSQL and puts what is due soon into Redis, by id
settings      what arq runs: the errand `fire`
errands       arq's own process, which ends when Redis goes away and is started again by the runner
"""
