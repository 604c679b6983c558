-- Guests, links, their codes and the browsers in which they were opened.
alter table people alter column email drop not null;
alter table people add column guest boolean not null default false;
alter table people add constraint people_guest_bare check (
    (email is null) = guest and not (guest and (service or num_nonnulls(password_hash, totp_secret, home_hub) > 0))
);
comment on column people.email is 'staff: work address, also the sign-in name; a guest has none, since a guest cannot sign in';
comment on column people.guest is 'plain: true for a person outside whom a hub asks by links: never a seat, a password or a lens; see guests';
alter table drafts drop constraint drafts_kind;
alter table drafts add constraint drafts_kind check (kind in ('list', 'link'));
comment on column drafts.kind is 'plain: list (a list that was uploaded) or link (what the person of a link typed)';
create table guests (
    hub_id integer not null,
    guest_id bigint not null,
    agency_id bigint not null,
    email text not null,
    entry_id bigint not null,
    added_at timestamptz not null,
    added_by bigint not null,
    confirmed_at timestamptz,
    confirmed_by bigint,
    confirmed_how text,
    ended_at timestamptz,
    ended_by bigint,
    constraint guests_pkey primary key (hub_id, guest_id),
    constraint guests_of_one_hub unique (guest_id),
    constraint guests_hub foreign key (hub_id) references hubs,
    constraint guests_person foreign key (guest_id) references people,
    constraint guests_agency foreign key (hub_id, agency_id) references agencies,
    constraint guests_entry foreign key (hub_id, entry_id) references agency_entries,
    constraint guests_added_by foreign key (added_by) references people,
    constraint guests_confirmed_by foreign key (confirmed_by) references people,
    constraint guests_ended_by foreign key (ended_by) references people,
    constraint guests_how_known check (confirmed_how in ('switchboard', 'official_directory', 'letter')),
    constraint guests_confirmed_whole check (num_nonnulls(confirmed_at, confirmed_by, confirmed_how) in (0, 3)),
    constraint guests_confirmed_by_another check (confirmed_by is distinct from added_by),
    constraint guests_ended_whole check ((ended_at is null) = (ended_by is null))
);
create unique index guests_once on guests (hub_id, agency_id, lower(email)) where ended_at is null; -- is this person a guest of this agency already?
comment on table guests is 'People outside whom a hub asks by a link: no seat, no password, no lens. The name stands in people, beside those of colleagues.';
comment on column guests.hub_id is 'plain: the one hub that knows them';
comment on column guests.guest_id is 'plain: number of the person, under which acts and readings are kept';
comment on column guests.agency_id is 'plain: the agency they work for';
comment on column guests.email is 'staff: work address, to which links go';
comment on column guests.entry_id is 'plain: the entry of the directory that is their work number';
comment on column guests.added_at is 'plain: when';
comment on column guests.added_by is 'plain: by whom';
comment on column guests.confirmed_at is 'plain: when name, agency and address were confirmed; none: not yet';
comment on column guests.confirmed_by is 'plain: by whom, never the person who added them';
comment on column guests.confirmed_how is 'plain: switchboard, official_directory or letter';
comment on column guests.ended_at is 'plain: when the hub removed them';
comment on column guests.ended_by is 'plain: by whom';

create table links (
    hub_id integer not null,
    link_id uuid not null,
    purpose text not null,
    agency_id bigint not null,
    guest_id bigint,
    person_id bigint,
    mailbox_id bigint,
    contact_id bigint,
    question text,
    sent_to text not null,
    token_hash bytea not null,
    asked_at timestamptz not null,
    asked_by bigint not null,
    valid_until timestamptz not null,
    opened_at timestamptz,
    answered_at timestamptz,
    withdrawn_at timestamptz,
    withdrawn_by bigint,
    void_at timestamptz,
    draft_id uuid,
    number bigint generated always as identity,
    constraint links_pkey primary key (hub_id, link_id),
    constraint links_agency foreign key (hub_id, agency_id) references agencies,
    constraint links_guest foreign key (hub_id, guest_id) references guests,
    constraint links_person foreign key (person_id) references people,
    constraint links_mailbox foreign key (hub_id, mailbox_id) references agency_entries,
    constraint links_contact foreign key (hub_id, contact_id) references contacts,
    constraint links_asked_by foreign key (asked_by) references people,
    constraint links_withdrawn_by foreign key (withdrawn_by) references people,
    constraint links_draft foreign key (hub_id, draft_id) references drafts,
    constraint links_token_once unique (token_hash),
    constraint links_purpose_known check (purpose in ('add_information', 'first_sign_in')),
    constraint links_for_one check (num_nonnulls(guest_id, person_id, mailbox_id) = 1),
    constraint links_question check ((purpose = 'add_information') = (question is not null) and (question is null or contact_id is not null)),
    constraint links_seven_days check (valid_until > asked_at and valid_until <= asked_at + interval '7 days'),
    constraint links_withdrawn_whole check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index links_of_contact on links (hub_id, contact_id, asked_at); -- whom outside were people asked about this contact?
create index links_of_guest on links (hub_id, guest_id); -- which links end when the hub removes a guest?
comment on table links is 'A link for one person (or mailbox) and one purpose. It opens nothing by itself: a code by another route does. [retention: contact]';
comment on column links.hub_id is 'plain: the hub';
comment on column links.link_id is 'plain: random number, in the address of its pages; the token cannot be worked out from it without the server key';
comment on column links.purpose is 'plain: see board/domain/link/purposes.py';
comment on column links.agency_id is 'plain: the agency of the person or mailbox; codes go to its numbers alone';
comment on column links.guest_id is 'plain: the guest it is for';
comment on column links.person_id is 'plain: the person with or before a seat it is for';
comment on column links.mailbox_id is 'plain: the mailbox of the directory it is for';
comment on column links.contact_id is 'plain: the contact it is about, if its purpose is about one';
comment on column links.question is 'subject: the question of the person who asks';
comment on column links.sent_to is 'staff: the address it went to; no code goes there';
comment on column links.token_hash is 'secret: hash of the token in the link';
comment on column links.asked_at is 'plain: when it was asked for';
comment on column links.asked_by is 'plain: by whom';
comment on column links.valid_until is 'plain: until when, unless its purpose is over before';
comment on column links.opened_at is 'plain: when somebody first pressed the button of its page; opening the page alone changes nothing';
comment on column links.answered_at is 'plain: when the person sent what they were asked for, which ends it';
comment on column links.withdrawn_at is 'plain: when it was withdrawn';
comment on column links.withdrawn_by is 'plain: by whom';
comment on column links.void_at is 'plain: when a restore of the database voided it';
comment on column links.number is 'plain: number by which its text is redacted';
comment on column links.draft_id is 'plain: the words that its person typed and has not sent; none: none yet';

create table link_codes (
    hub_id integer not null,
    code_id uuid not null,
    link_id uuid not null,
    route text not null,
    entry_id bigint not null,
    made_at timestamptz not null,
    made_by bigint not null,
    valid_until timestamptz not null,
    code_hash bytea not null,
    wrong integer not null default 0,
    used_at timestamptz,
    void_at timestamptz,
    link_agency_id bigint not null,
    link_sent_to text not null,
    asked_at timestamptz not null,
    asked_by bigint not null,
    entry_kind text not null,
    entry_agency_id bigint not null,
    address text not null,
    known_at timestamptz not null,
    confirmed_at timestamptz,
    confirmed_by bigint,
    constraint link_codes_pkey primary key (hub_id, code_id),
    constraint link_codes_link foreign key (hub_id, link_id) references links,
    constraint link_codes_entry foreign key (hub_id, entry_id) references agency_entries,
    constraint link_codes_made_by foreign key (made_by) references people,
    constraint link_codes_asked_by foreign key (asked_by) references people,
    constraint link_codes_confirmed_by foreign key (confirmed_by) references people,
    constraint link_codes_route_known check (route in ('text', 'call')),
    constraint link_codes_by_telephone check (entry_kind = 'telephone'),
    constraint link_codes_of_the_agency check (entry_agency_id = link_agency_id),
    constraint link_codes_another_route check (address <> link_sent_to),
    constraint link_codes_known_before check (known_at < asked_at),
    constraint link_codes_confirmed check (confirmed_at is not null and confirmed_at <= made_at),
    constraint link_codes_confirmed_by_another check (confirmed_by is not null and confirmed_by <> asked_by),
    constraint link_codes_called_by_another check (route <> 'call' or made_by <> asked_by),
    constraint link_codes_five_tries check (wrong between 0 and 5 and (wrong < 5 or void_at is not null))
);
create unique index link_codes_one_open on link_codes (hub_id, link_id) where used_at is null and void_at is null; -- which code opens this link?
create index link_codes_of_link on link_codes (hub_id, link_id, made_at); -- which codes were made for this link?
comment on table link_codes is 'Codes that open links, each by another route than the link. What stands beside the code is copied from link and directory, where it may change, and held to the rule by constraints.';
comment on column link_codes.hub_id is 'plain: the hub';
comment on column link_codes.code_id is 'plain: random number';
comment on column link_codes.link_id is 'plain: its link';
comment on column link_codes.route is 'plain: text (a text message) or call (read out in a call that the hub made)';
comment on column link_codes.entry_id is 'plain: the entry of the directory whose number it went to';
comment on column link_codes.made_at is 'plain: when';
comment on column link_codes.made_by is 'plain: by whom; who made it for a call saw it';
comment on column link_codes.valid_until is 'plain: until when it opens the link';
comment on column link_codes.code_hash is 'secret: keyed hash of the six digits';
comment on column link_codes.wrong is 'plain: how many wrong codes were tried against it; the fifth voids it';
comment on column link_codes.used_at is 'plain: when it opened the link; only that browser may use it again, after a pause';
comment on column link_codes.void_at is 'plain: when it was void: five wrong codes, a newer code, or the end of the link';
comment on column link_codes.link_agency_id is 'plain: agency of the link';
comment on column link_codes.link_sent_to is 'staff: address the link went to';
comment on column link_codes.asked_at is 'plain: when the link was asked for';
comment on column link_codes.asked_by is 'plain: by whom';
comment on column link_codes.entry_kind is 'plain: telephone or mailbox';
comment on column link_codes.entry_agency_id is 'plain: agency of the number';
comment on column link_codes.address is 'staff: the number';
comment on column link_codes.known_at is 'plain: since when the entry stood in the directory as it is';
comment on column link_codes.confirmed_at is 'plain: when the number was confirmed';
comment on column link_codes.confirmed_by is 'plain: by whom';

create table link_sessions (
    hub_id integer not null,
    session_id uuid not null,
    link_id uuid not null,
    code_id uuid not null,
    token_hash bytea not null,
    said_name text not null,
    said_role text not null,
    begun_at timestamptz not null,
    seen_at timestamptz not null,
    locked_at timestamptz,
    ended_at timestamptz,
    ended_why text,
    constraint link_sessions_pkey primary key (session_id),
    constraint link_sessions_link foreign key (hub_id, link_id) references links,
    constraint link_sessions_code foreign key (hub_id, code_id) references link_codes,
    constraint link_sessions_token_once unique (token_hash),
    constraint link_sessions_ended_whole check ((ended_at is null) = (ended_why is null)),
    constraint link_sessions_why_known check (ended_why in ('answered', 'withdrawn', 'replaced', 'too_many_codes', 'left', 'over', 'restored'))
);
create unique index link_sessions_one_open on link_sessions (hub_id, link_id) where ended_at is null; -- is anybody in through this link?
comment on table link_sessions is 'A browser in which a link was opened with its code. Nothing of it is a session of a colleague: other table, cookie, guard and sweep.';
comment on column link_sessions.hub_id is 'plain: the hub';
comment on column link_sessions.session_id is 'plain: its number, never the cookie';
comment on column link_sessions.link_id is 'plain: its link';
comment on column link_sessions.code_id is 'plain: the code that opened it, which opens it again after a pause';
comment on column link_sessions.token_hash is 'secret: hash of the cookie';
comment on column link_sessions.said_name is 'staff: name, as the person stated it';
comment on column link_sessions.said_role is 'staff: role, as the person stated it';
comment on column link_sessions.begun_at is 'plain: when the code was right';
comment on column link_sessions.seen_at is 'plain: when the person last did something';
comment on column link_sessions.locked_at is 'plain: when it locked for idleness';
comment on column link_sessions.ended_at is 'plain: when it ended';
comment on column link_sessions.ended_why is 'plain: answered, withdrawn, replaced (opened in another browser), too_many_codes, left, over (time or purpose), restored';

create function link_code_facts() returns trigger language plpgsql as $$
begin
    select l.agency_id, l.sent_to, l.asked_at, l.asked_by into new.link_agency_id, new.link_sent_to, new.asked_at, new.asked_by
        from links l where l.hub_id = new.hub_id and l.link_id = new.link_id for share;
    select e.kind, e.agency_id, e.address, greatest(e.added_at, e.changed_at), e.confirmed_at, e.confirmed_by
        into new.entry_kind, new.entry_agency_id, new.address, new.known_at, new.confirmed_at, new.confirmed_by
        from agency_entries e where e.hub_id = new.hub_id and e.entry_id = new.entry_id for share;
    return new;
end $$;
comment on function link_code_facts() is 'Who asked, where the link went and which number it is are copied from where they stand: nobody who writes a code can say otherwise.';
create trigger link_codes_facts before insert or update of hub_id, link_id, entry_id, link_agency_id, link_sent_to, asked_at, asked_by, entry_kind,
    entry_agency_id, address, known_at, confirmed_at, confirmed_by on link_codes for each row execute function link_code_facts();
create function refuse_other_link() returns trigger language plpgsql as $$
begin
    raise exception 'a link stays for whom and what it was asked' using errcode = 'restrict_violation', constraint = 'links_stay';
end $$;
comment on function refuse_other_link() is 'Another person, purpose, address or asker is another link.';
create trigger links_stay before update of link_id, purpose, agency_id, guest_id, person_id, mailbox_id, contact_id, sent_to, token_hash, asked_at,
    asked_by, valid_until on links for each row execute function refuse_other_link();
create trigger links_held before delete on links for each row execute function refuse_while_held();

create function staff_alone() returns trigger language plpgsql as $$
begin
    if exists (select from people where guest and person_id = cast(to_jsonb(new) ->> tg_argv[0] as bigint)) then
        raise exception '% is for staff', tg_table_name using errcode = 'restrict_violation', constraint = 'staff_alone';
    end if;
    return new;
end $$;
comment on function staff_alone() is 'A guest has no seat, so that no list of colleagues can offer one; no session, token or code of staff; and is named on no contact.';
create function guests_alone() returns trigger language plpgsql as $$
begin
    if not exists (select from people where guest and person_id = new.guest_id) then
        raise exception 'only a guest is a guest' using errcode = 'restrict_violation', constraint = 'guests_alone';
    end if;
    return new;
end $$;
comment on function guests_alone() is 'A colleague is no guest.';
create function guest_stays() returns trigger language plpgsql as $$
begin
    if new.guest <> old.guest then
        raise exception 'a guest never becomes staff' using errcode = 'restrict_violation', constraint = 'guest_stays';
    end if;
    return new;
end $$;
comment on function guest_stays() is 'A guest who gets a seat is added as a colleague: what a link opened never opens a desk.';
create trigger people_guest_stays before update of guest on people for each row execute function guest_stays();
create trigger guests_alone before insert or update of guest_id on guests for each row execute function guests_alone();
create trigger seats_staff before insert or update of person_id on seats for each row execute function staff_alone('person_id');
create trigger sessions_staff before insert or update of person_id on sessions for each row execute function staff_alone('person_id');
create trigger tokens_staff before insert or update of person_id on tokens for each row execute function staff_alone('person_id');
create trigger recovery_codes_staff before insert or update of person_id on recovery_codes for each row execute function staff_alone('person_id');
create trigger directory_entries_staff before insert or update of person_id on directory_entries for each row execute function staff_alone('person_id');
create trigger agency_entries_staff before insert or update of person_id on agency_entries for each row execute function staff_alone('person_id');
create trigger named_people_staff before insert or update of person_id on named_people for each row execute function staff_alone('person_id');
alter table deliveries alter column person_id drop not null;
alter table deliveries add column link_id uuid, add column code_id uuid;
alter table deliveries add constraint deliveries_to_one check (num_nonnulls(person_id, link_id, code_id) = 1);
alter table deliveries add constraint deliveries_link_way check ((link_id is null or channel = 'email') and (code_id is null or channel = 'sms'));
alter table deliveries add constraint deliveries_link foreign key (hub_id, link_id) references links;
alter table deliveries add constraint deliveries_code foreign key (hub_id, code_id) references link_codes;
comment on column deliveries.person_id is 'plain: to whom: always somebody with a seat; none where it takes a link or a code to whom these are for';
comment on column deliveries.link_id is 'plain: the link it takes to the address of the link';
comment on column deliveries.code_id is 'plain: the code it takes to the number of the code';
