-- Whether a hub is closed, as the worker found it: who is on duty then is the emergency duty team.
alter table cover add column closed boolean not null default false;
comment on column cover.closed is 'plain: whether the hub is closed, so that the emergency duty team is on duty';
