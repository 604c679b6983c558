-- Links to mailboxes: who has one, and to whom it is given.
create table link_holders (
    hub_id integer not null,
    link_holder_id bigint generated always as identity,
    link_id uuid not null,
    person_id bigint not null,
    held_at timestamptz not null,
    given_as text,
    given_by bigint,
    ended_at timestamptz,
    ended_by bigint,
    end_reason text,
    draft_id uuid,
    constraint link_holders_pkey primary key (hub_id, link_holder_id),
    constraint link_holders_link foreign key (hub_id, link_id) references links,
    constraint link_holders_person foreign key (person_id) references people,
    constraint link_holders_given_by foreign key (given_by) references people,
    constraint link_holders_ended_by foreign key (ended_by) references people,
    constraint link_holders_draft foreign key (hub_id, draft_id) references drafts,
    constraint link_holders_given_whole check ((given_as is null) = (given_by is null)),
    constraint link_holders_ended_whole check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null)),
    constraint link_holders_why_known check (end_reason in ('given', 'not_mine', 'wrong_person', 'not_reached', 'another_browser', 'left'))
);
create unique index link_holders_one_open on link_holders (hub_id, link_id) where ended_at is null; -- one person of a mailbox, always
create index link_holders_of_link on link_holders (hub_id, link_id, link_holder_id); -- who had it before?
comment on table link_holders is 'Who had a link that went to a mailbox, and when. The open row is the person for whom it opens.';
comment on column link_holders.hub_id is 'plain: the hub';
comment on column link_holders.link_holder_id is 'plain: number';
comment on column link_holders.link_id is 'plain: the link';
comment on column link_holders.person_id is 'plain: the guest or colleague who has it';
comment on column link_holders.held_at is 'plain: since when';
comment on column link_holders.given_as is 'plain: handed_over; none: taken with a code while nobody had it';
comment on column link_holders.given_by is 'plain: who gave it';
comment on column link_holders.ended_at is 'plain: until when';
comment on column link_holders.ended_by is 'plain: who ended it';
comment on column link_holders.end_reason is 'plain: given, not_mine, left, or why the hub took it away: see board/domain/link/mailbox.py';
comment on column link_holders.draft_id is 'plain: the words that this person typed and did not send, once it was another''s; none: none';

create table link_offers (
    hub_id integer not null,
    link_offer_id bigint generated always as identity,
    link_id uuid not null,
    link_holder_id bigint not null,
    person_id bigint not null,
    note text not null,
    offered_at timestamptz not null,
    ended_at timestamptz,
    ended_by bigint,
    ended_as text,
    ended_reason text,
    constraint link_offers_pkey primary key (hub_id, link_offer_id),
    constraint link_offers_link foreign key (hub_id, link_id) references links,
    constraint link_offers_holder foreign key (hub_id, link_holder_id) references link_holders,
    constraint link_offers_person foreign key (person_id) references people,
    constraint link_offers_ended_by foreign key (ended_by) references people,
    constraint link_offers_note_known check (note = 'given'),
    constraint link_offers_ended_whole check ((ended_at is null) = (ended_as is null) and ended_reason is null)
);
create unique index link_offers_one_open on link_offers (hub_id, link_id) where ended_at is null; -- given to one deputy at a time
comment on table link_offers is 'The person who has a link of a mailbox gives it to a deputy, and keeps it until the deputy enters a code.';
comment on column link_offers.hub_id is 'plain: the hub';
comment on column link_offers.link_offer_id is 'plain: number';
comment on column link_offers.link_id is 'plain: the link';
comment on column link_offers.link_holder_id is 'plain: the time of the person who gives it';
comment on column link_offers.person_id is 'plain: the deputy: a guest or a seat of the same agency';
comment on column link_offers.note is 'plain: given';
comment on column link_offers.offered_at is 'plain: since when';
comment on column link_offers.ended_at is 'plain: until when';
comment on column link_offers.ended_by is 'plain: who ended it';
comment on column link_offers.ended_as is 'plain: accepted, withdrawn (given to another), or overtaken by something else that happened to the link';
comment on column link_offers.ended_reason is 'plain: always none: no deputy declines, they do not enter a code';

alter table guests alter column email drop not null;
alter table guests add column link_id uuid;
alter table guests add constraint guests_address check ((email is null) = (link_id is not null));
alter table guests add constraint guests_link foreign key (hub_id, link_id) references links;
comment on column guests.email is 'staff: work address, to which links go; none: came by a mailbox';
comment on column guests.added_by is 'plain: by whom; themselves, where they came by a mailbox';
comment on column guests.link_id is 'plain: the link to a mailbox by which they came, whose code they entered; none: a colleague added them';
alter table link_sessions drop constraint link_sessions_why_known;
alter table link_sessions add constraint link_sessions_why_known check (ended_why in ('answered', 'withdrawn', 'replaced', 'too_many_codes', 'left', 'over', 'restored', 'given', 'not_mine', 'taken_away'));
comment on column link_sessions.ended_why is 'plain: answered, withdrawn, replaced (opened in another browser), too_many_codes, left, over (time or purpose), restored, given (to a deputy), not_mine, taken_away';

create function link_of_colleague() returns trigger language plpgsql as $$
begin
    if not exists (
        select from links l where l.hub_id = new.hub_id and l.link_id = new.link_id and l.mailbox_id is not null and (
            exists (select from guests g where g.hub_id = l.hub_id and g.agency_id = l.agency_id and g.guest_id = new.person_id and g.ended_at is null)
            or exists (select from seats s where s.hub_id = l.hub_id and s.agency_id = l.agency_id and s.person_id = new.person_id and s.ended_at is null)
        )
    ) then
        raise exception 'a link to a mailbox is for guests and seats of its agency' using errcode = 'restrict_violation', constraint = 'link_of_colleague';
    end if;
    return new;
end $$;
comment on function link_of_colleague() is 'Nobody of another agency has a link to a mailbox, nor is given one.';
create function link_to_mailbox() returns trigger language plpgsql as $$
begin
    if new.mailbox_id is not null and not exists (
        select from agency_entries e where e.hub_id = new.hub_id and e.entry_id = new.mailbox_id and e.kind = 'mailbox' and e.agency_id = new.agency_id
            and e.address = new.sent_to and e.confirmed_at is not null and e.ended_at is null
    ) then
        raise exception 'a link goes to a mailbox of its agency that is confirmed' using errcode = 'restrict_violation', constraint = 'link_to_mailbox';
    end if;
    return new;
end $$;
comment on function link_to_mailbox() is 'A mailbox that nobody confirmed gets no link.';
create trigger link_holders_colleague before insert or update of link_id, person_id on link_holders for each row execute function link_of_colleague();
create trigger link_offers_colleague before insert or update of link_id, person_id on link_offers for each row execute function link_of_colleague();
create trigger links_mailbox before insert on links for each row execute function link_to_mailbox();
