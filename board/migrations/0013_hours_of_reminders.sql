-- Reminders come in the hours of those they are for; the worker counts those that wait by the hours that are in force already.
alter table agency_hours add column if not exists reminders_counted_at timestamptz;
create index if not exists agency_hours_to_count on agency_hours (effective_from) where reminders_counted_at is null; -- which hours begin to count?
comment on column agency_hours.reminders_counted_at is 'plain: when the reminders that waited were counted by them; none until they were';
