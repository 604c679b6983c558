-- A closed contact can be reopened: the time to claim it counts from then.
alter table contacts add column reopened_at timestamptz;
comment on column contacts.reopened_at is 'plain: when a closed contact was last put back on the board; an undo of the closing does not count';
