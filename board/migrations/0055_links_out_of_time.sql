-- A link whose time is over ends with an event, so that the pages of staff follow.
create index links_running on links (hub_id, valid_until) where withdrawn_at is null and answered_at is null and void_at is null; -- which links have run out?
comment on column links.void_at is 'plain: when a restore of the database voided it, or when its time had run out';
