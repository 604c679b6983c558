-- The stored truth of the board, as a document.
--
-- Order: 1 deployment and hubs · 2 people, seats and sign-in · 3 screens · 4 contacts and the family · 5 claims, ratings, clocks
--        6 events and readings · 7 deliveries · 8 the rules that keep themselves (triggers)
--
-- House rules of this file
--   * A hub is a wall: everything of a hub has hub_id first in its key, and every foreign key carries it along.
--   * Every column is labelled by COMMENT, first word: subject (about a child, adult or referrer), staff (about a professional),
--     secret (a credential or its hash), plain (everything else). A test holds the labels total.
--   * Every table that holds subject data says [retention: CLASS] in its comment and reaches a contact by (hub_id, contact_id), so that
--     one legal hold on the contact keeps all of it (section 8).
--   * Constraints are named; a name is API: board/store/constraints.py turns it into the sentence a person reads.
--   * State is a row with who and when. The open row (ended_at, released_at, replaced_at is null) is the present.

-- 1 Deployment and hubs ------------------------------------------------------------------------------------------------------------

create table deployment (
    only_row boolean not null default true,
    schema_version integer not null,
    invented boolean not null default false,
    created_at timestamptz not null default now(),
    constraint deployment_pkey primary key (only_row),
    constraint deployment_one_row check (only_row)
);
comment on table deployment is 'One row: which schema this database has, and whether everybody in it is invented.';
comment on column deployment.only_row is 'plain: always true, so that there is one row';
comment on column deployment.schema_version is 'plain: number of the newest migration applied';
comment on column deployment.invented is 'plain: true in a database of invented people; only such a database may have its clock moved';
comment on column deployment.created_at is 'plain: when the schema was laid';

create table hubs (
    hub_id integer not null,
    key text not null,
    name text not null,
    salt bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')),
    constraint hubs_pkey primary key (hub_id),
    constraint hubs_key_once unique (key),
    constraint hubs_key_shape check (key ~ '^[a-z][a-z0-9-]{1,39}$')
);
comment on table hubs is 'A MASH. Row 0, key house, is no hub: it is the chain of what belongs to the whole deployment (people, sessions, sign-ins).';
comment on column hubs.hub_id is 'plain: number of the hub; 0 is the house';
comment on column hubs.key is 'plain: the word in addresses and commands';
comment on column hubs.name is 'plain: what people call it';
comment on column hubs.salt is 'secret: salts the digests of text that events carry';

create table agencies (
    hub_id integer not null,
    agency_id bigint generated always as identity,
    key text not null,
    name text not null,
    mail_domains text[] not null default '{}',
    constraint agencies_pkey primary key (hub_id, agency_id),
    constraint agencies_hub foreign key (hub_id) references hubs,
    constraint agencies_key_once unique (hub_id, key)
);
comment on table agencies is 'An agency in a hub: children''s social care, police, health, education, the domestic abuse service and others.';
comment on column agencies.hub_id is 'plain: its hub';
comment on column agencies.agency_id is 'plain: its number';
comment on column agencies.key is 'plain: snake_case word, e.g. childrens_social_care';
comment on column agencies.name is 'plain: what people call it';
comment on column agencies.mail_domains is 'plain: domains mail may be sent to';

-- 2 People, seats and sign-in ------------------------------------------------------------------------------------------------------

create table people (
    person_id bigint generated always as identity,
    name text not null,
    email text,
    service boolean not null default false,
    guest boolean not null default false,
    password_hash text,
    totp_secret text,
    totp_last_step bigint,
    created_at timestamptz not null,
    ended_at timestamptz,
    introduced_at timestamptz,

    shortcuts boolean not null default true,
    home_hub integer,
    home_changed_at timestamptz,
    constraint people_pkey primary key (person_id),
    constraint people_home_hub foreign key (home_hub) references hubs,
    constraint people_guest_bare check (
        (email is null) = guest and not (guest and (service or num_nonnulls(password_hash, totp_secret, home_hub) > 0))
    )
);
create unique index people_email_once on people (lower(email)) where ended_at is null; -- who signs in with this address?
comment on table people is 'Individuals only, never a shared agency login; a token is a service person of its own. Belongs to the house, sits in hubs by seats.';
comment on column people.person_id is 'plain: number of the person';
comment on column people.name is 'staff: name as colleagues know it';
comment on column people.email is 'staff: work address, also the sign-in name; a guest has none, since a guest cannot sign in';
comment on column people.service is 'plain: true for a token, which has no password and no page';
comment on column people.guest is 'plain: true for a person outside whom a hub asks by links: never a seat, a password or a lens; see guests';
comment on column people.password_hash is 'secret: argon2id';
comment on column people.totp_secret is 'secret: authenticator app seed, encrypted with the server key';
comment on column people.totp_last_step is 'secret: newest accepted 30-second step; a code works once';
comment on column people.created_at is 'plain: when added';
comment on column people.ended_at is 'plain: when the person left';
comment on column people.introduced_at is 'plain: when the person put the introduction to the desk away';

comment on column people.shortcuts is 'plain: whether single keys act on their pages; each may switch that off';
comment on column people.home_hub is 'plain: the hub that may change how the person is reached; of their first seat, until it is handed on; none: no seat yet';
comment on column people.home_changed_at is 'plain: when another hub became the home hub; none: it never changed';

create table recovery_codes (
    person_id bigint not null,
    code_hash bytea not null,
    used_at timestamptz,
    constraint recovery_codes_pkey primary key (person_id, code_hash),
    constraint recovery_codes_person foreign key (person_id) references people
);
comment on table recovery_codes is 'Codes that each stand in once for the authenticator app.';
comment on column recovery_codes.person_id is 'plain: whose';
comment on column recovery_codes.code_hash is 'secret: keyed hash of the code';
comment on column recovery_codes.used_at is 'plain: when it was spent';

create table seats (
    hub_id integer not null,
    seat_id bigint generated always as identity,
    person_id bigint not null,
    agency_id bigint not null,
    role text not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    given_by bigint,
    confirmed_by bigint,
    ended_by bigint,
    constraint seats_pkey primary key (hub_id, seat_id),
    constraint seats_hub foreign key (hub_id) references hubs,
    constraint seats_person foreign key (person_id) references people,
    constraint seats_agency foreign key (hub_id, agency_id) references agencies,
    constraint seats_given_by foreign key (given_by) references people,
    constraint seats_confirmed_by foreign key (confirmed_by) references people,
    constraint seats_ended_by foreign key (ended_by) references people,
    constraint seats_given_by_another check (
        given_by is distinct from person_id and confirmed_by is distinct from person_id
        and (confirmed_by is null or confirmed_by is distinct from given_by)
    ),
    constraint seats_ended_by_another check (ended_by is null or ended_at is not null and ended_by is distinct from person_id)
);
create unique index seats_one_open on seats (hub_id, person_id, agency_id, role) where ended_at is null; -- no seat twice
create index seats_by_person on seats (person_id) where ended_at is null; -- where may this person sit?
comment on table seats is 'Person x hub x agency x role: the only source of what somebody may do.';
comment on column seats.hub_id is 'plain: the hub';
comment on column seats.seat_id is 'plain: its number';
comment on column seats.person_id is 'plain: who sits there';
comment on column seats.agency_id is 'plain: for which agency';
comment on column seats.role is 'plain: role key of board/domain/permissions.py';
comment on column seats.created_at is 'plain: since when';
comment on column seats.ended_at is 'plain: until when';
comment on column seats.given_by is 'plain: who gave it; none: the board command, or not known';
comment on column seats.confirmed_by is 'plain: the second manager who confirmed it; none: it needed none, or not known';
comment on column seats.ended_by is 'plain: who ended it; none: not ended, or not known';

create table seat_grants (
    hub_id integer not null,
    grant_id bigint generated always as identity,
    agency_id bigint not null,
    role text not null,
    name text not null,
    address text not null,
    given_at timestamptz not null,
    given_by bigint,
    needs_second boolean not null,
    confirmed_at timestamptz,
    confirmed_by bigint,
    withdrawn_at timestamptz,
    withdrawn_by bigint,
    refused_at timestamptz,
    accepted_at timestamptz,
    person_id bigint,
    seat_id bigint,
    constraint seat_grants_pkey primary key (hub_id, grant_id),
    constraint seat_grants_agency foreign key (hub_id, agency_id) references agencies,
    constraint seat_grants_seat foreign key (hub_id, seat_id) references seats,
    constraint seat_grants_given_by foreign key (given_by) references people,
    constraint seat_grants_confirmed_by foreign key (confirmed_by) references people,
    constraint seat_grants_withdrawn_by foreign key (withdrawn_by) references people,
    constraint seat_grants_person foreign key (person_id) references people,
    constraint seat_grants_confirmed_whole check ((confirmed_at is null) = (confirmed_by is null)),
    constraint seat_grants_confirmed_by_another check (confirmed_by is null or confirmed_by is distinct from given_by),
    constraint seat_grants_accepted_whole check (num_nonnulls(accepted_at, person_id, seat_id) in (0, 3)),
    constraint seat_grants_accepted_complete check (accepted_at is null or not needs_second or confirmed_at is not null),
    constraint seat_grants_not_own check (person_id is null or person_id is distinct from given_by and person_id is distinct from confirmed_by),
    constraint seat_grants_one_end check (accepted_at is null or withdrawn_at is null and refused_at is null)
);
create unique index seat_grants_once on seat_grants (hub_id, address, agency_id, role) where accepted_at is null and withdrawn_at is null; -- is this person asked already?
create index seat_grants_by_address on seat_grants (address) where accepted_at is null and withdrawn_at is null and refused_at is null; -- which seats may this person take?
comment on table seat_grants is 'Seats that somebody gave and the person has not taken yet. Never a seat: the row of seats is written when the person takes it.';
comment on column seat_grants.hub_id is 'plain: the hub';
comment on column seat_grants.grant_id is 'plain: its number';
comment on column seat_grants.agency_id is 'plain: for which agency';
comment on column seat_grants.role is 'plain: role key of board/domain/permissions.py';
comment on column seat_grants.name is 'staff: the name as the person who gives it typed it';
comment on column seat_grants.address is 'staff: work address, in small letters; nothing here says whether anyone signs in with it';
comment on column seat_grants.given_at is 'plain: when it was given';
comment on column seat_grants.given_by is 'plain: who gave it; none: the board command';
comment on column seat_grants.needs_second is 'plain: whether a second manager must confirm it';
comment on column seat_grants.confirmed_at is 'plain: when the second manager confirmed it';
comment on column seat_grants.confirmed_by is 'plain: the second manager';
comment on column seat_grants.withdrawn_at is 'plain: when the hub took it back';
comment on column seat_grants.withdrawn_by is 'plain: who took it back; none: nobody did, or a later one replaced it';
comment on column seat_grants.refused_at is 'plain: when the person said no, which the hub is not told';
comment on column seat_grants.accepted_at is 'plain: when the person took the seat';
comment on column seat_grants.person_id is 'plain: the person who took it';
comment on column seat_grants.seat_id is 'plain: the seat that was written then';

create table duties (
    hub_id integer not null,
    duty_id bigint generated always as identity,
    seat_id bigint not null,
    post text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    began_at timestamptz,
    warned_at timestamptz,
    ended_at timestamptz,
    ended_by bigint,
    constraint duties_pkey primary key (hub_id, duty_id),
    constraint duties_seat foreign key (hub_id, seat_id) references seats,
    constraint duties_recorded_by foreign key (recorded_by) references people,
    constraint duties_ended_by foreign key (ended_by) references people,
    constraint duties_post_known check (post in ('seat', 'duty_manager', 'duty_chair')),
    constraint duties_end_after_start check (ends_at > starts_at),
    constraint duties_ended_by_somebody_at_a_time check (ended_by is null or ended_at is not null)
);
create index duties_by_start on duties (hub_id, starts_at); -- who is on the rota of a day?
create index duties_open_by_seat on duties (hub_id, seat_id) where ended_at is null; -- is this person on duty, and until when?
create index duties_newest_by_seat on duties (hub_id, seat_id, ended_at) where ended_at is not null; -- since when is this person off duty?
create index duties_to_end on duties (ends_at) where ended_at is null; -- whose shift is over now?
comment on table duties is 'Who is on duty when, through which seat. What time does to a row (began_at, warned_at, ended_at) is written with its event.';
comment on column duties.hub_id is 'plain: the hub';
comment on column duties.duty_id is 'plain: number';
comment on column duties.seat_id is 'plain: the seat: person, agency and role';
comment on column duties.post is 'plain: seat (works in the role of the seat), duty_manager or duty_chair; see board/domain/rota.py';
comment on column duties.starts_at is 'plain: from when';
comment on column duties.ends_at is 'plain: until when, as planned';
comment on column duties.recorded_at is 'plain: when it was written down';
comment on column duties.recorded_by is 'plain: by whom';
comment on column duties.began_at is 'plain: when the board found it begun; none before';
comment on column duties.warned_at is 'plain: when the person was told that it ends soon';
comment on column duties.ended_at is 'plain: when it was over: in its time, or earlier by somebody''s word';
comment on column duties.ended_by is 'plain: who ended it early or took it off; none when time did';

create table agency_hours (
    hub_id integer not null,
    hours_id bigint generated always as identity,
    agency_id bigint not null,
    effective_from timestamptz not null,
    week jsonb not null,
    closure_days date[] not null default '{}',
    closed_on_bank_holidays boolean not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    reminders_counted_at timestamptz,
    constraint agency_hours_pkey primary key (hub_id, hours_id),
    constraint agency_hours_agency foreign key (hub_id, agency_id) references agencies,
    constraint agency_hours_recorded_by foreign key (recorded_by) references people
);
create index agency_hours_by_agency on agency_hours (hub_id, agency_id, effective_from); -- which hours of this agency count now?
create index agency_hours_to_count on agency_hours (effective_from) where reminders_counted_at is null; -- which hours begin to count?
comment on table agency_hours is 'When an agency works. The newest row in force counts; an agency without one keeps the hub''s hours.';
comment on column agency_hours.hub_id is 'plain: the hub';
comment on column agency_hours.hours_id is 'plain: number; of two from the same moment the higher counts';
comment on column agency_hours.agency_id is 'plain: the agency';
comment on column agency_hours.effective_from is 'plain: from when they count';
comment on column agency_hours.week is 'plain: shape declared by board.domain.hours.AgencyWeek';
comment on column agency_hours.closure_days is 'plain: days it is closed, such as school holidays';
comment on column agency_hours.closed_on_bank_holidays is 'plain: whether it closes on bank holidays of England and Wales';
comment on column agency_hours.recorded_at is 'plain: when they were written down';
comment on column agency_hours.recorded_by is 'plain: by whom';
comment on column agency_hours.reminders_counted_at is 'plain: when the reminders that waited were counted by them; none until they were';

create table cover (
    hub_id integer not null,
    missing text[] not null default '{}',
    changed_at timestamptz not null,
    closed boolean not null default false,
    constraint cover_pkey primary key (hub_id),
    constraint cover_hub foreign key (hub_id) references hubs
);
comment on table cover is 'Which roles that a hub''s policy wants on duty have nobody now, while they should: as the worker found it, with its event.';
comment on column cover.hub_id is 'plain: the hub';
comment on column cover.missing is 'plain: role keys, in the policy''s order';
comment on column cover.closed is 'plain: whether the hub is closed, so that the emergency duty team is on duty';
comment on column cover.changed_at is 'plain: since when';

create table sessions (
    session_id uuid not null,
    person_id bigint not null,
    token_hash bytea not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    second_factor_at timestamptz,
    locked_at timestamptz,
    ended_at timestamptz,
    ended_why text,
    constraint sessions_pkey primary key (session_id),
    constraint sessions_person foreign key (person_id) references people,
    constraint sessions_token_once unique (token_hash)
);
create index sessions_open_by_person on sessions (person_id) where ended_at is null; -- which sessions end when the person leaves?
comment on table sessions is 'A signed-in browser, kept on the server so that it can be ended; its sockets end with it.';
comment on column sessions.session_id is 'plain: its number, never the cookie';
comment on column sessions.person_id is 'plain: who';
comment on column sessions.token_hash is 'secret: hash of the cookie';
comment on column sessions.created_at is 'plain: when the password was right';
comment on column sessions.seen_at is 'plain: when the person last did something';
comment on column sessions.second_factor_at is 'plain: when the second factor was right; without it the session opens nothing';
comment on column sessions.locked_at is 'plain: when it locked for idleness';
comment on column sessions.ended_at is 'plain: when it ended';
comment on column sessions.ended_why is 'plain: signed_out, expired, ended_by_manager, person_left, too_many_codes';

create table tokens (
    hub_id integer not null,
    token_id bigint generated always as identity,
    person_id bigint not null,
    token_hash bytea not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    constraint tokens_pkey primary key (hub_id, token_id),
    constraint tokens_hub foreign key (hub_id) references hubs,
    constraint tokens_person foreign key (person_id) references people,
    constraint tokens_hash_once unique (token_hash)
);
comment on table tokens is 'A bearer token of the JSON API: one service person in one hub.';
comment on column tokens.hub_id is 'plain: the only hub it opens';
comment on column tokens.token_id is 'plain: its number';
comment on column tokens.person_id is 'plain: the service person whose seat it uses';
comment on column tokens.token_hash is 'secret: hash of the token';
comment on column tokens.created_at is 'plain: when issued';
comment on column tokens.ended_at is 'plain: when withdrawn';

create table sign_in_attempts (
    attempt_id bigint generated always as identity,
    at timestamptz not null,
    who_digest bytea not null,
    from_digest bytea not null,
    constraint sign_in_attempts_pkey primary key (attempt_id)
);
create index sign_in_attempts_by_who on sign_in_attempts (who_digest, at); -- how often was this name tried lately?
create index sign_in_attempts_by_from on sign_in_attempts (from_digest, at); -- how often did this address try lately?
comment on table sign_in_attempts is 'Failed sign-ins of the last day, for the limits. Rows of the past are swept.';
comment on column sign_in_attempts.attempt_id is 'plain: number';
comment on column sign_in_attempts.at is 'plain: when';
comment on column sign_in_attempts.who_digest is 'staff: keyed digest of what was typed as the name';
comment on column sign_in_attempts.from_digest is 'staff: keyed digest of the network address';

-- 3 Screens ------------------------------------------------------------------------------------------------------------------------

create table pairings (
    pairing_id uuid not null,
    code_hash bytea not null,
    secret_hash bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    hub_id integer,
    screen_id bigint,
    constraint pairings_pkey primary key (pairing_id)
);
create index pairings_by_code on pairings (code_hash) where screen_id is null; -- which unpaired screen shows this code?
comment on table pairings is 'A screen that shows a short code and waits for a manager to type it at a desk.';
comment on column pairings.pairing_id is 'plain: number';
comment on column pairings.code_hash is 'secret: keyed hash of the code shown on the screen';
comment on column pairings.secret_hash is 'secret: hash of what the waiting screen holds; it is handed its key against this';
comment on column pairings.created_at is 'plain: when the code was shown';
comment on column pairings.expires_at is 'plain: when the code stops working';
comment on column pairings.hub_id is 'plain: the hub it was paired with';
comment on column pairings.screen_id is 'plain: the screen it became';

create table screens (
    hub_id integer not null,
    screen_id bigint generated always as identity,
    name text not null,
    key_hash bytea not null,
    paired_at timestamptz not null,
    paired_by bigint not null,
    drawn_seq bigint,
    drawn_at timestamptz,
    dark_since timestamptz,
    revoked_at timestamptz,
    distance_cm integer,
    panel_cm integer,
    networks text[] not null default '{}',
    elsewhere_at timestamptz,
    seen_to_by bigint,
    constraint screens_pkey primary key (hub_id, screen_id),
    constraint screens_hub foreign key (hub_id) references hubs,
    constraint screens_paired_by foreign key (paired_by) references people,
    constraint screens_seen_to_by foreign key (seen_to_by) references people,
    constraint screens_key_once unique (key_hash)
);
create unique index screens_name_once on screens (hub_id, lower(name)) where revoked_at is null; -- two walls are told apart
alter table pairings add constraint pairings_screen foreign key (hub_id, screen_id) references screens;
comment on table screens is 'An enrolled wall: a read-only, revocable key that never signs itself out.';
comment on column screens.hub_id is 'plain: the hub it shows';
comment on column screens.screen_id is 'plain: number';
comment on column screens.name is 'plain: where it hangs';
comment on column screens.key_hash is 'secret: hash of its key';
comment on column screens.paired_at is 'plain: when enrolled';
comment on column screens.paired_by is 'plain: by whom';
comment on column screens.drawn_seq is 'plain: newest event it says it has drawn';
comment on column screens.drawn_at is 'plain: when it said so; not an event';
comment on column screens.dark_since is 'plain: when it was found silent';
comment on column screens.revoked_at is 'plain: when its key was withdrawn';
comment on column screens.distance_cm is 'plain: from how far it is read; none as the policy says';
comment on column screens.panel_cm is 'plain: how wide its picture is; none as the policy says';
comment on column screens.networks is 'plain: networks it may be used from, as CIDR; none of them means from anywhere';
comment on column screens.elsewhere_at is 'plain: when its key was last tried from another network, until somebody has seen to that';
comment on column screens.seen_to_by is 'plain: who sees to it while it is dark; none once it is back';

create table visits (
    hub_id integer not null,
    visit_id bigint generated always as identity,
    began_at timestamptz not null,
    began_by bigint,
    began_on bigint,
    ends_at timestamptz not null,
    asked_at timestamptz,
    ended_at timestamptz,
    ended_by bigint,
    constraint visits_pkey primary key (hub_id, visit_id),
    constraint visits_hub foreign key (hub_id) references hubs,
    constraint visits_began_by foreign key (began_by) references people,
    constraint visits_began_on foreign key (hub_id, began_on) references screens,
    constraint visits_ended_by foreign key (ended_by) references people
);
create unique index visits_one_open on visits (hub_id) where ended_at is null; -- are there visitors now?
comment on table visits is 'Visitors in the room: while a visit is open every wall of the hub shows counts alone.';
comment on column visits.hub_id is 'plain: the hub they visit';
comment on column visits.visit_id is 'plain: number';
comment on column visits.began_at is 'plain: when somebody said so';
comment on column visits.began_by is 'plain: who said so at a desk; none when it was said on a wall';
comment on column visits.began_on is 'plain: the wall it was said on; none when at a desk';
comment on column visits.ends_at is 'plain: until when the walls show counts, unless somebody says otherwise';
comment on column visits.asked_at is 'plain: when desks were asked whether the visitors are still here';
comment on column visits.ended_at is 'plain: when references came back';
comment on column visits.ended_by is 'plain: who said that they left; none when it ended by itself';

create table wall_nights (
    hub_id integer not null,
    night_id bigint generated always as identity,
    darkened_at timestamptz not null,
    lights_at timestamptz not null,
    lit_at timestamptz,
    constraint wall_nights_pkey primary key (hub_id, night_id),
    constraint wall_nights_hub foreign key (hub_id) references hubs
);
create unique index wall_nights_one_open on wall_nights (hub_id) where lit_at is null; -- are the walls dark now?
comment on table wall_nights is 'Times in which the walls of a hub are dark because it is closed.';
comment on column wall_nights.hub_id is 'plain: the hub';
comment on column wall_nights.night_id is 'plain: number';
comment on column wall_nights.darkened_at is 'plain: when they went dark';
comment on column wall_nights.lights_at is 'plain: when they are to be lit again';
comment on column wall_nights.lit_at is 'plain: when they were';

-- 4 Contacts and the family --------------------------------------------------------------------------------------------------------

create table policies (
    hub_id integer not null,
    version integer not null,
    effective_from timestamptz not null,
    document jsonb not null,
    recorded_at timestamptz not null,
    recorded_by bigint,
    constraint policies_pkey primary key (hub_id, version),
    constraint policies_hub foreign key (hub_id) references hubs,
    constraint policies_recorded_by foreign key (recorded_by) references people
);
comment on table policies is 'How this hub works: one typed document, versioned and effective-dated. Shape: board/domain/policy.py.';
comment on column policies.hub_id is 'plain: the hub';
comment on column policies.version is 'plain: 1, 2, 3 ...';
comment on column policies.effective_from is 'plain: from when it counts';
comment on column policies.document is 'plain: shape declared by board.domain.policy.Policy; holds no person';
comment on column policies.recorded_at is 'plain: when it was written down';
comment on column policies.recorded_by is 'plain: by whom; none for the first, which comes with the hub';

create table policy_beginnings (
    hub_id integer not null,
    version integer not null,
    began_at timestamptz not null,
    clocks_kept_at timestamptz,
    constraint policy_beginnings_pkey primary key (hub_id, version), -- a version begins once, whoever finds it due
    constraint policy_beginnings_policy foreign key (hub_id, version) references policies
);
comment on table policy_beginnings is 'Which versions of how a hub works have begun. A row of its own, because a version itself stays as written.';
comment on column policy_beginnings.hub_id is 'plain: the hub';
comment on column policy_beginnings.version is 'plain: the version that began';
comment on column policy_beginnings.began_at is 'plain: when the board took it up';
comment on column policy_beginnings.clocks_kept_at is 'plain: when the clocks of every live contact had been counted anew by it; none while that is under way';

create table retention_classes (
    class text not null,
    sentence text not null,
    constraint retention_classes_pkey primary key (class)
);
comment on table retention_classes is 'How long a kind of record is kept; hubs differ, so the sentence names the default and its source.';
comment on column retention_classes.class is 'plain: its name';
comment on column retention_classes.sentence is 'plain: the rule in words';
insert into retention_classes (class, sentence) values
    ('contact', 'Contact forms and referrals: until the child is 30; six years after a death under 18 (North Somerset; councils differ).'),
    ('child_protection', 'Strategy discussions and section 47 enquiries: 35 years after closure (North Somerset; councils differ).'),
    ('working', 'Working material that the record does not need: a year.');

create table contacts (
    hub_id integer not null,
    contact_id bigint generated always as identity,
    ref text not null,
    received_at timestamptz not null,
    clock_start_at timestamptz not null,
    source text not null,
    dfe_code text not null,
    source_reference text,
    reference_key text,
    incident_on date,
    reference_turn integer not null default 0,
    notice_type text,
    concern text not null,
    summary text not null,
    harm_detail text,
    referrer text,
    sender_rag text,
    grading_tool text,
    grading_score integer,
    grading text,
    confidential_enquiry boolean not null default false,
    anonymous_referrer boolean not null default false,
    restricted boolean not null default false,
    uncovered_at timestamptz,
    intake_digest bytea not null,
    deciding_manager bigint,
    retention_class text not null default 'contact',
    created_at timestamptz not null,
    created_by bigint,
    closed_at timestamptz,
    closed_by bigint,
    outcome text,
    outcome_reason text,
    reopened_at timestamptz,
    source_hidden boolean not null default false,
    joined_to bigint,
    constraint contacts_pkey primary key (hub_id, contact_id),
    constraint contacts_hub foreign key (hub_id) references hubs,
    constraint contacts_ref_once unique (hub_id, ref),
    constraint contacts_source_reference_once unique (hub_id, source, reference_key, reference_turn),
    constraint contacts_deciding_manager foreign key (deciding_manager) references people,
    constraint contacts_created_by foreign key (created_by) references people,
    constraint contacts_closed_by foreign key (closed_by) references people,
    constraint contacts_retention foreign key (retention_class) references retention_classes,
    constraint contacts_ref_shape check (ref ~ '^[2346789BCDFGHJKMNPQRTVWXYZ]{3,8}$'),
    constraint contacts_reference_whole check ((source_reference is null) = (reference_key is null)),
    constraint contacts_closed_whole check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (outcome is null and joined_to is null)),
    constraint contacts_joined_to foreign key (hub_id, joined_to) references contacts,
    constraint contacts_joined_apart check (joined_to is distinct from contact_id)
);
create index contacts_joined on contacts (hub_id, joined_to) where joined_to is not null; -- which contacts are the same incident as this one?
create index contacts_sent_by on contacts (hub_id, created_by, intake_digest); -- did this sender send these very words before?
create index contacts_closed on contacts (hub_id, closed_at) where closed_at is not null; -- what was closed since this moment? Find costs the same however long the past
create index contacts_live on contacts (hub_id, contact_id) where closed_at is null; -- what stands on the board? costs the same however long the past
comment on table contacts is 'What is true now about one approach to the front door: a family, a source, a worry. The card on the board. [retention: contact]';
comment on column contacts.hub_id is 'plain: the hub';
comment on column contacts.contact_id is 'plain: number, inside only';
comment on column contacts.ref is 'plain: short random reference without look-alike letters, the only handle outside';
comment on column contacts.received_at is 'plain: when it really arrived; the statutory clock counts from here';
comment on column contacts.clock_start_at is 'plain: start of the next working period if it came outside hours; RAG clocks count from here';
comment on column contacts.source is 'subject: who approached, the hub''s own label; says who is worried, so it never reaches the wall';
comment on column contacts.dfe_code is 'subject: the national source code (N00152) the label maps to';
comment on column contacts.source_reference is 'subject: the sender''s own reference, as it was sent';
comment on column contacts.reference_key is 'subject: what the spellings of that reference share: no case, dashes, spaces, invisible characters or zeros of a cell''s format';
comment on column contacts.incident_on is 'subject: date of incident as it was said; none: the London day on which the contact was received';
comment on column contacts.reference_turn is 'plain: 0; more where the reference was used before, for another incident';
comment on column contacts.notice_type is 'subject: PPN, MERLIN, MARF ... as the sender calls it';
comment on column contacts.concern is 'subject: coded concern, e.g. domestic_abuse';
comment on column contacts.summary is 'subject: what was reported';
comment on column contacts.harm_detail is 'subject: the harm in graphic detail; in no list and no page, shown when asked for';
comment on column contacts.referrer is 'subject: who told us, when that may be known';
comment on column contacts.sender_rag is 'subject: the sender''s own colour, never a rating of ours';
comment on column contacts.grading_tool is 'subject: DASH, DARA ... the sender''s tool';
comment on column contacts.grading_score is 'subject: the sender''s score';
comment on column contacts.grading is 'subject: the sender''s grading as sent';
comment on column contacts.confidential_enquiry is 'subject: parents are not aware; nobody contacts the family';
comment on column contacts.anonymous_referrer is 'subject: the referrer asked not to be known';
comment on column contacts.restricted is 'subject: exists only for the people named';
comment on column contacts.uncovered_at is 'plain: the moment at which nobody it was restricted to was on duty and the board named one person more, or found nobody; none while somebody is';
comment on column contacts.intake_digest is 'plain: keyed digest of what was sent, to tell the same from changed';
comment on column contacts.deciding_manager is 'plain: the one manager who decides it, start to finish';
comment on column contacts.retention_class is 'plain: how long it is kept';
comment on column contacts.created_at is 'plain: when it was written here';
comment on column contacts.created_by is 'plain: by whom';
comment on column contacts.closed_at is 'plain: when it left the board';
comment on column contacts.closed_by is 'plain: by whom';
comment on column contacts.outcome is 'subject: code of the outcome';
comment on column contacts.outcome_reason is 'subject: why, in the manager''s words';
comment on column contacts.source_hidden is 'plain: the source is shown to nobody, since it describes a referrer; returns and repeats still go by it';
comment on column contacts.joined_to is 'plain: the contact of the same incident, whose late information this is; it is off the board then, without an outcome';
comment on column contacts.reopened_at is 'plain: when a closed contact was last put back on the board; an undo of the closing does not count';

create table children (
    hub_id integer not null,
    child_id bigint generated always as identity,
    contact_id bigint not null,
    place integer not null,
    unborn boolean not null default false,
    given_name text,
    family_name text,
    born_on date,
    expected_on date,
    sex text,
    ethnicity text,
    school text,
    address text,
    added_at timestamptz,
    look_up_keys bigint[],
    constraint children_pkey primary key (hub_id, child_id),
    constraint children_contact foreign key (hub_id, contact_id) references contacts,
    constraint children_place_once unique (hub_id, contact_id, place),
    constraint children_of_contact unique (hub_id, contact_id, child_id),
    constraint children_unborn_not_born check (not (unborn and born_on is not null))
);
create index children_without_keys on children (child_id) where look_up_keys is null; -- whose keys are still to be made?
create index children_by_keys on children using gin (look_up_keys); -- which children of any contact, closed or not, may be these?
comment on table children is 'A child of a contact, born or unborn. A contact without any says "children unknown", an alarm. [retention: contact]';
comment on column children.hub_id is 'plain: the hub';
comment on column children.child_id is 'plain: number';
comment on column children.contact_id is 'plain: the contact';
comment on column children.place is 'plain: order as sent, from 1';
comment on column children.unborn is 'subject: not yet born';
comment on column children.given_name is 'subject: given name';
comment on column children.family_name is 'subject: family name';
comment on column children.born_on is 'subject: birth date';
comment on column children.expected_on is 'subject: expected date, unborn only';
comment on column children.sex is 'subject: sex as sent';
comment on column children.ethnicity is 'subject: ethnicity code as sent';
comment on column children.school is 'subject: school or nursery';
comment on column children.address is 'subject: where this child lives; never copied to a sibling';
comment on column children.added_at is 'plain: when added here; none when it came with the contact';
comment on column children.look_up_keys is 'subject: hashes of the name, birth date and home, by which the family is looked up; none until they are made';

create table adults (
    hub_id integer not null,
    adult_id bigint generated always as identity,
    contact_id bigint not null,
    place integer not null,
    role text not null,
    given_name text,
    family_name text,
    born_on date,
    address text,
    look_up_keys bigint[],
    constraint adults_pkey primary key (hub_id, adult_id),
    constraint adults_contact foreign key (hub_id, contact_id) references contacts,
    constraint adults_place_once unique (hub_id, contact_id, place),
    constraint adults_of_contact unique (hub_id, contact_id, adult_id)
);
create index adults_without_keys on adults (adult_id) where look_up_keys is null; -- whose keys are still to be made?
create index adults_by_keys on adults using gin (look_up_keys); -- which adults of any contact, closed or not, may be these?
comment on table adults is 'An adult of a contact and the role in this one. [retention: contact]';
comment on column adults.hub_id is 'plain: the hub';
comment on column adults.adult_id is 'plain: number';
comment on column adults.contact_id is 'plain: the contact';
comment on column adults.place is 'plain: order as sent, from 1';
comment on column adults.role is 'subject: victim, alleged_perpetrator, parent, carer, household, other';
comment on column adults.given_name is 'subject: given name';
comment on column adults.family_name is 'subject: family name';
comment on column adults.born_on is 'subject: birth date';
comment on column adults.address is 'subject: address as sent; of this adult alone';
comment on column adults.look_up_keys is 'subject: hashes of the name, birth date and home, by which the family is looked up; none until they are made';

create table safe_contacts (
    hub_id integer not null,
    adult_id bigint not null,
    contact_id bigint not null,
    channel text,
    times text,
    never_use text,
    code_word text,
    address text,
    message_ok boolean not null default false,
    recorded_at timestamptz not null,
    recorded_by bigint,
    constraint safe_contacts_pkey primary key (hub_id, adult_id),
    constraint safe_contacts_adult foreign key (hub_id, adult_id) references adults,
    constraint safe_contacts_contact foreign key (hub_id, contact_id) references contacts,
    constraint safe_contacts_recorded_by foreign key (recorded_by) references people
);
comment on table safe_contacts is 'How this adult can be reached without harm; kept apart, shown only on request and every showing logged. [retention: contact]';
comment on column safe_contacts.hub_id is 'plain: the hub';
comment on column safe_contacts.adult_id is 'plain: whose';
comment on column safe_contacts.contact_id is 'plain: the contact';
comment on column safe_contacts.channel is 'subject: how to reach';
comment on column safe_contacts.times is 'subject: when it is safe';
comment on column safe_contacts.never_use is 'subject: what must never be used';
comment on column safe_contacts.code_word is 'subject: the agreed word or pretext';
comment on column safe_contacts.address is 'subject: safe address';
comment on column safe_contacts.message_ok is 'subject: whether a message may be left';
comment on column safe_contacts.recorded_at is 'plain: when';
comment on column safe_contacts.recorded_by is 'plain: by whom';

create table late_information (
    hub_id integer not null,
    late_id bigint generated always as identity,
    contact_id bigint not null,
    received_at timestamptz not null,
    received_from bigint,
    digest bytea not null,
    body jsonb not null,
    to_answer boolean not null default false,
    answered_at timestamptz,
    answered_by bigint,
    answer_reason text,
    joined_id bigint,
    withdrawn_at timestamptz,
    constraint late_information_pkey primary key (hub_id, late_id),
    constraint late_information_contact foreign key (hub_id, contact_id) references contacts,
    constraint late_information_from foreign key (received_from) references people,
    constraint late_information_once unique (hub_id, contact_id, digest),
    constraint late_information_answered_by foreign key (answered_by) references people,
    constraint late_information_answer check ((answered_at is null) = (answered_by is null) and not (to_answer and answered_at is not null)),
    constraint late_information_joined foreign key (hub_id, joined_id) references contacts,
    constraint late_information_withdrawn_joined check (withdrawn_at is null or joined_id is not null)
);
create index late_information_to_answer on late_information (hub_id, contact_id) where to_answer; -- which closed contacts wait for an answer?
create index late_information_by_digest on late_information (hub_id, digest); -- to which contact did a person say that these words add?
comment on table late_information is 'The same approach sent again with other words: kept beside the contact, never over it. [retention: contact]';
comment on column late_information.hub_id is 'plain: the hub';
comment on column late_information.late_id is 'plain: number';
comment on column late_information.contact_id is 'plain: the contact';
comment on column late_information.received_at is 'plain: when';
comment on column late_information.received_from is 'plain: the service person or member of staff who sent it';
comment on column late_information.digest is 'plain: keyed digest of the body';
comment on column late_information.body is 'subject: what was sent';
comment on column late_information.to_answer is 'plain: it came to a closed contact, which is on the board until somebody answers it';
comment on column late_information.answered_at is 'plain: when somebody answered it; none where it came to an open contact, or nobody has';
comment on column late_information.answered_by is 'plain: by whom';
comment on column late_information.answer_reason is 'subject: why there is no need to reopen the contact; none where it was reopened';
comment on column late_information.joined_id is 'plain: the contact that it came as, before a person said that it is the same incident';
comment on column late_information.withdrawn_at is 'plain: when that was taken back, and the texts belonged to that contact alone again';

create table named_people (
    hub_id integer not null,
    contact_id bigint not null,
    person_id bigint not null,
    named_at timestamptz not null,
    named_by bigint,
    ended_at timestamptz,
    constraint named_people_pkey primary key (hub_id, contact_id, person_id, named_at),
    constraint named_people_contact foreign key (hub_id, contact_id) references contacts,
    constraint named_people_person foreign key (person_id) references people,
    constraint named_people_named_by foreign key (named_by) references people
);
create unique index named_people_one_open on named_people (hub_id, contact_id, person_id) where ended_at is null; -- nobody named twice
create index named_people_by_person on named_people (hub_id, person_id) where ended_at is null; -- which restricted contacts are mine?
comment on table named_people is 'For whom a restricted contact exists. [retention: contact]';
comment on column named_people.hub_id is 'plain: the hub';
comment on column named_people.contact_id is 'plain: the contact';
comment on column named_people.person_id is 'plain: who may know of it';
comment on column named_people.named_at is 'plain: since when';
comment on column named_people.named_by is 'plain: by whom; none when policy named them at arrival';
comment on column named_people.ended_at is 'plain: until when';

create table kept_out (
    hub_id integer not null,
    contact_id bigint not null,
    person_id bigint not null,
    kept_at timestamptz not null,
    kept_by bigint,
    ended_at timestamptz,
    constraint kept_out_pkey primary key (hub_id, contact_id, person_id, kept_at),
    constraint kept_out_contact foreign key (hub_id, contact_id) references contacts,
    constraint kept_out_person foreign key (person_id) references people,
    constraint kept_out_kept_by foreign key (kept_by) references people
);
create unique index kept_out_one_open on kept_out (hub_id, contact_id, person_id) where ended_at is null; -- nobody kept out twice
comment on table kept_out is 'Who must never be named on a restricted contact by the board itself: they may be why it is restricted. [retention: contact]';
comment on column kept_out.hub_id is 'plain: the hub';
comment on column kept_out.contact_id is 'plain: the contact';
comment on column kept_out.person_id is 'subject: who; that they are kept out tells of the family';
comment on column kept_out.kept_at is 'plain: since when';
comment on column kept_out.kept_by is 'plain: by whom';
comment on column kept_out.ended_at is 'plain: until when; somebody named them after all';

create table safe_now (
    hub_id integer not null,
    safe_now_id bigint generated always as identity,
    contact_id bigint not null,
    child_id bigint not null,
    whereabouts text,
    with_whom text,
    said_by text,
    said_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint safe_now_pkey primary key (hub_id, safe_now_id),
    constraint safe_now_contact foreign key (hub_id, contact_id) references contacts,
    constraint safe_now_child foreign key (hub_id, child_id) references children,
    constraint safe_now_recorded_by foreign key (recorded_by) references people
);
create index safe_now_by_child on safe_now (hub_id, child_id, safe_now_id); -- where is this child now, as was said last?
create index safe_now_by_contact on safe_now (hub_id, contact_id, safe_now_id); -- what was said before of this family?
comment on table safe_now is 'Where a child is now, as somebody said at a time. Append-only: the newest row of a child is what is known. [retention: contact]';
comment on column safe_now.hub_id is 'plain: the hub';
comment on column safe_now.safe_now_id is 'plain: number';
comment on column safe_now.contact_id is 'plain: the contact';
comment on column safe_now.child_id is 'plain: which child';
comment on column safe_now.whereabouts is 'subject: where the child is; none: not known, which is an alarm';
comment on column safe_now.with_whom is 'subject: who is with the child';
comment on column safe_now.said_by is 'subject: who says that the child is safe, name and role as told; none: nobody does, which is an alarm';
comment on column safe_now.said_at is 'plain: when that was said';
comment on column safe_now.recorded_at is 'plain: when it was written here';
comment on column safe_now.recorded_by is 'plain: by whom';

create table matches (
    hub_id integer not null,
    match_id bigint generated always as identity,
    contact_id bigint not null,
    other_id bigint not null,
    strong boolean not null,
    reasons text[] not null,
    found_at timestamptz not null,
    verdict text,
    verdict_reason text,
    decided_at timestamptz,
    decided_by bigint,
    left_to bigint,
    left_at timestamptz,
    left_by bigint,
    anyway_reason text,
    anyway_at timestamptz,
    anyway_by bigint,
    constraint matches_pkey primary key (hub_id, match_id),
    constraint matches_contact foreign key (hub_id, contact_id) references contacts,
    constraint matches_other foreign key (hub_id, other_id) references contacts,
    constraint matches_decided_by foreign key (decided_by) references people,
    constraint matches_left_to foreign key (left_to) references people,
    constraint matches_left_by foreign key (left_by) references people,
    constraint matches_anyway_by foreign key (anyway_by) references people,
    constraint matches_pair_once unique (hub_id, contact_id, other_id),
    constraint matches_in_order check (contact_id < other_id),
    constraint matches_verdict check (verdict in ('confirmed', 'rejected', 'incident')),
    constraint matches_decided_whole check ((verdict is null) = (decided_at is null) and (verdict is null) = (decided_by is null))
);
create index matches_by_other on matches (hub_id, other_id); -- which contacts that came before look like this family?
comment on table matches is 'Two contacts that look like the same family, and what a person said to it. [retention: contact]';
comment on column matches.hub_id is 'plain: the hub';
comment on column matches.match_id is 'plain: number';
comment on column matches.contact_id is 'plain: the contact that came first';
comment on column matches.other_id is 'plain: the contact that came later';
comment on column matches.strong is 'plain: whether one reason alone would do';
comment on column matches.reasons is 'plain: codes of why, strongest first; see board/domain/matching.py';
comment on column matches.found_at is 'plain: when the board found it';
comment on column matches.verdict is 'plain: confirmed (one family), rejected, or incident (one incident); none while nobody has said';
comment on column matches.verdict_reason is 'subject: why, in their words';
comment on column matches.decided_at is 'plain: when a person said so';
comment on column matches.decided_by is 'plain: who';
comment on column matches.left_to is 'plain: the holder of one, to whom the other was left';
comment on column matches.left_at is 'plain: when it was left to them';
comment on column matches.left_by is 'plain: by whom';
comment on column matches.anyway_reason is 'subject: why one was claimed although somebody else holds the other';
comment on column matches.anyway_at is 'plain: when';
comment on column matches.anyway_by is 'plain: by whom';

create table legal_holds (
    hub_id integer not null,
    hold_id bigint generated always as identity,
    contact_id bigint not null,
    reason text not null,
    placed_at timestamptz not null,
    placed_by bigint not null,
    lifted_at timestamptz,
    lifted_by bigint,
    constraint legal_holds_pkey primary key (hub_id, hold_id),
    constraint legal_holds_contact foreign key (hub_id, contact_id) references contacts,
    constraint legal_holds_placed_by foreign key (placed_by) references people,
    constraint legal_holds_lifted_by foreign key (lifted_by) references people
);
create unique index legal_holds_one_open on legal_holds (hub_id, contact_id) where lifted_at is null; -- is this contact held?
comment on table legal_holds is 'Nothing of a held contact is disposed of, whatever its class says. [retention: child_protection]';
comment on column legal_holds.hub_id is 'plain: the hub';
comment on column legal_holds.hold_id is 'plain: number';
comment on column legal_holds.contact_id is 'plain: the contact held';
comment on column legal_holds.reason is 'subject: the inquiry or court that asks';
comment on column legal_holds.placed_at is 'plain: when';
comment on column legal_holds.placed_by is 'plain: by whom';
comment on column legal_holds.lifted_at is 'plain: when lifted';
comment on column legal_holds.lifted_by is 'plain: by whom';

-- 5 Claims, ratings, clocks --------------------------------------------------------------------------------------------------------

create table claims (
    hub_id integer not null,
    claim_id bigint generated always as identity,
    contact_id bigint not null,
    person_id bigint not null,
    claimed_at timestamptz not null,
    released_at timestamptz,
    released_by bigint,
    release_reason text,
    left_at timestamptz,
    given_as text,
    given_by bigint,
    undone boolean not null default false,
    attended_at timestamptz,
    constraint claims_pkey primary key (hub_id, claim_id),
    constraint claims_contact foreign key (hub_id, contact_id) references contacts,
    constraint claims_person foreign key (person_id) references people,
    constraint claims_released_by foreign key (released_by) references people,
    constraint claims_given_by foreign key (given_by) references people,
    constraint claims_released_whole check ((released_at is null) = (released_by is null) and (released_at is null) = (release_reason is null)),
    constraint claims_given_whole check ((given_as is null) = (given_by is null)),
    constraint claims_undone_over check (not undone or released_at is not null)
);
create unique index claims_one_open on claims (hub_id, contact_id) where released_at is null; -- one winner, always
create index claims_by_person on claims (hub_id, person_id) where released_at is null; -- what do I hold?
create index claims_by_contact on claims (hub_id, contact_id, claim_id); -- who had it before, and why did they let go?
comment on table claims is 'Who had a contact and when. The open row is the holder, stored nowhere else. [retention: contact]';
comment on column claims.hub_id is 'plain: the hub';
comment on column claims.claim_id is 'plain: number';
comment on column claims.contact_id is 'plain: the contact';
comment on column claims.person_id is 'plain: the holder';
comment on column claims.claimed_at is 'plain: since when';
comment on column claims.released_at is 'plain: until when';
comment on column claims.released_by is 'plain: who let go';
comment on column claims.release_reason is 'subject: why, in their words; the card shows it';
comment on column claims.left_at is 'plain: since when its holder is off duty or gone, as the worker found it; none while they are here';
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
comment on column claims.attended_at is 'plain: when the holder last did something with it, as far as the engine had to look; none: when it was claimed';

create table ratings (
    hub_id integer not null,
    rating_id bigint generated always as identity,
    contact_id bigint not null,
    child_id bigint not null,
    rag text not null,
    reason text not null,
    rated_at timestamptz not null,
    rated_by bigint not null,
    replaced_at timestamptz,
    constraint ratings_pkey primary key (hub_id, rating_id),
    constraint ratings_contact foreign key (hub_id, contact_id) references contacts,
    constraint ratings_child foreign key (hub_id, child_id) references children,
    constraint ratings_rated_by foreign key (rated_by) references people
);
create unique index ratings_one_open on ratings (hub_id, child_id) where replaced_at is null; -- one RAG a child at a time
create index ratings_by_contact on ratings (hub_id, contact_id) where replaced_at is null; -- how is this family rated?
comment on table ratings is 'The RAG of a child, each change with its reason. No row: not yet rated. [retention: contact]';
comment on column ratings.hub_id is 'plain: the hub';
comment on column ratings.rating_id is 'plain: number';
comment on column ratings.contact_id is 'plain: the contact';
comment on column ratings.child_id is 'plain: the child';
comment on column ratings.rag is 'plain: code of a level of the hub''s policy';
comment on column ratings.reason is 'subject: why';
comment on column ratings.rated_at is 'plain: when';
comment on column ratings.rated_by is 'plain: by whom';
comment on column ratings.replaced_at is 'plain: when a newer rating took its place';

create table clocks (
    hub_id integer not null,
    clock_id bigint generated always as identity,
    contact_id bigint not null,
    kind text not null,
    basis text not null,
    started_at timestamptz not null,
    due_at timestamptz not null,
    stopped_at timestamptz,
    fired_at timestamptz,
    about bigint not null default 0,
    runs_through boolean not null default false,
    raised integer not null default 0,
    next_rung_at timestamptz,
    constraint clocks_pkey primary key (hub_id, clock_id),
    constraint clocks_contact foreign key (hub_id, contact_id) references contacts,
    constraint clocks_due_after_start check (due_at >= started_at)
);
create unique index clocks_one_open on clocks (hub_id, contact_id, kind, about) where stopped_at is null; -- one running clock of a kind
create index clocks_to_raise on clocks (next_rung_at) where stopped_at is null and next_rung_at is not null; -- who is to be reminded now?
create index clocks_to_fire on clocks (due_at) where stopped_at is null and fired_at is null; -- what is due now?
comment on table clocks is 'Something that must happen by a time. The only notion of deadline in the house. [retention: contact]';
comment on column clocks.hub_id is 'plain: the hub';
comment on column clocks.clock_id is 'plain: number';
comment on column clocks.contact_id is 'plain: of which contact';
comment on column clocks.kind is 'plain: screening, claim, decision, statutory ...; see board/domain/clock_kinds.py';
comment on column clocks.basis is 'plain: clock_hours, working_hours, working_days, end_of_working_day or calendar_days';
comment on column clocks.started_at is 'plain: from when it counts';
comment on column clocks.due_at is 'plain: by when';
comment on column clocks.stopped_at is 'plain: when what it waited for happened, or stopped being wanted';
comment on column clocks.fired_at is 'plain: when the worker found it late';
comment on column clocks.about is 'plain: number of what it is about within the contact, such as a measure; 0: the contact itself';
comment on column clocks.runs_through is 'plain: whether its reminders come outside hours too';
comment on column clocks.raised is 'plain: how many rungs of its ladder have been passed';
comment on column clocks.next_rung_at is 'plain: when the next one comes; none when the ladder has ended';

create table rungs (
    hub_id integer not null,
    rung_id bigint generated always as identity,
    contact_id bigint not null,
    clock_id bigint not null,
    number integer not null,
    again integer not null,
    receiver text not null,
    raised_at timestamptz not null,
    people bigint[] not null,
    heard boolean not null,
    acknowledged_at timestamptz,
    acknowledged_by bigint,
    ended_at timestamptz,
    constraint rungs_pkey primary key (hub_id, rung_id),
    constraint rungs_contact foreign key (hub_id, contact_id) references contacts,
    constraint rungs_clock foreign key (hub_id, clock_id) references clocks,
    constraint rungs_acknowledged_by foreign key (acknowledged_by) references people,
    constraint rungs_acknowledged_whole check ((acknowledged_at is null) = (acknowledged_by is null)),
    constraint rungs_once unique (hub_id, clock_id, number, again)
);
create index rungs_open on rungs (hub_id, contact_id) where ended_at is null; -- of which reminders of this contact does somebody know?
create index rungs_lately on rungs (hub_id, raised_at); -- how many reminders came since this morning?
comment on table rungs is 'A reminder that came: one rung of a clock''s ladder, once. [retention: contact]';
comment on column rungs.hub_id is 'plain: the hub';
comment on column rungs.rung_id is 'plain: number';
comment on column rungs.contact_id is 'plain: of which contact';
comment on column rungs.clock_id is 'plain: of which clock';
comment on column rungs.number is 'plain: which rung of the ladder, from 1';
comment on column rungs.again is 'plain: 0, or how often it came before, each time after somebody had seen it and nothing followed';
comment on column rungs.receiver is 'plain: for whom it was meant: holder, deciding_manager, manager, service_manager, head_of_service, edt';
comment on column rungs.raised_at is 'plain: when it came';
comment on column rungs.people is 'plain: numbers of the people told';
comment on column rungs.heard is 'plain: whether one of them was on duty then';
comment on column rungs.acknowledged_at is 'plain: when one of them said that they have seen it; the next rung then waits';
comment on column rungs.acknowledged_by is 'plain: who';
comment on column rungs.ended_at is 'plain: when its clock stopped';

create table measures (
    hub_id integer not null,
    measure_id bigint generated always as identity,
    contact_id bigint not null,
    child_id bigint,
    kind text not null,
    began_at timestamptz not null,
    ends_at timestamptz not null,
    note text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    ended_at timestamptz,
    ended_by bigint,
    end_reason text,
    constraint measures_pkey primary key (hub_id, measure_id),
    constraint measures_contact foreign key (hub_id, contact_id) references contacts,
    constraint measures_child foreign key (hub_id, child_id) references children,
    constraint measures_recorded_by foreign key (recorded_by) references people,
    constraint measures_ended_by foreign key (ended_by) references people,
    constraint measures_ends_after_it_began check (ends_at > began_at),
    constraint measures_ended_whole check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null))
);
create index measures_standing on measures (hub_id, contact_id) where ended_at is null; -- what protects this family now, and until when?
create index measures_by_contact on measures (hub_id, contact_id, measure_id); -- what has protected it?
comment on table measures is 'A protective measure: police protection, an emergency protection order, a protection notice, bail. Recorded once; ended, never changed. [retention: child_protection]';
comment on column measures.hub_id is 'plain: the hub';
comment on column measures.measure_id is 'plain: number';
comment on column measures.contact_id is 'plain: the contact';
comment on column measures.child_id is 'plain: the child it protects; none when it protects the family';
comment on column measures.kind is 'subject: police_protection, emergency_protection_order, protection_notice, bail';
comment on column measures.began_at is 'subject: when it began';
comment on column measures.ends_at is 'subject: when it ends unless something follows';
comment on column measures.note is 'subject: conditions, court, officer in the case';
comment on column measures.recorded_at is 'plain: when it was written down here';
comment on column measures.recorded_by is 'plain: by whom';
comment on column measures.ended_at is 'plain: when somebody recorded that it is over';
comment on column measures.ended_by is 'plain: who';
comment on column measures.end_reason is 'subject: what followed it';

create table reviews (
    hub_id integer not null,
    review_id bigint generated always as identity,
    contact_id bigint not null,
    reviewed_at timestamptz not null,
    reviewed_by bigint not null,
    finding text not null,
    constraint reviews_pkey primary key (hub_id, review_id),
    constraint reviews_contact foreign key (hub_id, contact_id) references contacts,
    constraint reviews_reviewed_by foreign key (reviewed_by) references people
);
create index reviews_by_contact on reviews (hub_id, contact_id, reviewed_at); -- when did a manager last look at it?
comment on table reviews is 'A manager has looked at what was open for long, and said why it still is. [retention: contact]';
comment on column reviews.hub_id is 'plain: the hub';
comment on column reviews.review_id is 'plain: number';
comment on column reviews.contact_id is 'plain: the contact';
comment on column reviews.reviewed_at is 'plain: when';
comment on column reviews.reviewed_by is 'plain: by which manager';
comment on column reviews.finding is 'subject: why it is still open and what happens next';

create table review_meetings (
    hub_id integer not null,
    meeting_id uuid not null,
    contact_id bigint not null,
    starts_at timestamptz not null,
    lasts_minutes integer not null,
    manager_id bigint not null,
    holder_id bigint,
    version integer not null,
    set_at timestamptz not null,
    ended_at timestamptz,
    constraint review_meetings_pkey primary key (hub_id, meeting_id),
    constraint review_meetings_contact foreign key (hub_id, contact_id) references contacts,
    constraint review_meetings_manager foreign key (manager_id) references people,
    constraint review_meetings_holder foreign key (holder_id) references people,
    constraint review_meetings_lasts check (lasts_minutes > 0)
);
create unique index review_meetings_open on review_meetings (hub_id, contact_id) where ended_at is null; -- when do they meet about it? One meeting at a time.
comment on table review_meetings is 'When a manager and whoever holds the contact meet to review it. [retention: contact]';
comment on column review_meetings.hub_id is 'plain: the hub';
comment on column review_meetings.meeting_id is 'plain: number, the same in the calendars of all who come';
comment on column review_meetings.contact_id is 'plain: the contact';
comment on column review_meetings.starts_at is 'plain: when it begins';
comment on column review_meetings.lasts_minutes is 'plain: for how many minutes';
comment on column review_meetings.manager_id is 'plain: the manager who set it last';
comment on column review_meetings.holder_id is 'plain: who holds the contact and comes too; none while nobody does';
comment on column review_meetings.version is 'plain: how often it was set, moved, given to another holder or called off; a calendar keeps the highest';
comment on column review_meetings.set_at is 'plain: when it was set last';
comment on column review_meetings.ended_at is 'plain: when the review was recorded, or the meeting called off';

create table engine_workers (
    worker_id uuid not null,
    started_at timestamptz not null default now(),
    ticked_at timestamptz not null default now(),
    swept_at timestamptz,
    ended_at timestamptz,
    ticks bigint not null default 0,
    fired bigint not null default 0,
    raised bigint not null default 0,
    failed bigint not null default 0,
    tick_seconds double precision not null default 0,
    lag_seconds double precision not null default 0,
    lags bigint[] not null default '{}',
    constraint engine_workers_pkey primary key (worker_id)
);
comment on table engine_workers is 'The worker processes: which are alive, by the database''s own clock, and what each has done. Rewritten each second; no event.';
comment on column engine_workers.worker_id is 'plain: number it gives itself at start';
comment on column engine_workers.started_at is 'plain: when it started';
comment on column engine_workers.ticked_at is 'plain: when it last looked at what is due, and got through';
comment on column engine_workers.swept_at is 'plain: when it last swept';
comment on column engine_workers.ended_at is 'plain: when it was asked to stop and did';
comment on column engine_workers.ticks is 'plain: how often it has looked';
comment on column engine_workers.fired is 'plain: clocks it found late';
comment on column engine_workers.raised is 'plain: reminders it raised';
comment on column engine_workers.failed is 'plain: contacts it could not fire';
comment on column engine_workers.tick_seconds is 'plain: how long its last look took';
comment on column engine_workers.lag_seconds is 'plain: by how much all that it did was later than due, in sum';
comment on column engine_workers.lags is 'plain: how often by how much, in the steps of board/domain/engine.py';

create table forecasts (
    hub_id integer not null,
    contact_id bigint not null,
    kind text not null,
    due_at timestamptz not null,
    reason text not null,
    holder_id bigint,
    made_at timestamptz not null,
    ended_at timestamptz,
    constraint forecasts_pkey primary key (hub_id, contact_id),
    constraint forecasts_contact foreign key (hub_id, contact_id) references contacts,
    constraint forecasts_holder foreign key (holder_id) references people
);
comment on table forecasts is 'Which clock of a live contact will be late soon if nothing moves, and why. Reckoned anew every few seconds. [retention: working]';
comment on column forecasts.hub_id is 'plain: the hub';
comment on column forecasts.contact_id is 'plain: of which contact';
comment on column forecasts.kind is 'plain: kind of the clock that will not be met';
comment on column forecasts.due_at is 'plain: when that clock is due';
comment on column forecasts.reason is 'plain: why, a code of board/domain/forecast.py';
comment on column forecasts.holder_id is 'plain: who had the contact when this was reckoned; of a contact that has passed on since, it says nothing';
comment on column forecasts.made_at is 'plain: when it became so';
comment on column forecasts.ended_at is 'plain: when it was so no more';

-- 6 Events and readings ------------------------------------------------------------------------------------------------------------

create table heads (
    hub_id integer not null,
    epoch integer not null default 1,
    seq bigint not null default 0,
    hash bytea not null default sha256('genesis'),
    constraint heads_pkey primary key (hub_id),
    constraint heads_hub foreign key (hub_id) references hubs
);
comment on table heads is 'The newest event of each chain. A table of its own so that nothing else waits for its row.';
comment on column heads.hub_id is 'plain: the chain';
comment on column heads.epoch is 'plain: goes up by one at each restore, so that old pages reload';
comment on column heads.seq is 'plain: number of the newest event, gapless, in commit order';
comment on column heads.hash is 'plain: hash of the newest event';

create table events (
    hub_id integer not null,
    seq bigint not null,
    epoch integer not null,
    at timestamptz not null,
    kind text not null,
    actor_id bigint,
    contact_id bigint,
    concerns bigint[] not null default '{}',
    body text not null,
    hash bytea not null,
    constraint events_pkey primary key (hub_id, seq),
    constraint events_hub foreign key (hub_id) references hubs,
    constraint events_actor foreign key (actor_id) references people
);
create index events_by_contact on events (hub_id, contact_id, seq) where contact_id is not null; -- what has happened here, and when was it last?
comment on table events is 'What happened: append-only, chained by hash. Ids and codes only; text lives in rows that can be disposed of.';
comment on column events.hub_id is 'plain: the chain';
comment on column events.seq is 'plain: number in the chain';
comment on column events.epoch is 'plain: epoch it was written in';
comment on column events.at is 'plain: when, by the clock of the command';
comment on column events.kind is 'plain: past tense, e.g. contact_claimed; see board/domain/events.py';
comment on column events.actor_id is 'plain: who; none for the board itself';
comment on column events.contact_id is 'plain: of which contact; no foreign key, since the event outlives the record';
comment on column events.concerns is 'plain: people whose own strip this changes';
comment on column events.body is 'plain: canonical JSON of ids, codes and salted digests; the bytes the hash covers';
comment on column events.hash is 'plain: sha256 of the previous hash and the body';

create table feed_numbers (
    hub_id integer not null,
    number bigint not null,
    seq bigint not null,
    constraint feed_numbers_pkey primary key (hub_id, number),
    constraint feed_numbers_seq unique (hub_id, seq),
    constraint feed_numbers_hub foreign key (hub_id) references hubs
);
comment on table feed_numbers is 'Events that the feed of a hub tells, numbered when somebody reads it. Events that it does not tell have no number.';
comment on column feed_numbers.hub_id is 'plain: the hub';
comment on column feed_numbers.number is 'plain: number in the feed, without a gap';
comment on column feed_numbers.seq is 'plain: the event; no foreign key, since events are never removed';

create table readings (
    hub_id integer not null,
    reading_id bigint generated always as identity,
    epoch integer not null,
    txid xid8 not null default pg_current_xact_id(),
    at timestamptz not null,
    person_id bigint not null,
    contact_id bigint,
    page text not null,
    why text not null,
    constraint readings_pkey primary key (hub_id, reading_id),
    constraint readings_hub foreign key (hub_id) references hubs,
    constraint readings_person foreign key (person_id) references people
);
create index readings_by_contact on readings (hub_id, contact_id, reading_id) where contact_id is not null; -- who looked at this family?
create index readings_to_seal on readings (hub_id, epoch, txid); -- what is not sealed yet?
comment on table readings is 'Who saw whose subject data, when, on which page and why. Append-only, never an event; sealed into the chain every minute.';
comment on column readings.hub_id is 'plain: the hub';
comment on column readings.reading_id is 'plain: number';
comment on column readings.epoch is 'plain: epoch it was written in';
comment on column readings.txid is 'plain: transaction that wrote it, so that a seal knows what can no longer arrive late';
comment on column readings.at is 'plain: when';
comment on column readings.person_id is 'plain: who looked';
comment on column readings.contact_id is 'plain: at which contact; none for a whole board';
comment on column readings.page is 'plain: route template';
comment on column readings.why is 'plain: code of the reason';

create table failed_look_ups (
    hub_id integer not null,
    failed_look_up_id bigint generated always as identity,
    person_id bigint not null,
    at timestamptz not null,
    page text not null,
    ref text,
    waits_until timestamptz,
    constraint failed_look_ups_pkey primary key (hub_id, failed_look_up_id),
    constraint failed_look_ups_hub foreign key (hub_id) references hubs,
    constraint failed_look_ups_person foreign key (person_id) references people
);
create index failed_look_ups_by_person on failed_look_ups (hub_id, person_id, at); -- how often did this person look in vain lately?
comment on table failed_look_ups is 'Look-ups that found nothing, of the last month. Rows of the past are swept.';
comment on column failed_look_ups.hub_id is 'plain: the hub';
comment on column failed_look_ups.failed_look_up_id is 'plain: number';
comment on column failed_look_ups.person_id is 'plain: the person or system that looked';
comment on column failed_look_ups.at is 'plain: when';
comment on column failed_look_ups.page is 'plain: route template';
comment on column failed_look_ups.ref is 'plain: what was asked for, where it has the shape of a reference; else none';
comment on column failed_look_ups.waits_until is 'plain: until when the person waits, on the row that reached the limit; else none';

-- 7 Deliveries ---------------------------------------------------------------------------------------------------------------------

-- The state machine of a delivery; delivery_moves below refuses every other move. docs/deliveries.md tells it as a story.
create type delivery_state as enum (
    'queued',    -- written with the event it tells of -> sending | delivered (seen on the page) | given_up (not wanted any more)
    'sending',   -- marked and committed before the provider is called; left so by a kill, a sweep takes it up -> sent | delivered | failed | given_up
    'sent',      -- the provider took it -> delivered | given_up (it bounced)
    'delivered', -- a receipt came, or the person acknowledged it; the end
    'failed',    -- the provider was away or said not now -> sending (at next_at) | delivered (seen on the page) | given_up
    'given_up'   -- it did not arrive and a named person owns that, or nobody wants it any more (problem says which); the end
);
create table deliveries (
    hub_id integer not null,
    delivery_id uuid not null,
    kind text not null,
    channel text not null,
    person_id bigint,
    contact_id bigint,
    state delivery_state not null default 'queued',
    created_at timestamptz not null,
    changed_at timestamptz not null,
    notice_id uuid not null default gen_random_uuid(),
    urgent boolean not null default false,
    next_at timestamptz,
    lease_until timestamptz,
    message_id uuid,
    tries integer not null default 0,
    provider text,
    provider_ref text,
    problem text,
    climb_at timestamptz,
    ring_id bigint,
    entry_id uuid,
    entry_version integer,
    entry_starts_at timestamptz,
    entry_minutes integer,
    link_id uuid,
    code_id uuid,
    constraint deliveries_pkey primary key (hub_id, delivery_id),
    constraint deliveries_hub foreign key (hub_id) references hubs,
    constraint deliveries_person foreign key (person_id) references people,
    constraint deliveries_contact foreign key (hub_id, contact_id) references contacts,
    constraint deliveries_ring foreign key (ring_id) references people,
    constraint deliveries_channel check (channel in ('page', 'email', 'sms')),
    constraint deliveries_sending_whole check (state <> 'sending' or (message_id is not null and lease_until is not null)),
    constraint deliveries_entry_whole check (num_nonnulls(entry_id, entry_version, entry_starts_at, entry_minutes) in (0, 4)),
    constraint deliveries_to_one check (num_nonnulls(person_id, link_id, code_id) = 1),
    constraint deliveries_link_way check ((link_id is null or channel = 'email') and (code_id is null or channel = 'sms'))
);
create index deliveries_open_by_person on deliveries (hub_id, person_id) where channel = 'page' and state = 'queued'; -- what waits for this person's eyes?
create index deliveries_by_contact on deliveries (hub_id, contact_id); -- who was told of this contact?
create index deliveries_by_notice on deliveries (hub_id, notice_id); -- which ways did it go, and to whom did it climb?
create index deliveries_by_message on deliveries (message_id) where message_id is not null; -- what travelled in this message?
create index deliveries_to_send on deliveries (hub_id, urgent desc, next_at) where channel <> 'page' and state in ('queued', 'failed'); -- what is to be sent now?
create index deliveries_sending on deliveries (hub_id, lease_until) where state = 'sending'; -- what was left by a worker that died?
create index deliveries_to_ask on deliveries (next_at) where state = 'sent' and next_at is not null; -- whose receipt is to be asked for?
create index deliveries_to_climb on deliveries (climb_at) where climb_at is not null; -- which urgent notice has nobody read?
comment on table deliveries is 'A message on its way to a professional, one way (channel) a row. Holds no words: kind and contact say it, the page tells the rest. [retention: working]';
comment on column deliveries.hub_id is 'plain: its hub';
comment on column deliveries.delivery_id is 'plain: number, made before it is sent, so that a retry is the same message';
comment on column deliveries.kind is 'plain: late_information ...; see board/domain/deliveries.py';
comment on column deliveries.channel is 'plain: page, email or sms';
comment on column deliveries.person_id is 'plain: to whom: always somebody with a seat; none where it takes a link or a code to whom these are for';
comment on column deliveries.contact_id is 'plain: about which contact';
comment on column deliveries.state is 'plain: where it stands';
comment on column deliveries.created_at is 'plain: when queued';
comment on column deliveries.changed_at is 'plain: when its state last changed';
comment on column deliveries.notice_id is 'plain: the one thing told, by whichever ways and to however many people';
comment on column deliveries.urgent is 'plain: waits for no bundle and no quiet hours, and climbs when nobody acknowledges it';
comment on column deliveries.next_at is 'plain: when it is to be sent (queued, failed), or its receipt asked for (sent); none: nothing to do';
comment on column deliveries.lease_until is 'plain: by the database''s own clock, until when the worker that marked it sending may be at it';
comment on column deliveries.message_id is 'plain: the message it travels in with others to the same person; fixed when first marked sending';
comment on column deliveries.tries is 'plain: how often a provider was called for it';
comment on column deliveries.provider is 'plain: smtp or notify, once called';
comment on column deliveries.provider_ref is 'plain: the provider''s own number of the message';
comment on column deliveries.problem is 'plain: code of what went wrong last, or why it was given up';
comment on column deliveries.climb_at is 'plain: when it goes to the next person unless somebody acknowledges it';
comment on column deliveries.ring_id is 'plain: the person to telephone, or whose telephone number changed, on a notice that says so';
comment on column deliveries.entry_id is 'plain: number of the calendar entry it brings, the same however often the meeting moves; none: it brings none';
comment on column deliveries.entry_version is 'plain: which version of that entry';
comment on column deliveries.entry_starts_at is 'plain: when the meeting of that version begins';
comment on column deliveries.entry_minutes is 'plain: for how many minutes';
comment on column deliveries.link_id is 'plain: the link it takes to the address of the link';
comment on column deliveries.code_id is 'plain: the code it takes to the number of the code';

create table directory_entries (
    person_id bigint not null,
    telephone text,
    email text,
    mobile text,
    channels text[] not null default '{email}',
    quiet_from time,
    quiet_until time,
    changed_at timestamptz not null,
    changed_by bigint,
    telephone_by bigint,
    mobile_by bigint,
    constraint directory_entries_pkey primary key (person_id),
    constraint directory_entries_person foreign key (person_id) references people,
    constraint directory_entries_changed_by foreign key (changed_by) references people,
    constraint directory_entries_telephone_by foreign key (telephone_by) references people,
    constraint directory_entries_mobile_by foreign key (mobile_by) references people,
    constraint directory_entries_channels check (channels <@ array['email', 'sms']),
    constraint directory_entries_quiet_whole check ((quiet_from is null) = (quiet_until is null))
);
comment on table directory_entries is 'How a professional is reached when they are not looking at the board; none: by e-mail at their sign-in address.';
comment on column directory_entries.person_id is 'plain: who';
comment on column directory_entries.telephone is 'staff: number that colleagues ring, as +441632960001;ext=12; shown on desks alone';
comment on column directory_entries.email is 'staff: where mail goes; none: to the sign-in address';
comment on column directory_entries.mobile is 'staff: work mobile that text messages go to';
comment on column directory_entries.channels is 'plain: ways beside the page, in the order in which they are tried';
comment on column directory_entries.quiet_from is 'plain: from when what is not urgent waits, London time; none: as the hub says';
comment on column directory_entries.quiet_until is 'plain: until when it waits';
comment on column directory_entries.changed_at is 'plain: when last changed';
comment on column directory_entries.changed_by is 'plain: by whom';
comment on column directory_entries.telephone_by is 'plain: who entered the telephone; none: not known';
comment on column directory_entries.mobile_by is 'plain: who entered the mobile; none: not known';

create table agency_entries (
    hub_id integer not null,
    entry_id bigint generated always as identity,
    agency_id bigint not null,
    kind text not null,
    address text not null,
    name text not null,
    deputies text[] not null default '{}',
    answered text not null default 'always',
    person_id bigint,
    added_at timestamptz not null,
    added_by bigint,
    changed_at timestamptz,
    changed_by bigint,
    confirmed_at timestamptz,
    confirmed_by bigint,
    confirmed_how text,
    ended_at timestamptz,
    ended_by bigint,
    uses integer not null default 0,
    constraint agency_entries_pkey primary key (hub_id, entry_id),
    constraint agency_entries_agency foreign key (hub_id, agency_id) references agencies,
    constraint agency_entries_person foreign key (person_id) references people,
    constraint agency_entries_added_by foreign key (added_by) references people,
    constraint agency_entries_changed_by foreign key (changed_by) references people,
    constraint agency_entries_confirmed_by foreign key (confirmed_by) references people,
    constraint agency_entries_ended_by foreign key (ended_by) references people,
    constraint agency_entries_kind_known check (kind in ('telephone', 'mailbox')),
    constraint agency_entries_answered_known check (answered in ('always', 'day', 'night')),
    constraint agency_entries_how_known check (confirmed_how in ('switchboard', 'official_directory', 'letter')),
    constraint agency_entries_changed_whole check ((changed_at is null) = (changed_by is null)),
    constraint agency_entries_confirmed_whole check (num_nonnulls(confirmed_at, confirmed_by, confirmed_how) in (0, 3)),
    constraint agency_entries_confirmed_by_another check (
        confirmed_by is null
        or (confirmed_by is distinct from added_by and confirmed_by is distinct from changed_by and confirmed_by is distinct from person_id)
    ),
    constraint agency_entries_ended_by_somebody_at_a_time check (ended_by is null or ended_at is not null)
);
create unique index agency_entries_once on agency_entries (hub_id, agency_id, address, coalesce(person_id, 0)) where ended_at is null; -- does this agency have this number already?
create index agency_entries_by_address on agency_entries (hub_id, address); -- has this person ever entered this number?
comment on table agency_entries is 'The directory: numbers and mailboxes of agencies. A change ends a row and writes the next one, which nobody has confirmed.';
comment on column agency_entries.hub_id is 'plain: the hub';
comment on column agency_entries.entry_id is 'plain: number';
comment on column agency_entries.agency_id is 'plain: the agency';
comment on column agency_entries.kind is 'plain: telephone or mailbox';
comment on column agency_entries.address is 'staff: +441632960001, with ;ext=12 where one follows, or a mail address; shown on desks alone';
comment on column agency_entries.name is 'staff: the person or desk that answers';
comment on column agency_entries.deputies is 'staff: people to whom a code may be read out at this number instead';
comment on column agency_entries.answered is 'plain: always, day (in the agency''s hours) or night (outside them)';
comment on column agency_entries.person_id is 'plain: the person whose own number it is, kept as directory_entries has it; none: of the agency';
comment on column agency_entries.added_at is 'plain: since when the number stands here';
comment on column agency_entries.added_by is 'plain: who entered the number; none: not known';
comment on column agency_entries.changed_at is 'plain: when something beside the number was last changed; none: never';
comment on column agency_entries.changed_by is 'plain: by whom';
comment on column agency_entries.confirmed_at is 'plain: when it was last confirmed; none: it gets no code and no link';
comment on column agency_entries.confirmed_by is 'plain: by whom, never the person who entered or changed it, nor the person whose number it is';
comment on column agency_entries.confirmed_how is 'plain: switchboard, official_directory or letter';
comment on column agency_entries.ended_at is 'plain: when it was changed or removed';
comment on column agency_entries.ended_by is 'plain: by whom; none: it followed how a person is reached';
comment on column agency_entries.uses is 'plain: how often it had been used when the upgrade began this directory';

create table reach_told (
    hub_id integer not null,
    person_id bigint not null,
    told_at timestamptz not null,
    constraint reach_told_pkey primary key (hub_id, person_id),
    constraint reach_told_hub foreign key (hub_id) references hubs,
    constraint reach_told_person foreign key (person_id) references people
);
comment on table reach_told is 'Up to which change of how a person is reached, or of their home hub, a hub in which they sit was told.';
comment on column reach_told.hub_id is 'plain: the hub';
comment on column reach_told.person_id is 'plain: the person';
comment on column reach_told.told_at is 'plain: when the newest change was made that the hub was told of';

-- 8 The rules that keep themselves -------------------------------------------------------------------------------------------------

create function ring() returns trigger language plpgsql as $$
begin
    perform pg_notify('events', n.hub_id || ':' || max(n.seq)) from new_events n group by n.hub_id;
    return null;
end $$;
comment on function ring() is 'The doorbell: hub and seq at commit, nothing else. A trigger, so that nobody can forget it.';
create trigger events_ring after insert on events referencing new table as new_events for each statement execute function ring();

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end $$;
comment on function refuse_change() is 'What happened stays as it was written.';
create function refuse_change_but_redaction() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - array['whereabouts', 'with_whom', 'said_by'] <> to_jsonb(old) - array['whereabouts', 'with_whom', 'said_by']
        or exists (
            select from (values (old.whereabouts, new.whereabouts), (old.with_whom, new.with_whom), (old.said_by, new.said_by)) as t (was, is_now)
            where was is distinct from is_now and (was is null or is_now is null or is_now not like '%[redacted]%')
        ) then
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
    end if;
    return new;
end $$;
comment on function refuse_change_but_redaction() is 'What was said stays as it was written, but for words that were redacted.';
create trigger events_append_only before update or delete on events for each row execute function refuse_change();
create trigger events_no_truncate before truncate on events for each statement execute function refuse_change();
create trigger readings_append_only before update or delete on readings for each row execute function refuse_change();
create trigger readings_no_truncate before truncate on readings for each statement execute function refuse_change();

create function keys_outdated() returns trigger language plpgsql as $$
begin
    new.look_up_keys := null;
    return new;
end $$;
comment on function keys_outdated() is 'The keys of somebody whose name, birth date or home was changed or redacted go; preparing the database makes them again.';
create function refuse_while_held() returns trigger language plpgsql as $$
begin
    if exists (select from legal_holds h where h.hub_id = old.hub_id and h.contact_id = old.contact_id and h.lifted_at is null) then
        raise exception 'contact is under a legal hold' using errcode = 'restrict_violation', constraint = 'legal_hold';
    end if;
    return old;
end $$;
comment on function refuse_while_held() is 'A legal hold overrides disposal, table by table.';
create function refuse_while_other_held() returns trigger language plpgsql as $$
begin
    if exists (select from legal_holds h where h.hub_id = old.hub_id and h.contact_id = old.other_id and h.lifted_at is null) then
        raise exception 'contact is under a legal hold' using errcode = 'restrict_violation', constraint = 'legal_hold';
    end if;
    return old;
end $$;
comment on function refuse_while_other_held() is 'What is about two contacts is kept while either is held.';
create trigger children_keys before update of given_name, family_name, born_on, address on children for each row execute function keys_outdated();
create trigger adults_keys before update of given_name, family_name, born_on, address on adults for each row execute function keys_outdated();
create trigger contacts_held before delete on contacts for each row execute function refuse_while_held();
create trigger children_held before delete on children for each row execute function refuse_while_held();
create trigger adults_held before delete on adults for each row execute function refuse_while_held();
create trigger safe_contacts_held before delete on safe_contacts for each row execute function refuse_while_held();
create trigger late_information_held before delete on late_information for each row execute function refuse_while_held();
create trigger named_people_held before delete on named_people for each row execute function refuse_while_held();
create trigger kept_out_held before delete on kept_out for each row execute function refuse_while_held();
create trigger legal_holds_held before delete on legal_holds for each row execute function refuse_while_held();
create trigger claims_held before delete on claims for each row execute function refuse_while_held();
create trigger hand_overs_held before delete on hand_overs for each row execute function refuse_while_held();
create trigger owners_held before delete on owners for each row execute function refuse_while_held();
create trigger ratings_held before delete on ratings for each row execute function refuse_while_held();
create trigger clocks_held before delete on clocks for each row execute function refuse_while_held();
create trigger forecasts_held before delete on forecasts for each row execute function refuse_while_held();
create trigger deliveries_held before delete on deliveries for each row execute function refuse_while_held();
create trigger safe_now_held before delete on safe_now for each row execute function refuse_while_held();
create trigger safe_now_append_only before update on safe_now for each row execute function refuse_change_but_redaction();
create trigger matches_held before delete on matches for each row execute function refuse_while_held();
create trigger matches_other_held before delete on matches for each row execute function refuse_while_other_held();
create trigger rungs_held before delete on rungs for each row execute function refuse_while_held();
create trigger measures_held before delete on measures for each row execute function refuse_while_held();
create trigger reviews_held before delete on reviews for each row execute function refuse_while_held();
create trigger review_meetings_held before delete on review_meetings for each row execute function refuse_while_held();

create function refuse_move() returns trigger language plpgsql as $$
begin
    if old.state <> new.state and (old.state::text, new.state::text) not in (
        ('queued', 'sending'), ('queued', 'delivered'), ('queued', 'given_up'),
        ('sending', 'sent'), ('sending', 'delivered'), ('sending', 'failed'), ('sending', 'given_up'),
        ('sent', 'delivered'), ('sent', 'given_up'),
        ('failed', 'sending'), ('failed', 'delivered'), ('failed', 'given_up')
    ) then
        raise exception 'a delivery does not go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'delivery_moves';
    end if;
    return new;
end $$;
comment on function refuse_move() is 'The state machine of a delivery, kept by the database itself.';
create trigger delivery_moves before update of state on deliveries for each row execute function refuse_move();

-- The desk ---------------------------------------------------------------------------------------------------------------------------

create table saved_filters (
    hub_id integer not null,
    filter_id bigint generated always as identity,
    person_id bigint not null,
    name text not null,
    words text not null,
    saved_at timestamptz not null,
    removed_at timestamptz,
    constraint saved_filters_pkey primary key (hub_id, filter_id),
    constraint saved_filters_hub foreign key (hub_id) references hubs,
    constraint saved_filters_person foreign key (person_id) references people
);
create unique index saved_filters_name_once on saved_filters (hub_id, person_id, lower(name)) where removed_at is null; -- what has this person saved here?
comment on table saved_filters is 'What somebody likes to see of the queue, under a name of their own. It changes nothing for anybody else.';
comment on column saved_filters.hub_id is 'plain: the hub';
comment on column saved_filters.filter_id is 'plain: number';
comment on column saved_filters.person_id is 'plain: whose';
comment on column saved_filters.name is 'staff: what they call it';
comment on column saved_filters.words is 'plain: group:code pairs, codes alone';
comment on column saved_filters.saved_at is 'plain: when';
comment on column saved_filters.removed_at is 'plain: since when it is no more';

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

create table strategy_requests (
    hub_id integer not null,
    strategy_request_id bigint generated always as identity,
    contact_id bigint not null,
    said_at timestamptz not null,
    said_by bigint not null,
    answer text,
    reason text not null,
    constraint strategy_requests_pkey primary key (hub_id, contact_id, strategy_request_id),
    constraint strategy_requests_contact foreign key (hub_id, contact_id) references contacts,
    constraint strategy_requests_said_by foreign key (said_by) references people
);
comment on table strategy_requests is 'Requests for a strategy discussion about a contact, each with its answer after it. [retention: contact]';
comment on column strategy_requests.hub_id is 'plain: the hub';
comment on column strategy_requests.strategy_request_id is 'plain: number, which grows with time';
comment on column strategy_requests.contact_id is 'plain: the contact';
comment on column strategy_requests.said_at is 'plain: when it was asked for, or answered';
comment on column strategy_requests.said_by is 'plain: the person who asked, or the manager who answered';
comment on column strategy_requests.answer is 'plain: agreed or refused; none in a request';
comment on column strategy_requests.reason is 'subject: why it is needed, or why it is held or not';
create trigger strategy_requests_held before delete on strategy_requests for each row execute function refuse_while_held();

create table reasons (
    hub_id integer not null,
    contact_id bigint not null,
    digest text not null,
    words text not null,
    constraint reasons_pkey primary key (hub_id, contact_id, digest),
    constraint reasons_contact foreign key (hub_id, contact_id) references contacts
);
comment on table reasons is 'Texts that events of a contact hold as digests: why something was done. [retention: contact]';
comment on column reasons.hub_id is 'plain: the hub';
comment on column reasons.contact_id is 'plain: the contact';
comment on column reasons.digest is 'plain: salted digest, as it stands in the body of the event; seq: and its number where the body holds none';
comment on column reasons.words is 'subject: the text';
create trigger reasons_held before delete on reasons for each row execute function refuse_while_held();

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

create table attempts (
    hub_id integer not null,
    attempt_id bigint generated always as identity,
    contact_id bigint,
    way text not null,
    at timestamptz not null,
    person_id bigint not null,
    told_at timestamptz,
    constraint attempts_pkey primary key (hub_id, attempt_id),
    constraint attempts_contact foreign key (hub_id, contact_id) references contacts,
    constraint attempts_person foreign key (person_id) references people,
    constraint attempts_way check (way in ('opened', 'found'))
);
create index attempts_untold on attempts (hub_id, attempt_id) where told_at is null; -- who is still to be told?
create index attempts_of_contact on attempts (hub_id, contact_id) where contact_id is not null; -- who looked for this?
comment on table attempts is 'Look-ups by reference or by name that found less than there is: the people named on a restricted contact see who looked for it. [retention: contact]';
comment on column attempts.hub_id is 'plain: the hub';
comment on column attempts.attempt_id is 'plain: number';
comment on column attempts.contact_id is 'plain: the restricted contact that was looked for; none where nothing was met, which is forgotten within hours';
comment on column attempts.way is 'plain: opened (by its reference) or found (by a name of its family)';
comment on column attempts.at is 'plain: when';
comment on column attempts.person_id is 'plain: the person or system that looked';
comment on column attempts.told_at is 'plain: when the worker told the people named; none until then';
create trigger attempts_held before delete on attempts for each row execute function refuse_while_held();

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

create table restrict_too_questions (
    hub_id integer not null,
    question_id bigint generated always as identity,
    contact_id bigint not null,
    other_id bigint not null,
    asked_at timestamptz not null,
    climb_at timestamptz,
    answered_at timestamptz,
    answered_by bigint,
    restricted_too boolean,
    constraint restrict_too_questions_pkey primary key (hub_id, question_id),
    constraint restrict_too_questions_contact foreign key (hub_id, contact_id) references contacts,
    constraint restrict_too_questions_other foreign key (hub_id, other_id) references contacts,
    constraint restrict_too_questions_answered_by foreign key (answered_by) references people,
    constraint restrict_too_questions_once unique (hub_id, contact_id, other_id),
    constraint restrict_too_questions_whole check ((answered_at is null) = (restricted_too is null) and (answered_at is null or climb_at is null))
);
create index restrict_too_questions_climbing on restrict_too_questions (climb_at) where climb_at is not null; -- which waited too long?
comment on table restrict_too_questions is 'Another incident under the reference of a restricted contact: must it be restricted too? Asked of the people named alone. [retention: contact]';
comment on column restrict_too_questions.hub_id is 'plain: the hub';
comment on column restrict_too_questions.question_id is 'plain: number';
comment on column restrict_too_questions.contact_id is 'plain: the restricted contact, whose people are asked';
comment on column restrict_too_questions.other_id is 'plain: the contact that came';
comment on column restrict_too_questions.asked_at is 'plain: when';
comment on column restrict_too_questions.climb_at is 'plain: when the next person is told; none once it is answered or no longer asks anything';
comment on column restrict_too_questions.answered_at is 'plain: when it was answered';
comment on column restrict_too_questions.answered_by is 'plain: by whom';
comment on column restrict_too_questions.restricted_too is 'plain: the answer';
create trigger restrict_too_questions_held before delete on restrict_too_questions for each row execute function refuse_while_held();
create trigger restrict_too_questions_other_held before delete on restrict_too_questions for each row execute function refuse_while_other_held();

create table senders (
    hub_id integer not null,
    sender_id bigint generated always as identity,
    name text not null,
    source text not null,
    concern text,
    encoding text,
    hidden text,
    columns jsonb not null default '{}',
    changed_at timestamptz not null,
    changed_by bigint not null,
    constraint senders_pkey primary key (hub_id, sender_id),
    constraint senders_hub foreign key (hub_id) references hubs,
    constraint senders_changed_by foreign key (changed_by) references people,
    constraint senders_hidden check (hidden in ('read', 'leave'))
);
create unique index senders_once on senders (hub_id, lower(name)); -- how are the lists of this sender read?
comment on table senders is 'Senders of lists, and how the lists of each are read: what a person said once of their columns and letters.';
comment on column senders.hub_id is 'plain: the hub';
comment on column senders.sender_id is 'plain: number';
comment on column senders.name is 'plain: what the hub calls the sender';
comment on column senders.source is 'plain: code of the source of its contacts';
comment on column senders.concern is 'plain: code of what its lists are about where they do not say; else none';
comment on column senders.encoding is 'plain: encoding of its files where they do not say it themselves; none until a person chose one';
comment on column senders.hidden is 'plain: whether hidden rows and columns are read or left out; none until a person chose';
comment on column senders.columns is 'plain: headers of its last list, each with the meaning a person gave it; shape declared by board.domain.lists.senders.Columns';
comment on column senders.changed_at is 'plain: when somebody changed this last';
comment on column senders.changed_by is 'plain: who did';

create table drafts (
    hub_id integer not null,
    draft_id uuid not null,
    kind text not null,
    begun_at timestamptz not null,
    begun_by bigint not null,
    owner_id bigint not null,
    touched_at timestamptz not null,
    words bytea,
    found bytea,
    owner_told_at timestamptz,
    managers_told_at timestamptz,
    ended_at timestamptz,
    ended_by bigint,
    ended_as text,
    constraint drafts_pkey primary key (hub_id, draft_id),
    constraint drafts_hub foreign key (hub_id) references hubs,
    constraint drafts_begun_by foreign key (begun_by) references people,
    constraint drafts_owner foreign key (owner_id) references people,
    constraint drafts_ended_by foreign key (ended_by) references people,
    constraint drafts_kind check (kind in ('list', 'link')),
    constraint drafts_ended_whole check ((ended_at is null) = (ended_as is null)),
    constraint drafts_ended_empty check (ended_at is null or words is null)
);
create index drafts_open on drafts (hub_id, begun_at) where ended_at is null; -- which words has nobody kept or thrown away yet?
comment on table drafts is 'Unfinished words: what somebody gave and nobody has kept or thrown away yet. The one table in which words about a family stand without its contact, and so they are sealed with the server key; once it ended, the words are gone.';
comment on column drafts.hub_id is 'plain: the hub';
comment on column drafts.draft_id is 'plain: random number, the only handle outside';
comment on column drafts.kind is 'plain: list (a list that was uploaded) or link (what the person of a link typed)';
comment on column drafts.begun_at is 'plain: when it was begun';
comment on column drafts.begun_by is 'plain: who began it';
comment on column drafts.owner_id is 'plain: who has it now: the writer, or the manager who took it over';
comment on column drafts.touched_at is 'plain: when its owner last did something with it; reminders count from here';
comment on column drafts.words is 'secret: what was given, sealed with the server key; none once it was kept or ended';
comment on column drafts.found is 'secret: what the board read in it and what became of it, sealed alike; none some time after it ended';
comment on column drafts.owner_told_at is 'plain: when its owner was told that it waits';
comment on column drafts.managers_told_at is 'plain: when managers on duty were told';
comment on column drafts.ended_at is 'plain: when it ended';
comment on column drafts.ended_by is 'plain: who ended it; none where the board did';
comment on column drafts.ended_as is 'plain: kept, ran_out at the limit of the hub, or the code of the reason for which it was thrown away';

create table lists (
    hub_id integer not null,
    draft_id uuid not null,
    sender_id bigint not null,
    digest bytea not null,
    stage text not null,
    lines integer not null default 0,
    done integer not null default 0,
    held integer not null default 0,
    same jsonb not null default '{}',
    kept_at timestamptz,
    leased_until timestamptz,
    constraint lists_pkey primary key (hub_id, draft_id),
    constraint lists_draft foreign key (hub_id, draft_id) references drafts,
    constraint lists_sender foreign key (hub_id, sender_id) references senders,
    constraint lists_stage check (stage in ('reading', 'asking', 'checked', 'keeping', 'kept', 'ended'))
);
create unique index lists_once on lists (hub_id, digest) where stage <> 'ended'; -- was this very file uploaded already?
create index lists_to_do on lists (hub_id) where stage in ('reading', 'keeping'); -- what is there for a worker to read or keep?
comment on table lists is 'Uploaded lists: how far each is.';
comment on column lists.hub_id is 'plain: the hub';
comment on column lists.draft_id is 'plain: its draft, which holds its words and says whose it is';
comment on column lists.sender_id is 'plain: its sender';
comment on column lists.digest is 'secret: keyed digest of the file, by which the same file is known again';
comment on column lists.stage is 'plain: reading (a worker reads it), asking (a person must say how to read it), checked (ready to be kept), keeping, kept (held-back lines wait), ended';
comment on column lists.lines is 'plain: how many lines it has';
comment on column lists.done is 'plain: how many of them are checked, or kept';
comment on column lists.held is 'plain: how many lines are held back';
comment on column lists.same is 'plain: lines that their owner answered are more of a contact; shape declared by board.domain.lists.stages.Same';
comment on column lists.kept_at is 'plain: when the last line was kept';
comment on column lists.leased_until is 'plain: until when a worker has it to itself; another goes on with it after that';

create table sealed_texts (
    hub_id integer not null,
    sealed_id bigint generated always as identity,
    contact_id bigint not null,
    place text not null,
    number bigint not null,
    words text not null,
    sealed_at timestamptz not null,
    sealed_by bigint not null,
    constraint sealed_texts_pkey primary key (hub_id, contact_id, sealed_id),
    constraint sealed_texts_contact foreign key (hub_id, contact_id) references contacts,
    constraint sealed_texts_sealed_by foreign key (sealed_by) references people
);
comment on table sealed_texts is 'Texts of a held contact as they were before a redaction. No page and no answer reads them; lifting the hold removes them. [retention: contact]';
comment on column sealed_texts.hub_id is 'plain: the hub';
comment on column sealed_texts.sealed_id is 'plain: number, which grows with time';
comment on column sealed_texts.contact_id is 'plain: the contact that is held';
comment on column sealed_texts.place is 'plain: table and column, as the event of the redaction names them';
comment on column sealed_texts.number is 'plain: number of the row';
comment on column sealed_texts.words is 'subject: the text before';
comment on column sealed_texts.sealed_at is 'plain: when it was redacted';
comment on column sealed_texts.sealed_by is 'plain: by whom';
create trigger sealed_texts_held before delete on sealed_texts for each row execute function refuse_while_held();
create trigger sealed_texts_append_only before update on sealed_texts for each row execute function refuse_change();

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

create table guests (
    hub_id integer not null,
    guest_id bigint not null,
    agency_id bigint not null,
    email text,
    entry_id bigint not null,
    added_at timestamptz not null,
    added_by bigint not null,
    confirmed_at timestamptz,
    confirmed_by bigint,
    confirmed_how text,
    ended_at timestamptz,
    ended_by bigint,
    link_id uuid,
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
    constraint guests_ended_whole check ((ended_at is null) = (ended_by is null)),
    constraint guests_address check ((email is null) = (link_id is not null))
);
create unique index guests_once on guests (hub_id, agency_id, lower(email)) where ended_at is null; -- is this person a guest of this agency already?
comment on table guests is 'People outside whom a hub asks by a link: no seat, no password, no lens. The name stands in people, beside those of colleagues.';
comment on column guests.hub_id is 'plain: the one hub that knows them';
comment on column guests.guest_id is 'plain: number of the person, under which acts and readings are kept';
comment on column guests.agency_id is 'plain: the agency they work for';
comment on column guests.email is 'staff: work address, to which links go; none: came by a mailbox';
comment on column guests.entry_id is 'plain: the entry of the directory that is their work number';
comment on column guests.added_at is 'plain: when';
comment on column guests.added_by is 'plain: by whom; themselves, where they came by a mailbox';
comment on column guests.confirmed_at is 'plain: when name, agency and address were confirmed; none: not yet';
comment on column guests.confirmed_by is 'plain: by whom, never the person who added them';
comment on column guests.confirmed_how is 'plain: switchboard, official_directory or letter';
comment on column guests.ended_at is 'plain: when the hub removed them';
comment on column guests.ended_by is 'plain: by whom';
comment on column guests.link_id is 'plain: the link to a mailbox by which they came, whose code they entered; none: a colleague added them';

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
    grant_id bigint,
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
    constraint links_grant foreign key (hub_id, grant_id) references seat_grants,
    constraint links_for_one check (num_nonnulls(guest_id, person_id, mailbox_id, grant_id) = 1),
    constraint links_question check ((purpose = 'add_information') = (question is not null) and (question is null or contact_id is not null)),
    constraint links_seven_days check (valid_until > asked_at and valid_until <= asked_at + interval '7 days'),
    constraint links_withdrawn_whole check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index links_of_contact on links (hub_id, contact_id, asked_at); -- whom outside were people asked about this contact?
create index links_of_grant on links (hub_id, grant_id, asked_at) where grant_id is not null; -- which link was sent for this seat?
create index links_running on links (hub_id, valid_until) where withdrawn_at is null and answered_at is null and void_at is null; -- which links have run out?
create index links_of_guest on links (hub_id, guest_id); -- which links end when the hub removes a guest?
comment on column links.grant_id is 'plain: the seat that was given, for whose person it is';
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
comment on column links.void_at is 'plain: when a restore of the database voided it, or when its time had run out';
comment on column links.number is 'plain: number by which its text is redacted';
comment on column links.draft_id is 'plain: the words that its person typed and has not sent; none: none yet';

create table link_statements (
    hub_id integer not null,
    statement_id uuid not null,
    link_id uuid not null,
    said_name text not null,
    said_role text not null,
    said_at timestamptz not null,
    ended_at timestamptz,
    constraint link_statements_pkey primary key (hub_id, statement_id),
    constraint link_statements_link foreign key (hub_id, link_id) references links
);
create index link_statements_of_link on link_statements (hub_id, link_id, said_at); -- who waits for a code of this link?
comment on table link_statements is 'Who somebody at the door of a link says they are, in one browser, before there is a code for them. The member of staff who makes the code sees it.';
comment on column link_statements.hub_id is 'plain: the hub';
comment on column link_statements.statement_id is 'plain: random number';
comment on column link_statements.link_id is 'plain: the link';
comment on column link_statements.said_name is 'staff: name, as the person stated it';
comment on column link_statements.said_role is 'staff: role, as the person stated it';
comment on column link_statements.said_at is 'plain: when';
comment on column link_statements.ended_at is 'plain: when the same browser stated something else instead';

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
    given_by bigint,
    statement_id uuid,
    constraint link_codes_pkey primary key (hub_id, code_id),
    constraint link_codes_link foreign key (hub_id, link_id) references links,
    constraint link_codes_entry foreign key (hub_id, entry_id) references agency_entries,
    constraint link_codes_statement foreign key (hub_id, statement_id) references link_statements,
    constraint link_codes_made_by foreign key (made_by) references people,
    constraint link_codes_asked_by foreign key (asked_by) references people,
    constraint link_codes_confirmed_by foreign key (confirmed_by) references people,
    constraint link_codes_given_by foreign key (given_by) references people,
    constraint link_codes_route_known check (route in ('text', 'call')),
    constraint link_codes_by_telephone check (entry_kind = 'telephone'),
    constraint link_codes_of_the_agency check (entry_agency_id = link_agency_id),
    constraint link_codes_another_route check (address <> link_sent_to),
    constraint link_codes_known_before check (known_at < asked_at),
    constraint link_codes_confirmed check (confirmed_at is not null and confirmed_at <= made_at),
    constraint link_codes_confirmed_by_another check (confirmed_by is not null and confirmed_by <> asked_by and confirmed_by is distinct from given_by),
    constraint link_codes_called_by_another check (route <> 'call' or made_by <> asked_by and made_by is distinct from given_by),
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
comment on column link_codes.given_by is 'plain: who gave the seat of a first sign-in; none: the board command, or it is for something else';
comment on column link_codes.statement_id is 'plain: whose code it is, in whose browser alone it opens the link; none: it opens the link in no new browser';

create table link_sessions (
    hub_id integer not null,
    session_id uuid not null,
    link_id uuid not null,
    code_id uuid not null,
    token_hash bytea not null,
    begun_at timestamptz not null,
    seen_at timestamptz not null,
    locked_at timestamptz,
    ended_at timestamptz,
    ended_why text,
    constraint link_sessions_pkey primary key (session_id),
    constraint link_sessions_link foreign key (hub_id, link_id) references links,
    constraint link_sessions_code foreign key (hub_id, code_id) references link_codes,
    constraint link_sessions_statement foreign key (hub_id, session_id) references link_statements,
    constraint link_sessions_token_once unique (token_hash),
    constraint link_sessions_ended_whole check ((ended_at is null) = (ended_why is null)),
    constraint link_sessions_why_known check (ended_why in ('answered', 'withdrawn', 'replaced', 'too_many_codes', 'left', 'over', 'restored', 'given', 'not_mine', 'taken_away'))
);
create unique index link_sessions_one_open on link_sessions (hub_id, link_id) where ended_at is null; -- is anybody in through this link?
comment on table link_sessions is 'A browser in which a link was opened with its code. Nothing of it is a session of a colleague: other table, cookie, guard and sweep.';
comment on column link_sessions.hub_id is 'plain: the hub';
comment on column link_sessions.session_id is 'plain: its number, never the cookie: that of the statement of its person';
comment on column link_sessions.link_id is 'plain: its link';
comment on column link_sessions.code_id is 'plain: the code that opened it, which opens it again after a pause';
comment on column link_sessions.token_hash is 'secret: hash of the cookie';
comment on column link_sessions.begun_at is 'plain: when the code was right';
comment on column link_sessions.seen_at is 'plain: when the person last did something';
comment on column link_sessions.locked_at is 'plain: when it locked for idleness';
comment on column link_sessions.ended_at is 'plain: when it ended';
comment on column link_sessions.ended_why is 'plain: answered, withdrawn, replaced (opened in another browser), too_many_codes, left, over (time or purpose), restored, given (to a deputy), not_mine, taken_away';

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

alter table guests add constraint guests_link foreign key (hub_id, link_id) references links;

create function link_code_facts() returns trigger language plpgsql as $$
begin
    select l.agency_id, l.sent_to, l.asked_at, l.asked_by, g.given_by
        into new.link_agency_id, new.link_sent_to, new.asked_at, new.asked_by, new.given_by
        from links l left join seat_grants g on g.hub_id = l.hub_id and g.grant_id = l.grant_id
        where l.hub_id = new.hub_id and l.link_id = new.link_id for share of l;
    select e.kind, e.agency_id, e.address, greatest(e.added_at, e.changed_at), e.confirmed_at, e.confirmed_by
        into new.entry_kind, new.entry_agency_id, new.address, new.known_at, new.confirmed_at, new.confirmed_by
        from agency_entries e where e.hub_id = new.hub_id and e.entry_id = new.entry_id for share;
    return new;
end $$;
comment on function link_code_facts() is 'Who asked, where the link went and which number it is are copied from where they stand: nobody who writes a code can say otherwise.';
create trigger link_codes_facts before insert or update of hub_id, link_id, entry_id, link_agency_id, link_sent_to, asked_at, asked_by, entry_kind,
    entry_agency_id, address, known_at, confirmed_at, confirmed_by, given_by on link_codes for each row execute function link_code_facts();
create function refuse_other_link() returns trigger language plpgsql as $$
begin
    raise exception 'a link stays for whom and what it was asked' using errcode = 'restrict_violation', constraint = 'links_stay';
end $$;
comment on function refuse_other_link() is 'Another person, purpose, address or asker is another link.';
create trigger links_stay before update of link_id, purpose, agency_id, guest_id, person_id, mailbox_id, contact_id, sent_to, token_hash, asked_at,
    asked_by, valid_until on links for each row execute function refuse_other_link();
create trigger links_held before delete on links for each row execute function refuse_while_held();

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

alter table deliveries add constraint deliveries_link foreign key (hub_id, link_id) references links;
alter table deliveries add constraint deliveries_code foreign key (hub_id, code_id) references link_codes;

create table consent_facts (
    hub_id integer not null,
    consent_fact_id bigint generated always as identity,
    contact_id bigint not null,
    adult_id bigint,
    child_id bigint,
    topic text not null,
    code text not null,
    spoken_with text,
    words text,
    limits text,
    reason text,
    said_at timestamptz not null,
    look_again_on date,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    replaced_at timestamptz,
    constraint consent_facts_pkey primary key (hub_id, contact_id, consent_fact_id),
    constraint consent_facts_contact foreign key (hub_id, contact_id) references contacts,
    constraint consent_facts_adult foreign key (hub_id, adult_id) references adults,
    constraint consent_facts_child foreign key (hub_id, child_id) references children,
    constraint consent_facts_recorded_by foreign key (recorded_by) references people,
    constraint consent_facts_code check (case topic when 'decides' then code in ('yes', 'no')
        when 'consent' then code in ('agreed', 'refused', 'not_asked') when 'awareness' then code in ('not_aware', 'aware', 'told')
        when 'dispensed' then code = 'yes' when 'harm' then code = 'yes' else false end),
    constraint consent_facts_whom check (num_nonnulls(adult_id, child_id) = case when topic in ('dispensed', 'harm') then 0 else 1 end),
    constraint consent_facts_look_again check ((look_again_on is not null) = (code = 'not_aware')),
    constraint consent_facts_because check (reason is not null or code in ('agreed', 'refused', 'aware', 'told')),
    constraint consent_facts_decides check (topic <> 'decides' or child_id is not null)
);
create unique index consent_facts_stand on consent_facts (hub_id, contact_id, topic, coalesce(adult_id, 0), coalesce(child_id, 0))
    where replaced_at is null; -- which fact of this person stands?
comment on table consent_facts is 'Who decides, consent, what people know, decisions to go on without consent, and that significant harm is suspected; a later fact replaces the one before. [retention: contact]';
comment on column consent_facts.hub_id is 'plain: the hub';
comment on column consent_facts.consent_fact_id is 'plain: number, which grows with time';
comment on column consent_facts.contact_id is 'plain: the contact';
comment on column consent_facts.adult_id is 'plain: the adult it is about; or else the child';
comment on column consent_facts.child_id is 'plain: the child it is about; neither where it is about the whole contact';
comment on column consent_facts.topic is 'plain: decides (a young person who can decide), consent, awareness, dispensed, harm (significant harm suspected)';
comment on column consent_facts.code is 'subject: the answer, by the topic: yes or no; agreed, refused or not_asked; not_aware, aware or told';
comment on column consent_facts.spoken_with is 'subject: name and role of the person who asked or told';
comment on column consent_facts.words is 'subject: the words they were asked in';
comment on column consent_facts.limits is 'subject: limits they set';
comment on column consent_facts.reason is 'subject: why they were not asked, are not told, can decide, why the hub goes on without consent, or why harm is suspected';
comment on column consent_facts.said_at is 'plain: when it was said or so';
comment on column consent_facts.look_again_on is 'plain: the day to decide again whether they can be told';
comment on column consent_facts.recorded_at is 'plain: when it was recorded';
comment on column consent_facts.recorded_by is 'plain: by whom';
comment on column consent_facts.replaced_at is 'plain: when a later fact took its place; none of the one that stands';
create trigger consent_facts_held before delete on consent_facts for each row execute function refuse_while_held();

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

create table advice (
    hub_id integer not null,
    advice_id bigint generated always as identity,
    source text not null,
    advice text not null,
    given_at timestamptz not null,
    given_by bigint not null,
    became_contact_at timestamptz,
    constraint advice_pkey primary key (hub_id, advice_id),
    constraint advice_hub foreign key (hub_id) references hubs,
    constraint advice_given_by foreign key (given_by) references people,
    constraint advice_known check (advice ~ '^[A-Za-z][A-Za-z0-9_]{0,39}$')
);
create index advice_by_time on advice (hub_id, given_at); -- how often was advice given?
comment on table advice is 'Advice given without a contact: two codes, and nothing of a family.';
comment on column advice.hub_id is 'plain: the hub';
comment on column advice.advice_id is 'plain: number';
comment on column advice.source is 'plain: code of the source that asked';
comment on column advice.advice is 'plain: code of the advice';
comment on column advice.given_at is 'plain: when';
comment on column advice.given_by is 'plain: by whom';
comment on column advice.became_contact_at is 'plain: when somebody said that it becomes a contact; it is counted as that from then on';

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
create index interests_standing on interests (hub_id, person_id) where ended_at is null; -- who has an interest in some family now?
create unique index interests_marked_once on interests (hub_id, contact_id, person_id) where ended_at is null and contact_id is not null; -- nobody marked twice
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
create index interest_contacts_apart on interest_contacts (hub_id, contact_id, person_id) where ended_at is null; -- is this contact kept from this person?
create index interest_contacts_of_person on interest_contacts (hub_id, person_id) where ended_at is null; -- which contacts are kept from this person?
comment on table interest_contacts is 'Contacts that a person may not know of, because of an interest in the family. [retention: contact]';
comment on column interest_contacts.hub_id is 'plain: the hub';
comment on column interest_contacts.interest_id is 'plain: the interest';
comment on column interest_contacts.contact_id is 'plain: the contact';
comment on column interest_contacts.person_id is 'subject: from whom it is kept; that they have an interest tells of the family';
comment on column interest_contacts.kept_at is 'plain: since when';
comment on column interest_contacts.ended_at is 'plain: until when; a manager ended the interest';
create trigger interest_contacts_held before delete on interest_contacts for each row execute function refuse_while_held();

create table gradings (
    hub_id integer not null,
    grading_id bigint generated always as identity,
    contact_id bigint not null,
    stage text not null,
    grading text not null,
    tool text not null,
    version text,
    score integer,
    words text,
    algorithm boolean not null,
    graded_by text not null,
    graded_at timestamptz not null,
    reason text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint gradings_pkey primary key (hub_id, contact_id, grading_id),
    constraint gradings_contact foreign key (hub_id, contact_id) references contacts,
    constraint gradings_recorded_by foreign key (recorded_by) references people,
    constraint gradings_stage check (stage in ('first', 'secondary')),
    constraint gradings_grading check (grading in ('standard', 'medium', 'high')),
    constraint gradings_score check (score between 0 and 1000)
);
comment on table gradings is 'First and secondary gradings of a domestic abuse incident, recorded after the contact arrived. [retention: contact]';
comment on column gradings.hub_id is 'plain: the hub';
comment on column gradings.grading_id is 'plain: number, which grows with time';
comment on column gradings.contact_id is 'plain: the contact';
comment on column gradings.stage is 'plain: first (the officer who attended) or secondary';
comment on column gradings.grading is 'subject: standard, medium or high';
comment on column gradings.tool is 'plain: code of the hub''s list of tools';
comment on column gradings.version is 'subject: version of the tool';
comment on column gradings.score is 'subject: score of the tool';
comment on column gradings.words is 'subject: the sender''s word for the grading, as sent';
comment on column gradings.algorithm is 'plain: an algorithm gave it, not a person';
comment on column gradings.graded_by is 'subject: name and role of the person who graded, or name of the algorithm';
comment on column gradings.graded_at is 'plain: when it was graded';
comment on column gradings.reason is 'subject: why it is lower than the grading before it';
comment on column gradings.recorded_at is 'plain: when it was recorded';
comment on column gradings.recorded_by is 'plain: by whom';
create trigger gradings_held before delete on gradings for each row execute function refuse_while_held();
create trigger gradings_append_only
    before update of grading_id, contact_id, stage, grading, tool, score, algorithm, graded_at, recorded_at, recorded_by on gradings
    for each row execute function refuse_change(); -- its texts alone change, by redaction

create table person_facts (
    hub_id integer not null,
    person_fact_id bigint generated always as identity,
    contact_id bigint not null,
    adult_id bigint,
    child_id bigint,
    kind text not null,
    state text not null,
    codes text[] not null default '{}',
    words text,
    said_by text,
    said_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint person_facts_pkey primary key (hub_id, contact_id, person_fact_id),
    constraint person_facts_contact foreign key (hub_id, contact_id) references contacts,
    constraint person_facts_adult foreign key (hub_id, adult_id) references adults,
    constraint person_facts_child foreign key (hub_id, child_id) references children,
    constraint person_facts_recorded_by foreign key (recorded_by) references people,
    constraint person_facts_kind check (kind in ('sex', 'ethnicity', 'disability', 'first_language', 'interpreter', 'school', 'gp',
        'relationship', 'care', 'parental_responsibility')),
    constraint person_facts_state check (state in ('known', 'refused', 'not_known', 'not_asked')),
    constraint person_facts_said check (case when state = 'known' then cardinality(codes) > 0 or words is not null else codes = '{}' end),
    constraint person_facts_whose check (case when kind in ('relationship', 'care') then num_nonnulls(adult_id, child_id) = 2
        when kind = 'parental_responsibility' then adult_id is not null when kind = 'school' then adult_id is null and child_id is not null
        else num_nonnulls(adult_id, child_id) = 1 end)
);
comment on table person_facts is 'Facts of a person on a contact, each with the words it was said in; the newest of a kind counts, and none is changed. [retention: contact]';
comment on column person_facts.hub_id is 'plain: the hub';
comment on column person_facts.person_fact_id is 'plain: number, which grows with time';
comment on column person_facts.contact_id is 'plain: the contact';
comment on column person_facts.adult_id is 'plain: the adult it is about';
comment on column person_facts.child_id is 'plain: the child it is about; beside an adult, the child to whom the adult is related. None beside parental responsibility: of the children as a whole';
comment on column person_facts.kind is 'plain: sex, ethnicity, disability, first_language, interpreter, school, gp, relationship, care or parental_responsibility';
comment on column person_facts.state is 'subject: known; refused, not_known (asked, and they did not know) or not_asked';
comment on column person_facts.codes is 'subject: codes of the list of this kind, or a national number; none where only words are known';
comment on column person_facts.words is 'subject: the words it was said in, as they were sent or typed';
comment on column person_facts.said_by is 'subject: name and role of the person who said so; none for the sender of the contact';
comment on column person_facts.said_at is 'plain: when it was said';
comment on column person_facts.recorded_at is 'plain: when it was recorded';
comment on column person_facts.recorded_by is 'plain: by whom';
create trigger person_facts_held before delete on person_facts for each row execute function refuse_while_held();
create trigger person_facts_append_only
    before update of person_fact_id, contact_id, adult_id, child_id, kind, state, codes, said_at, recorded_at, recorded_by on person_facts
    for each row execute function refuse_change(); -- its texts alone change, by redaction
create table requests (
    hub_id integer not null,
    request_id uuid not null,
    number bigint generated always as identity,
    contact_id bigint not null,
    agency_id bigint not null,
    asked_at timestamptz not null,
    asked_by bigint not null,
    why text not null,
    necessary text not null,
    question text,
    questions text[] not null,
    baseline_version integer not null,
    ground text not null,
    aware text not null,
    consent_facts bigint[] not null default '{}',
    basis text not null,
    due_at timestamptz not null,
    runs_through boolean not null,
    due_because text,
    confirmed_at timestamptz,
    confirmed_by bigint,
    confirmed_because text,
    by_telephone_at timestamptz,
    by_telephone_by bigint,
    withdrawn_at timestamptz,
    withdrawn_by bigint,
    withdrawn_because text,
    form_version integer,
    form_digest bytea,
    sent_at timestamptz,
    failed_at timestamptz,
    problem text,
    opened_at timestamptz,
    link_id uuid,
    constraint requests_pkey primary key (hub_id, request_id),
    constraint requests_number_once unique (hub_id, number),
    constraint requests_of_contact unique (hub_id, request_id, contact_id),
    constraint requests_of_agency unique (hub_id, request_id, contact_id, agency_id),
    constraint requests_contact foreign key (hub_id, contact_id) references contacts,
    constraint requests_agency foreign key (hub_id, agency_id) references agencies,
    constraint requests_asked_by foreign key (asked_by) references people,
    constraint requests_confirmed_by foreign key (confirmed_by) references people,
    constraint requests_by_telephone_by foreign key (by_telephone_by) references people,
    constraint requests_withdrawn_by foreign key (withdrawn_by) references people,
    constraint requests_link foreign key (hub_id, link_id) references links,
    constraint requests_ground_known check (ground in ('agreed', 'dispensed', 'harm', 'red_at_once')),
    constraint requests_aware_known check (aware in ('aware', 'not_aware', 'not_recorded')),
    constraint requests_asks check (cardinality(questions) > 0 or question is not null),
    constraint requests_due_after_asked check (due_at >= asked_at),
    constraint requests_confirmed_whole check (num_nonnulls(confirmed_at, confirmed_by, confirmed_because) in (0, 3)
        and (confirmed_at is null or ground = 'red_at_once')),
    constraint requests_by_telephone_whole check ((by_telephone_at is null) = (by_telephone_by is null)),
    constraint requests_withdrawn_whole check (num_nonnulls(withdrawn_at, withdrawn_by, withdrawn_because) in (0, 3)),
    constraint requests_withdrawn_or_confirmed check (withdrawn_at is null or confirmed_at is null or withdrawn_at >= confirmed_at),
    constraint requests_form_whole check ((form_version is null) = (form_digest is null)),
    constraint requests_sent_with_form check (sent_at is null or form_version is not null),
    constraint requests_failed_whole check ((failed_at is null) = (problem is null) and (failed_at is null or sent_at is null)),
    constraint requests_opened_after_sent check (opened_at is null or sent_at is not null)
);
create index requests_of_this_contact on requests (hub_id, contact_id, number); -- whom did the hub ask about this contact?
create index requests_to_agency on requests (hub_id, agency_id, due_at) where withdrawn_at is null; -- what is this agency asked?
create index requests_to_prepare on requests (asked_at) where sent_at is null and failed_at is null and withdrawn_at is null; -- which forms are to be drawn?
comment on table requests is 'Information asked of an agency about people of a contact: why, on which ground, by when, and whether its form went. [retention: contact]';
comment on column requests.hub_id is 'plain: the hub';
comment on column requests.request_id is 'plain: random number, in addresses';
comment on column requests.number is 'plain: number, which grows with time; clocks and redactions name it';
comment on column requests.contact_id is 'plain: the contact';
comment on column requests.agency_id is 'plain: the agency asked';
comment on column requests.asked_at is 'plain: when';
comment on column requests.asked_by is 'plain: by whom';
comment on column requests.why is 'plain: code of the lawful reason, of the hub''s list';
comment on column requests.necessary is 'subject: why it is necessary and proportionate';
comment on column requests.question is 'subject: the question in the words of the person who asks; none: the baseline questions alone';
comment on column requests.questions is 'plain: the agency''s baseline questions as they stood';
comment on column requests.baseline_version is 'plain: version of the policy that they are from; 0: the default';
comment on column requests.ground is 'plain: agreed, dispensed, harm, or red_at_once: sent at once, for a manager to confirm or withdraw';
comment on column requests.aware is 'plain: whether the parents knew of it when it was asked: aware, not_aware or not_recorded';
comment on column requests.consent_facts is 'plain: numbers of the facts of consent that stood when it was asked, which is the position that goes with it';
comment on column requests.basis is 'plain: what its limit counts in, as of a clock';
comment on column requests.due_at is 'plain: by when; its clock runs to this moment';
comment on column requests.runs_through is 'plain: whether its clock goes on past close';
comment on column requests.due_because is 'subject: why the time was extended last';
comment on column requests.confirmed_at is 'plain: when a manager confirmed what was sent at once';
comment on column requests.confirmed_by is 'plain: by whom';
comment on column requests.confirmed_because is 'subject: why it was right to ask at once';
comment on column requests.by_telephone_at is 'plain: when it was asked by telephone, before its form went';
comment on column requests.by_telephone_by is 'plain: by whom';
comment on column requests.withdrawn_at is 'plain: when it was withdrawn';
comment on column requests.withdrawn_by is 'plain: by whom';
comment on column requests.withdrawn_because is 'subject: why it was withdrawn';
comment on column requests.form_version is 'plain: the version of its form that goes with it';
comment on column requests.form_digest is 'plain: digest of that form; the database refuses one that is not this request''s';
comment on column requests.sent_at is 'plain: when it went, with its form; none: preparing, or not sent';
comment on column requests.failed_at is 'plain: since when it could not be sent';
comment on column requests.problem is 'plain: code of why it could not be sent';
comment on column requests.opened_at is 'plain: when the agency opened its form first';
comment on column requests.link_id is 'plain: the link it went by; none: to the agency''s desk';

create table request_people (
    hub_id integer not null,
    request_person_id bigint generated always as identity,
    request_id uuid not null,
    contact_id bigint not null,
    child_id bigint,
    adult_id bigint,
    nhs_number text,
    former_names text,
    gp text,
    earlier_addresses text,
    with_address boolean not null,
    constraint request_people_pkey primary key (hub_id, request_person_id),
    constraint request_people_contact foreign key (hub_id, contact_id) references contacts,
    constraint request_people_request foreign key (hub_id, request_id, contact_id) references requests (hub_id, request_id, contact_id),
    constraint request_people_child foreign key (hub_id, contact_id, child_id) references children (hub_id, contact_id, child_id),
    constraint request_people_adult foreign key (hub_id, contact_id, adult_id) references adults (hub_id, contact_id, adult_id),
    constraint request_people_child_once unique (hub_id, request_id, child_id),
    constraint request_people_adult_once unique (hub_id, request_id, adult_id),
    constraint request_people_one check (num_nonnulls(child_id, adult_id) = 1),
    constraint request_people_nhs_number check (nhs_number ~ '^[0-9]{10}$')
);
comment on table request_people is 'The child or adult that a request asks about, with what the agency needs to find them. [retention: contact]';
comment on column request_people.hub_id is 'plain: the hub';
comment on column request_people.request_person_id is 'plain: number';
comment on column request_people.request_id is 'plain: the request';
comment on column request_people.contact_id is 'plain: the contact, of which the person is too';
comment on column request_people.child_id is 'plain: the child; or else the adult';
comment on column request_people.adult_id is 'plain: the adult; or else the child';
comment on column request_people.nhs_number is 'subject: NHS number';
comment on column request_people.former_names is 'subject: former names and other names';
comment on column request_people.gp is 'subject: GP practice';
comment on column request_people.earlier_addresses is 'subject: earlier addresses that the agency may know';
comment on column request_people.with_address is 'plain: whether the agency may be told the address that the contact holds';

create table request_forms (
    hub_id integer not null,
    form_id bigint generated always as identity,
    request_id uuid not null,
    contact_id bigint not null,
    agency_id bigint not null,
    version integer not null,
    digest bytea not null,
    content bytea not null,
    drawn_at timestamptz not null,
    constraint request_forms_pkey primary key (hub_id, form_id),
    constraint request_forms_contact foreign key (hub_id, contact_id) references contacts,
    constraint request_forms_request foreign key (hub_id, request_id, contact_id, agency_id)
        references requests (hub_id, request_id, contact_id, agency_id),
    constraint request_forms_version_once unique (hub_id, request_id, version),
    constraint request_forms_whole unique (hub_id, request_id, contact_id, agency_id, version, digest),
    constraint request_forms_digest check (digest = sha256(content)),
    constraint request_forms_version check (version >= 1)
);
comment on table request_forms is 'The referral form as it was drawn for one request. [retention: contact]';
comment on column request_forms.hub_id is 'plain: the hub';
comment on column request_forms.form_id is 'plain: number';
comment on column request_forms.request_id is 'plain: the request';
comment on column request_forms.contact_id is 'plain: its contact';
comment on column request_forms.agency_id is 'plain: the agency it was drawn for, which is the request''s';
comment on column request_forms.version is 'plain: 1 for the first form of this request, 2 for the next';
comment on column request_forms.digest is 'plain: SHA-256 of its bytes';
comment on column request_forms.content is 'subject: the PDF';
comment on column request_forms.drawn_at is 'plain: when it was drawn';
alter table requests add constraint requests_form foreign key (hub_id, request_id, contact_id, agency_id, form_version, form_digest)
    references request_forms (hub_id, request_id, contact_id, agency_id, version, digest);

create table request_parts (
    hub_id integer not null,
    part_id bigint generated always as identity,
    request_id uuid not null,
    contact_id bigint not null,
    child_id bigint,
    adult_id bigint,
    sort text not null,
    words text,
    systems text,
    found_under text,
    found_as text,
    cannot_code text,
    until timestamptz,
    who_may_see text not null,
    said_by text,
    answered_at timestamptz not null,
    answered_by bigint,
    typed_by bigint,
    confirmed_at timestamptz,
    confirmed_by bigint,
    constraint request_parts_pkey primary key (hub_id, part_id),
    constraint request_parts_contact foreign key (hub_id, contact_id) references contacts,
    constraint request_parts_request foreign key (hub_id, request_id, contact_id) references requests (hub_id, request_id, contact_id),
    constraint request_parts_child foreign key (hub_id, request_id, child_id) references request_people (hub_id, request_id, child_id),
    constraint request_parts_adult foreign key (hub_id, request_id, adult_id) references request_people (hub_id, request_id, adult_id),
    constraint request_parts_answered_by foreign key (answered_by) references people,
    constraint request_parts_typed_by foreign key (typed_by) references people,
    constraint request_parts_confirmed_by foreign key (confirmed_by) references people,
    constraint request_parts_one check (num_nonnulls(child_id, adult_id) = 1),
    constraint request_parts_sort_known check (sort in ('held', 'nothing', 'cannot', 'awaited')),
    constraint request_parts_whole check ((sort <> 'held' or words is not null) and (sort = 'cannot') = (cannot_code is not null)
        and (sort = 'awaited') = (until is not null)),
    constraint request_parts_seen_known check (who_may_see in ('social_care', 'social_care_police', 'everybody')),
    constraint request_parts_said check (num_nonnulls(answered_by, typed_by) >= 1 and (typed_by is null) = (said_by is null)),
    constraint request_parts_confirmed_whole check ((confirmed_at is null) = (confirmed_by is null))
);
create index request_parts_of_request on request_parts (hub_id, request_id, part_id); -- is this request answered, and what was said?
comment on table request_parts is 'A part of an agency''s answer about one person; a later part stands beside the ones before. [retention: contact]';
comment on column request_parts.hub_id is 'plain: the hub';
comment on column request_parts.part_id is 'plain: number, which grows with time';
comment on column request_parts.request_id is 'plain: the request';
comment on column request_parts.contact_id is 'plain: its contact';
comment on column request_parts.child_id is 'plain: the child it is about; or else the adult';
comment on column request_parts.adult_id is 'plain: the adult it is about; or else the child';
comment on column request_parts.sort is 'plain: held, nothing (nothing held), cannot (cannot share) or awaited';
comment on column request_parts.words is 'subject: the information, or more about the rest';
comment on column request_parts.systems is 'subject: the systems searched';
comment on column request_parts.found_under is 'subject: the identifiers searched under';
comment on column request_parts.found_as is 'subject: the name or number that the person was found under';
comment on column request_parts.cannot_code is 'plain: code of why it cannot be shared';
comment on column request_parts.until is 'plain: until when it is awaited';
comment on column request_parts.who_may_see is 'plain: social_care, social_care_police or everybody on this contact';
comment on column request_parts.said_by is 'subject: name and role of the person who said it by telephone';
comment on column request_parts.answered_at is 'plain: when';
comment on column request_parts.answered_by is 'plain: the person who answered at a desk or by a link';
comment on column request_parts.typed_by is 'plain: the colleague who typed what was said by telephone';
comment on column request_parts.confirmed_at is 'plain: when the agency confirmed what was said by telephone';
comment on column request_parts.confirmed_by is 'plain: by whom';

create function refuse_other_request() returns trigger language plpgsql as $$
begin
    raise exception 'what was asked and answered stays as it was' using errcode = 'restrict_violation', constraint = 'requests_stay';
end $$;
comment on function refuse_other_request() is 'Another agency, person, reason or answer is another request or another part; texts can be redacted.';
create trigger requests_stay before update of hub_id, request_id, number, contact_id, agency_id, asked_at, asked_by, why, questions,
    baseline_version, ground, aware, consent_facts on requests for each row execute function refuse_other_request();
create trigger request_people_stay before update of hub_id, request_person_id, request_id, contact_id, child_id, adult_id, nhs_number,
    with_address on request_people for each row execute function refuse_other_request();
create trigger request_parts_stay before update of hub_id, part_id, request_id, contact_id, child_id, adult_id, sort, cannot_code, until,
    who_may_see, answered_at, answered_by, typed_by on request_parts for each row execute function refuse_other_request();
create trigger request_forms_append_only before update on request_forms for each row execute function refuse_change();
create trigger requests_held before delete on requests for each row execute function refuse_while_held();
create trigger request_people_held before delete on request_people for each row execute function refuse_while_held();
create trigger request_forms_held before delete on request_forms for each row execute function refuse_while_held();
create trigger request_parts_held before delete on request_parts for each row execute function refuse_while_held();

create table word_mappings (
    hub_id integer not null,
    word_mapping_id bigint generated always as identity,
    list text not null,
    word text not null,
    code text not null,
    from_at timestamptz,
    until_at timestamptz,
    mapped_at timestamptz not null,
    mapped_by bigint not null,
    reason text not null,
    ended_at timestamptz,
    ended_by bigint,
    end_reason text,
    constraint word_mappings_pkey primary key (hub_id, word_mapping_id),
    constraint word_mappings_hub foreign key (hub_id) references hubs,
    constraint word_mappings_mapped_by foreign key (mapped_by) references people,
    constraint word_mappings_ended_by foreign key (ended_by) references people,
    constraint word_mappings_word check (word <> '' and length(word) <= 60),
    constraint word_mappings_days check (until_at >= from_at),
    constraint word_mappings_ended check (num_nonnulls(until_at, ended_at, ended_by, end_reason) in (0, 4))
);
create unique index word_mappings_stand on word_mappings (hub_id, list, word)
    where until_at is null; -- which code does this word have, from its beginning on?
comment on table word_mappings is 'Local words of senders and the codes by which returns read them, from a moment until a moment. Of no family.';
comment on column word_mappings.hub_id is 'plain: the hub';
comment on column word_mappings.word_mapping_id is 'plain: number, which grows with time';
comment on column word_mappings.list is 'plain: the list of codes';
comment on column word_mappings.word is 'plain: the word, without capitals and punctuation around it';
comment on column word_mappings.code is 'plain: the code';
comment on column word_mappings.from_at is 'plain: words recorded from this moment; none for words of any day';
comment on column word_mappings.until_at is 'plain: words recorded before this moment; none while it stands';
comment on column word_mappings.mapped_at is 'plain: when it was mapped';
comment on column word_mappings.mapped_by is 'plain: by whom';
comment on column word_mappings.reason is 'plain: why the word means this code';
comment on column word_mappings.ended_at is 'plain: when somebody ended it';
comment on column word_mappings.ended_by is 'plain: by whom';
comment on column word_mappings.end_reason is 'plain: why it ended';
create trigger word_mappings_past before update of word_mapping_id, list, word, code, from_at, mapped_at, mapped_by, reason or delete on word_mappings
    for each row execute function refuse_change(); -- a mapping ends; nothing else of it changes

revoke update, delete, truncate on events, readings from public;

insert into deployment (schema_version) values (56);
insert into hubs (hub_id, key, name) values (0, 'house', 'The house');
insert into heads (hub_id) values (0);
