-- An agency reads of a contact with a referrer who is not to be named only texts that a person redacted or passed.
create table checked_texts (
    hub_id integer not null,
    check_id bigint generated always as identity,
    contact_id bigint not null,
    place text not null,
    number bigint not null,
    digest bytea not null,
    checked_at timestamptz not null,
    checked_by bigint not null,
    constraint checked_texts_pkey primary key (hub_id, contact_id, check_id),
    constraint checked_texts_once unique (hub_id, contact_id, place, number, digest),
    constraint checked_texts_contact foreign key (hub_id, contact_id) references contacts,
    constraint checked_texts_checked_by foreign key (checked_by) references people
);
comment on table checked_texts is 'Texts of a contact that a person redacted or passed, so that an agency may read them. Another text in the same place is unchecked. [retention: contact]';
comment on column checked_texts.hub_id is 'plain: the hub';
comment on column checked_texts.check_id is 'plain: number, which grows with time';
comment on column checked_texts.contact_id is 'plain: the contact';
comment on column checked_texts.place is 'plain: table and column, as the event names them';
comment on column checked_texts.number is 'plain: number of the row';
comment on column checked_texts.digest is 'plain: digest of the text as it stood then, salted by the hub';
comment on column checked_texts.checked_at is 'plain: when';
comment on column checked_texts.checked_by is 'plain: by whom';
create trigger checked_texts_held before delete on checked_texts for each row execute function refuse_while_held();
create trigger checked_texts_append_only before update on checked_texts for each row execute function refuse_change();
