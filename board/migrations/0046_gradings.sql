-- First and secondary gradings of a domestic abuse incident.
create table gradings (
    hub_id integer not null,
    grading_id bigint generated always as identity,
    contact_id bigint not null,
    stage text not null,
    grading text not null,
    tool text not null,
    version text,
    score integer,
    words text,
    algorithm boolean not null,
    graded_by text not null,
    graded_at timestamptz not null,
    reason text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint gradings_pkey primary key (hub_id, contact_id, grading_id),
    constraint gradings_contact foreign key (hub_id, contact_id) references contacts,
    constraint gradings_recorded_by foreign key (recorded_by) references people,
    constraint gradings_stage check (stage in ('first', 'secondary')),
    constraint gradings_grading check (grading in ('standard', 'medium', 'high')),
    constraint gradings_score check (score between 0 and 1000)
);
comment on table gradings is 'First and secondary gradings of a domestic abuse incident, recorded after the contact arrived. [retention: contact]';
comment on column gradings.hub_id is 'plain: the hub';
comment on column gradings.grading_id is 'plain: number, which grows with time';
comment on column gradings.contact_id is 'plain: the contact';
comment on column gradings.stage is 'plain: first (the officer who attended) or secondary';
comment on column gradings.grading is 'subject: standard, medium or high';
comment on column gradings.tool is 'plain: code of the hub''s list of tools';
comment on column gradings.version is 'subject: version of the tool';
comment on column gradings.score is 'subject: score of the tool';
comment on column gradings.words is 'subject: the sender''s word for the grading, as sent';
comment on column gradings.algorithm is 'plain: an algorithm gave it, not a person';
comment on column gradings.graded_by is 'subject: name and role of the person who graded, or name of the algorithm';
comment on column gradings.graded_at is 'plain: when it was graded';
comment on column gradings.reason is 'subject: why it is lower than the grading before it';
comment on column gradings.recorded_at is 'plain: when it was recorded';
comment on column gradings.recorded_by is 'plain: by whom';
create trigger gradings_held before delete on gradings for each row execute function refuse_while_held();
create trigger gradings_append_only
    before update of grading_id, contact_id, stage, grading, tool, score, algorithm, graded_at, recorded_at, recorded_by on gradings
    for each row execute function refuse_change(); -- its texts alone change, by redaction
