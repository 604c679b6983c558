-- The rota: duties, agency hours, cover; holders who have left; who must never be named on a restricted contact.
create table duties (
    hub_id integer not null,
    duty_id bigint generated always as identity,
    seat_id bigint not null,
    post text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    began_at timestamptz,
    warned_at timestamptz,
    ended_at timestamptz,
    ended_by bigint,
    constraint duties_pkey primary key (hub_id, duty_id),
    constraint duties_seat foreign key (hub_id, seat_id) references seats,
    constraint duties_recorded_by foreign key (recorded_by) references people,
    constraint duties_ended_by foreign key (ended_by) references people,
    constraint duties_post_known check (post in ('seat', 'duty_manager', 'duty_chair')),
    constraint duties_end_after_start check (ends_at > starts_at),
    constraint duties_ended_by_somebody_at_a_time check (ended_by is null or ended_at is not null)
);
create index duties_by_start on duties (hub_id, starts_at); -- who is on the rota of a day?
create index duties_open_by_seat on duties (hub_id, seat_id) where ended_at is null; -- is this person on duty, and until when?
create index duties_newest_by_seat on duties (hub_id, seat_id, ended_at) where ended_at is not null; -- since when is this person off duty?
create index duties_to_end on duties (ends_at) where ended_at is null; -- whose shift is over now?
comment on table duties is 'Who is on duty when, through which seat. What time does to a row (began_at, warned_at, ended_at) is written with its event.';
comment on column duties.hub_id is 'plain: the hub';
comment on column duties.duty_id is 'plain: number';
comment on column duties.seat_id is 'plain: the seat: person, agency and role';
comment on column duties.post is 'plain: seat (works in the role of the seat), duty_manager or duty_chair; see board/domain/rota.py';
comment on column duties.starts_at is 'plain: from when';
comment on column duties.ends_at is 'plain: until when, as planned';
comment on column duties.recorded_at is 'plain: when it was written down';
comment on column duties.recorded_by is 'plain: by whom';
comment on column duties.began_at is 'plain: when the board found it begun; none before';
comment on column duties.warned_at is 'plain: when the person was told that it ends soon';
comment on column duties.ended_at is 'plain: when it was over: in its time, or earlier by somebody''s word';
comment on column duties.ended_by is 'plain: who ended it early or took it off; none when time did';

create table agency_hours (
    hub_id integer not null,
    hours_id bigint generated always as identity,
    agency_id bigint not null,
    effective_from timestamptz not null,
    week jsonb not null,
    closure_days date[] not null default '{}',
    closed_on_bank_holidays boolean not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint agency_hours_pkey primary key (hub_id, hours_id),
    constraint agency_hours_agency foreign key (hub_id, agency_id) references agencies,
    constraint agency_hours_recorded_by foreign key (recorded_by) references people
);
create index agency_hours_by_agency on agency_hours (hub_id, agency_id, effective_from); -- which hours of this agency count now?
comment on table agency_hours is 'When an agency works. The newest row in force counts; an agency without one keeps the hub''s hours.';
comment on column agency_hours.hub_id is 'plain: the hub';
comment on column agency_hours.hours_id is 'plain: number; of two from the same moment the higher counts';
comment on column agency_hours.agency_id is 'plain: the agency';
comment on column agency_hours.effective_from is 'plain: from when they count';
comment on column agency_hours.week is 'plain: shape declared by board.domain.hours.AgencyWeek';
comment on column agency_hours.closure_days is 'plain: days it is closed, such as school holidays';
comment on column agency_hours.closed_on_bank_holidays is 'plain: whether it closes on bank holidays of England and Wales';
comment on column agency_hours.recorded_at is 'plain: when they were written down';
comment on column agency_hours.recorded_by is 'plain: by whom';

create table cover (
    hub_id integer not null,
    missing text[] not null default '{}',
    changed_at timestamptz not null,
    constraint cover_pkey primary key (hub_id),
    constraint cover_hub foreign key (hub_id) references hubs
);
comment on table cover is 'Which roles that a hub''s policy wants on duty have nobody now, while they should: as the worker found it, with its event.';
comment on column cover.hub_id is 'plain: the hub';
comment on column cover.missing is 'plain: role keys, in the policy''s order';
comment on column cover.changed_at is 'plain: since when';

alter table claims add column left_at timestamptz;
comment on column claims.left_at is 'plain: since when its holder is off duty or gone, as the worker found it; none while they are here';
alter table contacts add column uncovered_at timestamptz;
comment on column contacts.uncovered_at is 'plain: since when nobody it is restricted to is on duty and nobody else could be named';
create table kept_out (
    hub_id integer not null,
    contact_id bigint not null,
    person_id bigint not null,
    kept_at timestamptz not null,
    kept_by bigint,
    ended_at timestamptz,
    constraint kept_out_pkey primary key (hub_id, contact_id, person_id, kept_at),
    constraint kept_out_contact foreign key (hub_id, contact_id) references contacts,
    constraint kept_out_person foreign key (person_id) references people,
    constraint kept_out_kept_by foreign key (kept_by) references people
);
create unique index kept_out_one_open on kept_out (hub_id, contact_id, person_id) where ended_at is null; -- nobody kept out twice
comment on table kept_out is 'Who must never be named on a restricted contact by the board itself: they may be why it is restricted. [retention: contact]';
comment on column kept_out.hub_id is 'plain: the hub';
comment on column kept_out.contact_id is 'plain: the contact';
comment on column kept_out.person_id is 'subject: who; that they are kept out tells of the family';
comment on column kept_out.kept_at is 'plain: since when';
comment on column kept_out.kept_by is 'plain: by whom';
comment on column kept_out.ended_at is 'plain: until when; somebody named them after all';
create trigger kept_out_held before delete on kept_out for each row execute function refuse_while_held();
