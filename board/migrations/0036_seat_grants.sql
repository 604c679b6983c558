-- Seats that somebody gives and that their person has not taken yet, and who gave, confirmed and ended each seat.
alter table seats add column given_by bigint;
alter table seats add column confirmed_by bigint;
alter table seats add column ended_by bigint;
alter table seats add constraint seats_given_by foreign key (given_by) references people;
alter table seats add constraint seats_confirmed_by foreign key (confirmed_by) references people;
alter table seats add constraint seats_ended_by foreign key (ended_by) references people;
alter table seats add constraint seats_given_by_another check (
    given_by is distinct from person_id and confirmed_by is distinct from person_id
    and (confirmed_by is null or confirmed_by is distinct from given_by)
);
alter table seats add constraint seats_ended_by_another check (ended_by is null or ended_at is not null and ended_by is distinct from person_id);
comment on column seats.given_by is 'plain: who gave it; none: the board command, or not known';
comment on column seats.confirmed_by is 'plain: the second manager who confirmed it; none: it needed none, or not known';
comment on column seats.ended_by is 'plain: who ended it; none: not ended, or not known';
create table seat_grants (
    hub_id integer not null,
    grant_id bigint generated always as identity,
    agency_id bigint not null,
    role text not null,
    name text not null,
    address text not null,
    given_at timestamptz not null,
    given_by bigint,
    needs_second boolean not null,
    confirmed_at timestamptz,
    confirmed_by bigint,
    withdrawn_at timestamptz,
    withdrawn_by bigint,
    refused_at timestamptz,
    accepted_at timestamptz,
    person_id bigint,
    seat_id bigint,
    constraint seat_grants_pkey primary key (hub_id, grant_id),
    constraint seat_grants_agency foreign key (hub_id, agency_id) references agencies,
    constraint seat_grants_seat foreign key (hub_id, seat_id) references seats,
    constraint seat_grants_given_by foreign key (given_by) references people,
    constraint seat_grants_confirmed_by foreign key (confirmed_by) references people,
    constraint seat_grants_withdrawn_by foreign key (withdrawn_by) references people,
    constraint seat_grants_person foreign key (person_id) references people,
    constraint seat_grants_confirmed_whole check ((confirmed_at is null) = (confirmed_by is null)),
    constraint seat_grants_confirmed_by_another check (confirmed_by is null or confirmed_by is distinct from given_by),
    constraint seat_grants_accepted_whole check (num_nonnulls(accepted_at, person_id, seat_id) in (0, 3)),
    constraint seat_grants_accepted_complete check (accepted_at is null or not needs_second or confirmed_at is not null),
    constraint seat_grants_not_own check (person_id is null or person_id is distinct from given_by and person_id is distinct from confirmed_by),
    constraint seat_grants_one_end check (accepted_at is null or withdrawn_at is null and refused_at is null)
);
create unique index seat_grants_once on seat_grants (hub_id, address, agency_id, role) where accepted_at is null and withdrawn_at is null; -- is this person asked already?
create index seat_grants_by_address on seat_grants (address) where accepted_at is null and withdrawn_at is null and refused_at is null; -- which seats may this person take?
comment on table seat_grants is 'Seats that somebody gave and the person has not taken yet. Never a seat: the row of seats is written when the person takes it.';
comment on column seat_grants.hub_id is 'plain: the hub';
comment on column seat_grants.grant_id is 'plain: its number';
comment on column seat_grants.agency_id is 'plain: for which agency';
comment on column seat_grants.role is 'plain: role key of board/domain/permissions.py';
comment on column seat_grants.name is 'staff: the name as the person who gives it typed it';
comment on column seat_grants.address is 'staff: work address, in small letters; nothing here says whether anyone signs in with it';
comment on column seat_grants.given_at is 'plain: when it was given';
comment on column seat_grants.given_by is 'plain: who gave it; none: the board command';
comment on column seat_grants.needs_second is 'plain: whether a second manager must confirm it';
comment on column seat_grants.confirmed_at is 'plain: when the second manager confirmed it';
comment on column seat_grants.confirmed_by is 'plain: the second manager';
comment on column seat_grants.withdrawn_at is 'plain: when the hub took it back';
comment on column seat_grants.withdrawn_by is 'plain: who took it back; none: nobody did, or a later one replaced it';
comment on column seat_grants.refused_at is 'plain: when the person said no, which the hub is not told';
comment on column seat_grants.accepted_at is 'plain: when the person took the seat';
comment on column seat_grants.person_id is 'plain: the person who took it';
comment on column seat_grants.seat_id is 'plain: the seat that was written then';
