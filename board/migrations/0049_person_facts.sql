-- Facts of people on a contact: sex, ethnicity, school and others, with the words they were said in.
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
