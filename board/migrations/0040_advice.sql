-- Advice given without a contact, counted.
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
    constraint advice_known check (advice in ('send_referral', 'talk_to_family', 'early_help', 'other_service', 'emergency', 'nothing_more'))
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
