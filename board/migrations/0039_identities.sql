-- Children and adults of several contacts who are one person: joined by people, one at a time. Nothing is joined here.
create table identities (
    hub_id integer not null,
    identity_id bigint generated always as identity,
    part text not null,
    constraint identities_pkey primary key (hub_id, identity_id),
    constraint identities_hub foreign key (hub_id) references hubs,
    constraint identities_of_part unique (hub_id, identity_id, part),
    constraint identities_part check (part in ('child', 'adult'))
);
comment on table identities is 'One person across contacts: a number and nothing else. Everything known of the person stays on the records that identity_records lists.';
comment on column identities.hub_id is 'plain: the hub';
comment on column identities.identity_id is 'plain: number, inside only';
comment on column identities.part is 'plain: child or adult, which are never joined with each other';

create table identity_joins (
    hub_id integer not null,
    join_id bigint generated always as identity,
    contact_id bigint not null,
    other_id bigint not null,
    child_id bigint,
    other_child_id bigint,
    adult_id bigint,
    other_adult_id bigint,
    baby integer not null default 1,
    other_baby integer not null default 1,
    facts text[] not null,
    reason text not null,
    joined_at timestamptz not null,
    joined_by bigint not null,
    confirmed_at timestamptz,
    confirmed_by bigint,
    parted_at timestamptz,
    parted_by bigint,
    part_reason text,
    constraint identity_joins_pkey primary key (hub_id, join_id),
    constraint identity_joins_contact foreign key (hub_id, contact_id) references contacts,
    constraint identity_joins_other foreign key (hub_id, other_id) references contacts,
    constraint identity_joins_child foreign key (hub_id, child_id) references children,
    constraint identity_joins_other_child foreign key (hub_id, other_child_id) references children,
    constraint identity_joins_adult foreign key (hub_id, adult_id) references adults,
    constraint identity_joins_other_adult foreign key (hub_id, other_adult_id) references adults,
    constraint identity_joins_joined_by foreign key (joined_by) references people,
    constraint identity_joins_confirmed_by foreign key (confirmed_by) references people,
    constraint identity_joins_parted_by foreign key (parted_by) references people,
    constraint identity_joins_in_order check (contact_id < other_id),
    constraint identity_joins_one_part check ((child_id is null) = (other_child_id is null) and (adult_id is null) = (other_adult_id is null) and (child_id is null) <> (adult_id is null)),
    constraint identity_joins_confirmed_whole check ((confirmed_at is null) = (confirmed_by is null)),
    constraint identity_joins_parted_whole check ((parted_at is null) = (parted_by is null) and (parted_at is null) = (part_reason is null))
);
create unique index identity_joins_children_once on identity_joins (hub_id, child_id, other_child_id) where parted_at is null and child_id is not null; -- are these two children joined?
create unique index identity_joins_adults_once on identity_joins (hub_id, adult_id, other_adult_id) where parted_at is null and adult_id is not null; -- are these two adults joined?
create index identity_joins_by_contact on identity_joins (hub_id, contact_id); -- which joins are of this contact?
create index identity_joins_by_other on identity_joins (hub_id, other_id); -- and which of a later one?
comment on table identity_joins is 'Two records of one person, as somebody said with a reason, and until when. One that awaits a manager joins nothing yet. [retention: contact]';
comment on column identity_joins.hub_id is 'plain: the hub';
comment on column identity_joins.join_id is 'plain: number';
comment on column identity_joins.contact_id is 'plain: the contact that came first';
comment on column identity_joins.other_id is 'plain: the contact that came later';
comment on column identity_joins.child_id is 'plain: the child of the first';
comment on column identity_joins.other_child_id is 'plain: the child of the other';
comment on column identity_joins.adult_id is 'plain: the adult of the first';
comment on column identity_joins.other_adult_id is 'plain: the adult of the other';
comment on column identity_joins.baby is 'plain: 1; more where the first is an unborn child and this is another of the twins';
comment on column identity_joins.other_baby is 'plain: the same of the other';
comment on column identity_joins.facts is 'plain: codes of facts that match; see board/domain/identity/facts.py';
comment on column identity_joins.reason is 'subject: why they are one person, in their words';
comment on column identity_joins.joined_at is 'plain: when somebody said so';
comment on column identity_joins.joined_by is 'plain: who';
comment on column identity_joins.confirmed_at is 'plain: since when they are joined; none while a manager is asked';
comment on column identity_joins.confirmed_by is 'plain: the manager who was asked, or the person who joined them where two facts match';
comment on column identity_joins.parted_at is 'plain: when it was taken back, or declined';
comment on column identity_joins.parted_by is 'plain: by whom';
comment on column identity_joins.part_reason is 'subject: why they are not one person, in their words';
create trigger identity_joins_held before delete on identity_joins for each row execute function refuse_while_held();
create trigger identity_joins_other_held before delete on identity_joins for each row execute function refuse_while_other_held();

create table identity_records (
    hub_id integer not null,
    identity_record_id bigint generated always as identity,
    identity_id bigint not null,
    part text not null,
    contact_id bigint not null,
    child_id bigint,
    adult_id bigint,
    baby integer not null default 1,
    join_id bigint not null,
    joined_at timestamptz not null,
    parted_at timestamptz,
    constraint identity_records_pkey primary key (hub_id, identity_record_id),
    constraint identity_records_identity foreign key (hub_id, identity_id, part) references identities (hub_id, identity_id, part),
    constraint identity_records_contact foreign key (hub_id, contact_id) references contacts,
    constraint identity_records_child foreign key (hub_id, child_id) references children,
    constraint identity_records_adult foreign key (hub_id, adult_id) references adults,
    constraint identity_records_join foreign key (hub_id, join_id) references identity_joins,
    constraint identity_records_one_part check ((part = 'child') = (child_id is not null) and (part = 'adult') = (adult_id is not null))
);
create unique index identity_records_child_once on identity_records (hub_id, child_id, baby) where parted_at is null; -- which person is this child?
create unique index identity_records_adult_once on identity_records (hub_id, adult_id) where parted_at is null; -- which person is this adult?
create index identity_records_of on identity_records (hub_id, identity_id) where parted_at is null; -- which records are of this person?
create index identity_records_by_contact on identity_records (hub_id, contact_id) where parted_at is null; -- whom of this contact does the board know from others?
comment on table identity_records is 'The child or adult of a contact who is a person known across contacts, since when, by which join (who and why), until when. [retention: contact]';
comment on column identity_records.hub_id is 'plain: the hub';
comment on column identity_records.identity_record_id is 'plain: number, which grows with time';
comment on column identity_records.identity_id is 'plain: the person';
comment on column identity_records.part is 'plain: child or adult, as the person';
comment on column identity_records.contact_id is 'plain: the contact';
comment on column identity_records.child_id is 'plain: its child';
comment on column identity_records.adult_id is 'plain: its adult';
comment on column identity_records.baby is 'plain: 1; an unborn child who became twins is a record of each';
comment on column identity_records.join_id is 'plain: the join that brought it here, which says by whom and why';
comment on column identity_records.joined_at is 'plain: since when';
comment on column identity_records.parted_at is 'plain: until when';
create trigger identity_records_held before delete on identity_records for each row execute function refuse_while_held();
