-- Look-ups that found nothing are kept for managers, and too many of them are followed by a wait.
create table failed_look_ups (
    hub_id integer not null,
    failed_look_up_id bigint generated always as identity,
    person_id bigint not null,
    at timestamptz not null,
    page text not null,
    ref text,
    waits_until timestamptz,
    constraint failed_look_ups_pkey primary key (hub_id, failed_look_up_id),
    constraint failed_look_ups_hub foreign key (hub_id) references hubs,
    constraint failed_look_ups_person foreign key (person_id) references people
);
create index failed_look_ups_by_person on failed_look_ups (hub_id, person_id, at); -- how often did this person look in vain lately?
comment on table failed_look_ups is 'Look-ups that found nothing, of the last month. Rows of the past are swept.';
comment on column failed_look_ups.hub_id is 'plain: the hub';
comment on column failed_look_ups.failed_look_up_id is 'plain: number';
comment on column failed_look_ups.person_id is 'plain: the person or system that looked';
comment on column failed_look_ups.at is 'plain: when';
comment on column failed_look_ups.page is 'plain: route template';
comment on column failed_look_ups.ref is 'plain: what was asked for, where it has the shape of a reference; else none';
comment on column failed_look_ups.waits_until is 'plain: until when the person waits, on the row that reached the limit; else none';
