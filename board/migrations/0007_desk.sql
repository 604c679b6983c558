-- The desk: filters somebody saved, and whether single keys act on their pages.
create table saved_filters (
    hub_id integer not null,
    filter_id bigint generated always as identity,
    person_id bigint not null,
    name text not null,
    words text not null,
    saved_at timestamptz not null,
    removed_at timestamptz,
    constraint saved_filters_pkey primary key (hub_id, filter_id),
    constraint saved_filters_hub foreign key (hub_id) references hubs,
    constraint saved_filters_person foreign key (person_id) references people
);
create unique index saved_filters_name_once on saved_filters (hub_id, person_id, lower(name)) where removed_at is null; -- what has this person saved here?
comment on table saved_filters is 'What somebody likes to see of the queue, under a name of their own. It changes nothing for anybody else.';
comment on column saved_filters.hub_id is 'plain: the hub';
comment on column saved_filters.filter_id is 'plain: number';
comment on column saved_filters.person_id is 'plain: whose';
comment on column saved_filters.name is 'staff: what they call it';
comment on column saved_filters.words is 'plain: group:code pairs, codes alone';
comment on column saved_filters.saved_at is 'plain: when';
comment on column saved_filters.removed_at is 'plain: since when it is no more';

alter table people add column shortcuts boolean not null default true;
comment on column people.shortcuts is 'plain: whether single keys act on their pages; each may switch that off';
