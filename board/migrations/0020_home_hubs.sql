-- One hub may change how a person is reached: that of their oldest seat. What changed before now was never told and is not told later.
alter table people add column home_hub integer;
alter table people add column home_changed_at timestamptz;
alter table people add constraint people_home_hub foreign key (home_hub) references hubs;
update people p set home_hub = (select s.hub_id from seats s where s.person_id = p.person_id order by s.created_at, s.seat_id limit 1);
comment on column people.home_hub is 'plain: the hub that may change how the person is reached; of their first seat, until it is handed on; none: no seat yet';
comment on column people.home_changed_at is 'plain: when another hub became the home hub; none: it never changed';
comment on column deliveries.ring_id is 'plain: the person to telephone, or whose telephone number changed, on a notice that says so';
create table reach_told (
    hub_id integer not null,
    person_id bigint not null,
    told_at timestamptz not null,
    constraint reach_told_pkey primary key (hub_id, person_id),
    constraint reach_told_hub foreign key (hub_id) references hubs,
    constraint reach_told_person foreign key (person_id) references people
);
comment on table reach_told is 'Up to which change of how a person is reached, or of their home hub, a hub in which they sit was told.';
comment on column reach_told.hub_id is 'plain: the hub';
comment on column reach_told.person_id is 'plain: the person';
comment on column reach_told.told_at is 'plain: when the newest change was made that the hub was told of';
insert into reach_told (hub_id, person_id, told_at) select distinct s.hub_id, s.person_id, e.changed_at from seats s join directory_entries e using (person_id);
