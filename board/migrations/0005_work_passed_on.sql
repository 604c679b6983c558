-- Work passed on: hand over, allocate and reassign, one deciding manager, undo.

alter table claims
    add column given_as text,
    add column given_by bigint,
    add column undone boolean not null default false,
    add constraint claims_given_by foreign key (given_by) references people,
    add constraint claims_given_whole check ((given_as is null) = (given_by is null)),
    add constraint claims_undone_over check (not undone or released_at is not null);
comment on column claims.given_as is 'plain: handed_over, allocated or reassigned; none when the holder claimed it';
comment on column claims.given_by is 'plain: who gave it to the holder';
comment on column claims.undone is 'plain: taken back by an undo, so that neither its reason nor its end counts';

create table hand_overs (
    hub_id integer not null,
    hand_over_id bigint generated always as identity,
    contact_id bigint not null,
    claim_id bigint not null,
    person_id bigint not null,
    note text not null,
    offered_at timestamptz not null,
    ended_at timestamptz,
    ended_by bigint,
    ended_as text,
    ended_reason text,
    constraint hand_overs_pkey primary key (hub_id, hand_over_id),
    constraint hand_overs_contact foreign key (hub_id, contact_id) references contacts,
    constraint hand_overs_claim foreign key (hub_id, claim_id) references claims,
    constraint hand_overs_person foreign key (person_id) references people,
    constraint hand_overs_ended_by foreign key (ended_by) references people,
    constraint hand_overs_ended_whole check ((ended_at is null) = (ended_as is null))
);
create unique index hand_overs_one_open on hand_overs (hub_id, contact_id) where ended_at is null; -- offered to one person at a time
create index hand_overs_by_person on hand_overs (hub_id, person_id) where ended_at is null; -- what is offered to me?
create index hand_overs_by_claim on hand_overs (hub_id, claim_id, hand_over_id); -- what came of it the last time it was offered?
comment on table hand_overs is 'The holder offers a contact to one colleague; until it is accepted the holder keeps it. [retention: contact]';
comment on column hand_overs.hub_id is 'plain: the hub';
comment on column hand_overs.hand_over_id is 'plain: number';
comment on column hand_overs.contact_id is 'plain: the contact';
comment on column hand_overs.claim_id is 'plain: the claim that is offered, and so by whom';
comment on column hand_overs.person_id is 'plain: to whom';
comment on column hand_overs.note is 'subject: what is left to do, in the holder''s words';
comment on column hand_overs.offered_at is 'plain: since when';
comment on column hand_overs.ended_at is 'plain: until when';
comment on column hand_overs.ended_by is 'plain: who ended it';
comment on column hand_overs.ended_as is 'plain: accepted, declined, withdrawn, undone, or overtaken by something else that happened to the contact';
comment on column hand_overs.ended_reason is 'subject: why it was declined, in their words; the holder reads it';

create table owners (
    hub_id integer not null,
    owner_id bigint generated always as identity,
    contact_id bigint not null,
    person_id bigint not null,
    owned_at timestamptz not null,
    owned_by bigint not null,
    why text not null,
    reason text,
    ended_at timestamptz,
    constraint owners_pkey primary key (hub_id, owner_id),
    constraint owners_contact foreign key (hub_id, contact_id) references contacts,
    constraint owners_person foreign key (person_id) references people,
    constraint owners_owned_by foreign key (owned_by) references people
);
create unique index owners_one_open on owners (hub_id, contact_id) where ended_at is null; -- one manager, start to finish
create index owners_by_person on owners (hub_id, person_id) where ended_at is null; -- what do I decide?
create index owners_by_contact on owners (hub_id, contact_id, owner_id); -- who decided it before, and why did that change?
comment on table owners is 'Who decides a contact, start to finish, and each change with its reason; contacts.deciding_manager is the open row. [retention: contact]';
comment on column owners.hub_id is 'plain: the hub';
comment on column owners.owner_id is 'plain: number';
comment on column owners.contact_id is 'plain: the contact';
comment on column owners.person_id is 'plain: the deciding manager';
comment on column owners.owned_at is 'plain: since when';
comment on column owners.owned_by is 'plain: who wrote it down';
comment on column owners.why is 'plain: first, absence, shift_end, conflict_of_interest or other';
comment on column owners.reason is 'subject: why it changed, in their words; none for the first';
comment on column owners.ended_at is 'plain: until when';

comment on column clocks.kind is 'plain: screening, claim, hand_over, decision, statutory; see board/domain/clocks.py';

create trigger hand_overs_held before delete on hand_overs for each row execute function refuse_while_held();
create trigger owners_held before delete on owners for each row execute function refuse_while_held();
