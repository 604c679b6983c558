-- A manager and whoever holds a contact meet to review it, and their messages bring it as a calendar entry.
create table if not exists review_meetings (
    hub_id integer not null,
    meeting_id uuid not null,
    contact_id bigint not null,
    starts_at timestamptz not null,
    lasts_minutes integer not null,
    manager_id bigint not null,
    holder_id bigint,
    version integer not null,
    set_at timestamptz not null,
    ended_at timestamptz,
    constraint review_meetings_pkey primary key (hub_id, meeting_id),
    constraint review_meetings_contact foreign key (hub_id, contact_id) references contacts,
    constraint review_meetings_manager foreign key (manager_id) references people,
    constraint review_meetings_holder foreign key (holder_id) references people,
    constraint review_meetings_lasts check (lasts_minutes > 0)
);
create unique index if not exists review_meetings_open on review_meetings (hub_id, contact_id) where ended_at is null; -- when do they meet about it? One meeting at a time.
comment on table review_meetings is 'When a manager and whoever holds the contact meet to review it. [retention: contact]';
comment on column review_meetings.hub_id is 'plain: the hub';
comment on column review_meetings.meeting_id is 'plain: number, the same in the calendars of all who come';
comment on column review_meetings.contact_id is 'plain: the contact';
comment on column review_meetings.starts_at is 'plain: when it begins';
comment on column review_meetings.lasts_minutes is 'plain: for how many minutes';
comment on column review_meetings.manager_id is 'plain: the manager who set it last';
comment on column review_meetings.holder_id is 'plain: who holds the contact and comes too; none while nobody does';
comment on column review_meetings.version is 'plain: how often it was set, moved, given to another holder or called off; a calendar keeps the highest';
comment on column review_meetings.set_at is 'plain: when it was set last';
comment on column review_meetings.ended_at is 'plain: when the review was recorded, or the meeting called off';
create or replace trigger review_meetings_held before delete on review_meetings for each row execute function refuse_while_held();
alter table deliveries add column if not exists entry_id uuid;
alter table deliveries add column if not exists entry_version integer;
alter table deliveries add column if not exists entry_starts_at timestamptz;
alter table deliveries add column if not exists entry_minutes integer;
alter table deliveries drop constraint if exists deliveries_entry_whole;
alter table deliveries add constraint deliveries_entry_whole check (num_nonnulls(entry_id, entry_version, entry_starts_at, entry_minutes) in (0, 4)) not valid;
alter table deliveries validate constraint deliveries_entry_whole;
comment on column deliveries.entry_id is 'plain: number of the calendar entry it brings, the same however often the meeting moves; none: it brings none';
comment on column deliveries.entry_version is 'plain: which version of that entry';
comment on column deliveries.entry_starts_at is 'plain: when the meeting of that version begins';
comment on column deliveries.entry_minutes is 'plain: for how many minutes';
