-- Consent of a family and what each person knows, person by person.
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
        when 'dispensed' then code = 'yes' else false end),
    constraint consent_facts_whom check (num_nonnulls(adult_id, child_id) = case when topic = 'dispensed' then 0 else 1 end),
    constraint consent_facts_look_again check ((look_again_on is not null) = (code = 'not_aware')),
    constraint consent_facts_because check (reason is not null or code in ('agreed', 'refused', 'aware', 'told'))
);
create unique index consent_facts_stand on consent_facts (hub_id, contact_id, topic, coalesce(adult_id, 0), coalesce(child_id, 0))
    where replaced_at is null; -- which fact of this person stands?
comment on table consent_facts is 'Who decides, consent, what people know, and decisions to go on without consent; a later fact replaces the one before. [retention: contact]';
comment on column consent_facts.hub_id is 'plain: the hub';
comment on column consent_facts.consent_fact_id is 'plain: number, which grows with time';
comment on column consent_facts.contact_id is 'plain: the contact';
comment on column consent_facts.adult_id is 'plain: the adult it is about; or else the child';
comment on column consent_facts.child_id is 'plain: the child it is about; neither where the hub goes on without consent';
comment on column consent_facts.topic is 'plain: decides (parental responsibility, or a young person who can decide), consent, awareness, dispensed';
comment on column consent_facts.code is 'subject: the answer, by the topic: yes or no; agreed, refused or not_asked; not_aware, aware or told';
comment on column consent_facts.spoken_with is 'subject: name and role of the person who asked or told';
comment on column consent_facts.words is 'subject: the words they were asked in';
comment on column consent_facts.limits is 'subject: limits they set';
comment on column consent_facts.reason is 'subject: why they were not asked, are not told, can decide, or why the hub goes on without consent';
comment on column consent_facts.said_at is 'plain: when it was said or so';
comment on column consent_facts.look_again_on is 'plain: the day to decide again whether they can be told';
comment on column consent_facts.recorded_at is 'plain: when it was recorded';
comment on column consent_facts.recorded_by is 'plain: by whom';
comment on column consent_facts.replaced_at is 'plain: when a later fact took its place; none of the one that stands';
create trigger consent_facts_held before delete on consent_facts for each row execute function refuse_while_held();
