-- Clocks in full: reminders by rungs, protective measures, reviews, the workers' own heartbeat.

alter table clocks
    add column about bigint not null default 0,
    add column runs_through boolean not null default false,
    add column raised integer not null default 0,
    add column next_rung_at timestamptz;
drop index clocks_one_open;
create unique index clocks_one_open on clocks (hub_id, contact_id, kind, about) where stopped_at is null;
create index clocks_to_raise on clocks (next_rung_at) where stopped_at is null and next_rung_at is not null;
comment on column clocks.kind is 'plain: screening, claim, decision, statutory ...; see board/domain/clock_kinds.py';
comment on column clocks.basis is 'plain: clock_hours, working_hours, working_days, end_of_working_day or calendar_days';
comment on column clocks.about is 'plain: number of what it is about within the contact, such as a measure; 0: the contact itself';
comment on column clocks.runs_through is 'plain: whether its reminders come outside hours too';
comment on column clocks.raised is 'plain: how many rungs of its ladder have been passed';
comment on column clocks.next_rung_at is 'plain: when the next one comes; none when the ladder has ended';

-- What runs already is reminded of from now on: the engine looks at it once and finds where its ladder stands.
update clocks set next_rung_at = started_at where stopped_at is null and fired_at is null;

alter table children add column added_at timestamptz;
comment on column children.added_at is 'plain: when added here; none when it came with the contact';
alter table claims add column attended_at timestamptz;
comment on column claims.attended_at is 'plain: when the holder last did something with it, as far as the engine had to look; none: when it was claimed';

create table rungs (
    hub_id integer not null,
    rung_id bigint generated always as identity,
    contact_id bigint not null,
    clock_id bigint not null,
    number integer not null,
    again integer not null,
    receiver text not null,
    raised_at timestamptz not null,
    people bigint[] not null,
    heard boolean not null,
    acknowledged_at timestamptz,
    acknowledged_by bigint,
    ended_at timestamptz,
    constraint rungs_pkey primary key (hub_id, rung_id),
    constraint rungs_contact foreign key (hub_id, contact_id) references contacts,
    constraint rungs_clock foreign key (hub_id, clock_id) references clocks,
    constraint rungs_acknowledged_by foreign key (acknowledged_by) references people,
    constraint rungs_acknowledged_whole check ((acknowledged_at is null) = (acknowledged_by is null)),
    constraint rungs_once unique (hub_id, clock_id, number, again)
);
create index rungs_open on rungs (hub_id, contact_id) where ended_at is null; -- of which reminders of this contact does somebody know?
create index rungs_lately on rungs (hub_id, raised_at); -- how many reminders came since this morning?
comment on table rungs is 'A reminder that came: one rung of a clock''s ladder, once. [retention: contact]';
comment on column rungs.hub_id is 'plain: the hub';
comment on column rungs.rung_id is 'plain: number';
comment on column rungs.contact_id is 'plain: of which contact';
comment on column rungs.clock_id is 'plain: of which clock';
comment on column rungs.number is 'plain: which rung of the ladder, from 1';
comment on column rungs.again is 'plain: 0, or how often it came before, each time after somebody had seen it and nothing followed';
comment on column rungs.receiver is 'plain: for whom it was meant: holder, deciding_manager, manager, service_manager, head_of_service, edt';
comment on column rungs.raised_at is 'plain: when it came';
comment on column rungs.people is 'plain: numbers of the people told';
comment on column rungs.heard is 'plain: whether one of them was on duty then';
comment on column rungs.acknowledged_at is 'plain: when one of them said that they have seen it; the next rung then waits';
comment on column rungs.acknowledged_by is 'plain: who';
comment on column rungs.ended_at is 'plain: when its clock stopped';

create table measures (
    hub_id integer not null,
    measure_id bigint generated always as identity,
    contact_id bigint not null,
    child_id bigint,
    kind text not null,
    began_at timestamptz not null,
    ends_at timestamptz not null,
    note text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    ended_at timestamptz,
    ended_by bigint,
    end_reason text,
    constraint measures_pkey primary key (hub_id, measure_id),
    constraint measures_contact foreign key (hub_id, contact_id) references contacts,
    constraint measures_child foreign key (hub_id, child_id) references children,
    constraint measures_recorded_by foreign key (recorded_by) references people,
    constraint measures_ended_by foreign key (ended_by) references people,
    constraint measures_ends_after_it_began check (ends_at > began_at),
    constraint measures_ended_whole check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null))
);
create index measures_standing on measures (hub_id, contact_id) where ended_at is null; -- what protects this family now, and until when?
create index measures_by_contact on measures (hub_id, contact_id, measure_id); -- what has protected it?
comment on table measures is 'A protective measure: police protection, an emergency protection order, a protection notice, bail. Recorded once; ended, never changed. [retention: child_protection]';
comment on column measures.hub_id is 'plain: the hub';
comment on column measures.measure_id is 'plain: number';
comment on column measures.contact_id is 'plain: the contact';
comment on column measures.child_id is 'plain: the child it protects; none when it protects the family';
comment on column measures.kind is 'subject: police_protection, emergency_protection_order, protection_notice, bail';
comment on column measures.began_at is 'subject: when it began';
comment on column measures.ends_at is 'subject: when it ends unless something follows';
comment on column measures.note is 'subject: conditions, court, officer in the case';
comment on column measures.recorded_at is 'plain: when it was written down here';
comment on column measures.recorded_by is 'plain: by whom';
comment on column measures.ended_at is 'plain: when somebody recorded that it is over';
comment on column measures.ended_by is 'plain: who';
comment on column measures.end_reason is 'subject: what followed it';

create table reviews (
    hub_id integer not null,
    review_id bigint generated always as identity,
    contact_id bigint not null,
    reviewed_at timestamptz not null,
    reviewed_by bigint not null,
    finding text not null,
    constraint reviews_pkey primary key (hub_id, review_id),
    constraint reviews_contact foreign key (hub_id, contact_id) references contacts,
    constraint reviews_reviewed_by foreign key (reviewed_by) references people
);
create index reviews_by_contact on reviews (hub_id, contact_id, reviewed_at); -- when did a manager last look at it?
comment on table reviews is 'A manager has looked at what was open for long, and said why it still is. [retention: contact]';
comment on column reviews.hub_id is 'plain: the hub';
comment on column reviews.review_id is 'plain: number';
comment on column reviews.contact_id is 'plain: the contact';
comment on column reviews.reviewed_at is 'plain: when';
comment on column reviews.reviewed_by is 'plain: by which manager';
comment on column reviews.finding is 'subject: why it is still open and what happens next';

create table engine_workers (
    worker_id uuid not null,
    started_at timestamptz not null default now(),
    ticked_at timestamptz not null default now(),
    swept_at timestamptz,
    ended_at timestamptz,
    ticks bigint not null default 0,
    fired bigint not null default 0,
    raised bigint not null default 0,
    failed bigint not null default 0,
    tick_seconds double precision not null default 0,
    lag_seconds double precision not null default 0,
    lags bigint[] not null default '{}',
    constraint engine_workers_pkey primary key (worker_id)
);
comment on table engine_workers is 'The worker processes: which are alive, by the database''s own clock, and what each has done. Rewritten each second; no event.';
comment on column engine_workers.worker_id is 'plain: number it gives itself at start';
comment on column engine_workers.started_at is 'plain: when it started';
comment on column engine_workers.ticked_at is 'plain: when it last looked at what is due, and got through';
comment on column engine_workers.swept_at is 'plain: when it last swept';
comment on column engine_workers.ended_at is 'plain: when it was asked to stop and did';
comment on column engine_workers.ticks is 'plain: how often it has looked';
comment on column engine_workers.fired is 'plain: clocks it found late';
comment on column engine_workers.raised is 'plain: reminders it raised';
comment on column engine_workers.failed is 'plain: contacts it could not fire';
comment on column engine_workers.tick_seconds is 'plain: how long its last look took';
comment on column engine_workers.lag_seconds is 'plain: by how much all that it did was later than due, in sum';
comment on column engine_workers.lags is 'plain: how often by how much, in the steps of board/domain/engine.py';

create trigger rungs_held before delete on rungs for each row execute function refuse_while_held();
create trigger measures_held before delete on measures for each row execute function refuse_while_held();
create trigger reviews_held before delete on reviews for each row execute function refuse_while_held();
