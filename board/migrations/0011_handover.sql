-- How far each person has read what changed in a hub.
create table handover_marks (
    hub_id integer not null,
    person_id bigint not null,
    seq bigint not null,
    marked_at timestamptz not null,
    constraint handover_marks_pkey primary key (hub_id, person_id),
    constraint handover_marks_hub foreign key (hub_id) references hubs,
    constraint handover_marks_person foreign key (person_id) references people
);
comment on table handover_marks is 'How far somebody has read what changed in a hub: set by their own word, never by a page being opened.';
comment on column handover_marks.hub_id is 'plain: the hub';
comment on column handover_marks.person_id is 'plain: who';
comment on column handover_marks.seq is 'plain: number of the newest event of the hub that stood on the page they read';
comment on column handover_marks.marked_at is 'plain: when they said that they had read it';
