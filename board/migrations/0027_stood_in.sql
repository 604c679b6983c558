-- A restricted contact also says that nobody named is on duty while one person more stands in.
comment on column contacts.uncovered_at is 'plain: the moment at which nobody it was restricted to was on duty and the board named one person more, or found nobody; none while somebody is';
