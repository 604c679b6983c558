-- The directory of agencies' numbers and mailboxes. Nobody has confirmed what earlier versions kept; it stands here with how often it was used.
alter table directory_entries add column telephone_by bigint;
alter table directory_entries add column mobile_by bigint;
alter table directory_entries add constraint directory_entries_telephone_by foreign key (telephone_by) references people;
alter table directory_entries add constraint directory_entries_mobile_by foreign key (mobile_by) references people;
comment on column directory_entries.telephone is 'staff: number that colleagues ring, as +441632960001;ext=12; shown on desks alone';
comment on column directory_entries.telephone_by is 'plain: who entered the telephone; none: not known';
comment on column directory_entries.mobile_by is 'plain: who entered the mobile; none: not known';
create table agency_entries (
    hub_id integer not null,
    entry_id bigint generated always as identity,
    agency_id bigint not null,
    kind text not null,
    address text not null,
    name text not null,
    deputies text[] not null default '{}',
    answered text not null default 'always',
    person_id bigint,
    added_at timestamptz not null,
    added_by bigint,
    changed_at timestamptz,
    changed_by bigint,
    confirmed_at timestamptz,
    confirmed_by bigint,
    confirmed_how text,
    ended_at timestamptz,
    ended_by bigint,
    uses integer not null default 0,
    constraint agency_entries_pkey primary key (hub_id, entry_id),
    constraint agency_entries_agency foreign key (hub_id, agency_id) references agencies,
    constraint agency_entries_person foreign key (person_id) references people,
    constraint agency_entries_added_by foreign key (added_by) references people,
    constraint agency_entries_changed_by foreign key (changed_by) references people,
    constraint agency_entries_confirmed_by foreign key (confirmed_by) references people,
    constraint agency_entries_ended_by foreign key (ended_by) references people,
    constraint agency_entries_kind_known check (kind in ('telephone', 'mailbox')),
    constraint agency_entries_answered_known check (answered in ('always', 'day', 'night')),
    constraint agency_entries_how_known check (confirmed_how in ('switchboard', 'official_directory', 'letter')),
    constraint agency_entries_changed_whole check ((changed_at is null) = (changed_by is null)),
    constraint agency_entries_confirmed_whole check (num_nonnulls(confirmed_at, confirmed_by, confirmed_how) in (0, 3)),
    constraint agency_entries_confirmed_by_another check (
        confirmed_by is null
        or (confirmed_by is distinct from added_by and confirmed_by is distinct from changed_by and confirmed_by is distinct from person_id)
    ),
    constraint agency_entries_ended_by_somebody_at_a_time check (ended_by is null or ended_at is not null)
);
create unique index agency_entries_once on agency_entries (hub_id, agency_id, address, coalesce(person_id, 0)) where ended_at is null; -- does this agency have this number already?
create index agency_entries_by_address on agency_entries (hub_id, address); -- has this person ever entered this number?
comment on table agency_entries is 'The directory: numbers and mailboxes of agencies. A change ends a row and writes the next one, which nobody has confirmed.';
comment on column agency_entries.hub_id is 'plain: the hub';
comment on column agency_entries.entry_id is 'plain: number';
comment on column agency_entries.agency_id is 'plain: the agency';
comment on column agency_entries.kind is 'plain: telephone or mailbox';
comment on column agency_entries.address is 'staff: +441632960001, with ;ext=12 where one follows, or a mail address; shown on desks alone';
comment on column agency_entries.name is 'staff: the person or desk that answers';
comment on column agency_entries.deputies is 'staff: people to whom a code may be read out at this number instead';
comment on column agency_entries.answered is 'plain: always, day (in the agency''s hours) or night (outside them)';
comment on column agency_entries.person_id is 'plain: the person whose own number it is, kept as directory_entries has it; none: of the agency';
comment on column agency_entries.added_at is 'plain: since when the number stands here';
comment on column agency_entries.added_by is 'plain: who entered the number; none: not known';
comment on column agency_entries.changed_at is 'plain: when something beside the number was last changed; none: never';
comment on column agency_entries.changed_by is 'plain: by whom';
comment on column agency_entries.confirmed_at is 'plain: when it was last confirmed; none: it gets no code and no link';
comment on column agency_entries.confirmed_by is 'plain: by whom, never the person who entered or changed it, nor the person whose number it is';
comment on column agency_entries.confirmed_how is 'plain: switchboard, official_directory or letter';
comment on column agency_entries.ended_at is 'plain: when it was changed or removed';
comment on column agency_entries.ended_by is 'plain: by whom; none: it followed how a person is reached';
comment on column agency_entries.uses is 'plain: how often it had been used when the upgrade began this directory';
-- Telephones get the form in which mobiles were kept already. A text that is no number stays as it was typed, until somebody changes it.
update directory_entries d set telephone = n.number || coalesce(';ext=' || n.extension, '')
from (
    select person_id, regexp_replace(regexp_replace(regexp_replace(parts[1], '^00', '+'), '^\+440', '+44'), '^0', '+44') as number,
        parts[2] as extension
    from (
        select person_id,
            regexp_match(lower(regexp_replace(telephone, '[\s().-]', '', 'g')), '^(\+?\d+)(?:(?:extension|ext|x)(\d{1,6}))?$') as parts
        from directory_entries
    ) typed
) n
where n.person_id = d.person_id and n.number ~ '^\+[1-9]\d{7,14}$';
update directory_entries set telephone_by = case when telephone is not null then changed_by end,
    mobile_by = case when mobile is not null then changed_by end;
insert into agency_entries (hub_id, agency_id, kind, address, name, person_id, added_at, added_by, uses)
select distinct on (s.hub_id, s.agency_id, s.person_id, n.address) s.hub_id, s.agency_id, 'telephone', n.address, p.name, s.person_id,
    d.changed_at, d.changed_by,
    case when n.address = d.mobile then (
        select count(*) from deliveries m
        where m.hub_id = s.hub_id and m.person_id = s.person_id and m.channel = 'sms' and m.tries > 0
    ) else 0 end
    + case when n.address = coalesce(d.telephone, d.mobile) then (
        select count(distinct m.notice_id) from deliveries m
        where m.hub_id = s.hub_id and m.ring_id = s.person_id and m.kind in ('delivery_failed', 'telephone_now')
    ) else 0 end
from seats s
join people p on p.person_id = s.person_id and p.ended_at is null and not p.service
join directory_entries d on d.person_id = s.person_id
cross join lateral (values (d.telephone), (d.mobile)) n (address)
where s.ended_at is null and n.address is not null
order by s.hub_id, s.agency_id, s.person_id, n.address;
insert into agency_entries (hub_id, agency_id, kind, address, name, added_at)
select hub_id, agency_id, 'mailbox', lower(trim(spoc_mailbox)), 'Single point of contact', now() from agencies where trim(spoc_mailbox) <> '';
alter table agencies drop column spoc_mailbox;
