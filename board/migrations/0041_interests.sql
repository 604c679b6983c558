-- Kin, neighbours and colleagues of a family are kept from its contacts.
create table interests (
    hub_id integer not null,
    interest_id bigint generated always as identity,
    person_id bigint not null,
    kind text not null,
    contact_id bigint,
    names text,
    address text,
    reference text,
    reference_key text,
    look_up_keys bigint[] not null,
    declared_at timestamptz not null,
    declared_by bigint not null,
    reason text,
    confirmed_at timestamptz,
    confirmed_by bigint,
    ended_at timestamptz,
    ended_by bigint,
    end_reason text,
    constraint interests_pkey primary key (hub_id, interest_id),
    constraint interests_contact foreign key (hub_id, contact_id) references contacts,
    constraint interests_person foreign key (person_id) references people,
    constraint interests_declared_by foreign key (declared_by) references people,
    constraint interests_confirmed_by foreign key (confirmed_by) references people,
    constraint interests_ended_by foreign key (ended_by) references people,
    constraint interests_kind check (kind in ('kin', 'neighbour', 'colleague')),
    constraint interests_whole check (contact_id is not null or names is not null or address is not null or reference is not null),
    constraint interests_marked_whole check ((contact_id is null) = (reason is null)),
    constraint interests_confirmed_whole check ((confirmed_at is null) = (confirmed_by is null)),
    constraint interests_ended_whole check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null)),
    constraint interests_decided_by_another check (confirmed_by <> person_id and ended_by <> person_id)
);
create index interests_standing on interests (hub_id, person_id) where ended_at is null;
create unique index interests_marked_once on interests (hub_id, contact_id, person_id) where ended_at is null and contact_id is not null;
comment on table interests is 'That a person is kin, a neighbour or a colleague of a family, as they said themselves, or as somebody marked on a contact. [retention: contact]';
comment on column interests.hub_id is 'plain: the hub';
comment on column interests.interest_id is 'plain: number, which grows with time';
comment on column interests.person_id is 'subject: whose interest; that they have one tells of the family';
comment on column interests.kind is 'plain: kin, neighbour or colleague';
comment on column interests.contact_id is 'plain: the contact on which it was marked; none where the person declared it';
comment on column interests.names is 'subject: names of the family as the person typed them, one on each line';
comment on column interests.address is 'subject: the address as the person typed it';
comment on column interests.reference is 'subject: a reference of the family as the person typed it';
comment on column interests.reference_key is 'subject: the common form of that reference';
comment on column interests.look_up_keys is 'subject: hashes of the names and the home as typed, by which contacts of the family are found';
comment on column interests.declared_at is 'plain: since when';
comment on column interests.declared_by is 'plain: the person themselves, or who marked it';
comment on column interests.reason is 'subject: why it was marked; none where the person declared it';
comment on column interests.confirmed_at is 'plain: when a manager confirmed it; none: nobody has decided';
comment on column interests.confirmed_by is 'plain: by whom';
comment on column interests.ended_at is 'plain: until when it stood';
comment on column interests.ended_by is 'plain: which manager ended it';
comment on column interests.end_reason is 'subject: why a manager ended it';
create trigger interests_held before delete on interests for each row execute function refuse_while_held();
create table interest_contacts (
    hub_id integer not null,
    interest_id bigint not null,
    contact_id bigint not null,
    person_id bigint not null,
    kept_at timestamptz not null,
    ended_at timestamptz,
    constraint interest_contacts_pkey primary key (hub_id, interest_id, contact_id),
    constraint interest_contacts_interest foreign key (hub_id, interest_id) references interests,
    constraint interest_contacts_contact foreign key (hub_id, contact_id) references contacts,
    constraint interest_contacts_person foreign key (person_id) references people
);
create index interest_contacts_apart on interest_contacts (hub_id, contact_id, person_id) where ended_at is null;
create index interest_contacts_of_person on interest_contacts (hub_id, person_id) where ended_at is null;
comment on table interest_contacts is 'Contacts that a person may not know of, because of an interest in the family. [retention: contact]';
comment on column interest_contacts.hub_id is 'plain: the hub';
comment on column interest_contacts.interest_id is 'plain: the interest';
comment on column interest_contacts.contact_id is 'plain: the contact';
comment on column interest_contacts.person_id is 'subject: from whom it is kept; that they have an interest tells of the family';
comment on column interest_contacts.kept_at is 'plain: since when';
comment on column interest_contacts.ended_at is 'plain: until when; a manager ended the interest';
create trigger interest_contacts_held before delete on interest_contacts for each row execute function refuse_while_held();
