-- Requests to agencies: what is asked about whom, the form that goes with it, and the answer in parts.
alter table children add constraint children_of_contact unique (hub_id, contact_id, child_id);
alter table adults add constraint adults_of_contact unique (hub_id, contact_id, adult_id);
alter table consent_facts drop constraint consent_facts_code;
alter table consent_facts add constraint consent_facts_code check (case topic when 'decides' then code in ('yes', 'no')
    when 'consent' then code in ('agreed', 'refused', 'not_asked') when 'awareness' then code in ('not_aware', 'aware', 'told')
    when 'dispensed' then code = 'yes' when 'harm' then code = 'yes' else false end);
alter table consent_facts drop constraint consent_facts_whom;
alter table consent_facts add constraint consent_facts_whom check (num_nonnulls(adult_id, child_id) = case when topic in ('dispensed', 'harm') then 0 else 1 end);
comment on table consent_facts is 'Who decides, consent, what people know, decisions to go on without consent, and that significant harm is suspected; a later fact replaces the one before. [retention: contact]';
comment on column consent_facts.topic is 'plain: decides (parental responsibility, or a young person who can decide), consent, awareness, dispensed, harm (significant harm suspected)';
comment on column consent_facts.child_id is 'plain: the child it is about; neither where it is about the whole contact';
comment on column consent_facts.reason is 'subject: why they were not asked, are not told, can decide, why the hub goes on without consent, or why harm is suspected';

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
