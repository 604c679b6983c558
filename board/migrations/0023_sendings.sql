-- Each sending leaves one row, and the worker tells who is to hear of it: a sender finds out nothing by counting.
create table sendings (
    hub_id integer not null,
    sending_id bigint generated always as identity,
    contact_id bigint not null,
    kind text not null,
    sent_at timestamptz not null,
    sent_by bigint not null,
    told_at timestamptz,
    constraint sendings_pkey primary key (hub_id, sending_id),
    constraint sendings_contact foreign key (hub_id, contact_id) references contacts,
    constraint sendings_by foreign key (sent_by) references people,
    constraint sendings_kind check (kind in ('first', 'other', 'late', 'repeat', 'retry'))
);
create index sendings_untold on sendings (hub_id, sending_id) where told_at is null; -- who is still to be told?
create index sendings_of_contact on sendings (hub_id, contact_id); -- how often was this sent?
comment on table sendings is 'Each time somebody sent a contact, a row alike for every contact; the worker tells who is to hear of it. [retention: contact]';
comment on column sendings.hub_id is 'plain: the hub';
comment on column sendings.sending_id is 'plain: number';
comment on column sendings.contact_id is 'plain: the contact that it made or added to';
comment on column sendings.kind is 'plain: first, other (incident), late (information), repeat (of words that came before), retry (of the same sender)';
comment on column sendings.sent_at is 'plain: when';
comment on column sendings.sent_by is 'plain: the service person or member of staff who sent it';
comment on column sendings.told_at is 'plain: when the worker looked who is to be told; none until then';
create trigger sendings_held before delete on sendings for each row execute function refuse_while_held();
