-- A referrer who asks later not to be named is hidden from then on.
create table referrer_changes (
    hub_id integer not null,
    referrer_change_id bigint generated always as identity,
    contact_id bigint not null,
    changed_at timestamptz not null,
    changed_by bigint,
    hidden boolean not null,
    reason text,
    constraint referrer_changes_pkey primary key (hub_id, contact_id, referrer_change_id),
    constraint referrer_changes_contact foreign key (hub_id, contact_id) references contacts,
    constraint referrer_changes_changed_by foreign key (changed_by) references people,
    constraint referrer_changes_whole check (hidden = (reason is null))
);
comment on table referrer_changes is 'Changes of whether the referrer of a contact may be named, after it was logged. [retention: contact]';
comment on column referrer_changes.hub_id is 'plain: the hub';
comment on column referrer_changes.referrer_change_id is 'plain: number, which grows with time';
comment on column referrer_changes.contact_id is 'plain: the contact';
comment on column referrer_changes.changed_at is 'plain: when it changed';
comment on column referrer_changes.changed_by is 'plain: who recorded it; none where the sender said so in what was sent later';
comment on column referrer_changes.hidden is 'plain: not to be named from then on; else a manager lifted that';
comment on column referrer_changes.reason is 'subject: why a manager lifted it';
create trigger referrer_changes_held before delete on referrer_changes for each row execute function refuse_while_held();
-- What came as late information was not heeded before.
update contacts c set anonymous_referrer = true where not anonymous_referrer and exists (
    select from late_information l where l.hub_id = c.hub_id and l.contact_id = c.contact_id and l.body ->> 'anonymous_referrer' = 'true'
);
