-- Notes, telephone notes and calls that nobody answered.
create table notes (
    hub_id integer not null,
    note_id bigint generated always as identity,
    contact_id bigint not null,
    kind text not null,
    spoken_at timestamptz not null,
    spoken_to text,
    note text,
    written_at timestamptz not null,
    written_by bigint not null,
    taken_back_at timestamptz,
    constraint notes_pkey primary key (hub_id, contact_id, note_id),
    constraint notes_contact foreign key (hub_id, contact_id) references contacts,
    constraint notes_written_by foreign key (written_by) references people,
    constraint notes_kind check (kind in ('note', 'telephone', 'attempt')),
    constraint notes_whole check ((note is null) = (kind = 'attempt') and (kind <> 'telephone' or spoken_to is not null))
);
comment on table notes is 'Notes, telephone notes and calls that nobody answered. [retention: contact]';
comment on column notes.hub_id is 'plain: the hub';
comment on column notes.note_id is 'plain: number, which grows with time';
comment on column notes.contact_id is 'plain: the contact';
comment on column notes.kind is 'plain: note, telephone, or attempt (nobody answered)';
comment on column notes.spoken_at is 'plain: when it was said or done';
comment on column notes.spoken_to is 'subject: name and role of the person spoken to';
comment on column notes.note is 'subject: the text; none of an attempt';
comment on column notes.written_at is 'plain: when it was written';
comment on column notes.written_by is 'plain: the author';
comment on column notes.taken_back_at is 'plain: when the author took it back as a mistake';
create trigger notes_held before delete on notes for each row execute function refuse_while_held();
