-- The harm in detail apart from the summary; versions of how a hub works that begin by themselves; the introduction to the desk.
alter table contacts add column harm_detail text;
comment on column contacts.harm_detail is 'subject: the harm in graphic detail; in no list and no page, shown when asked for';

alter table people add column introduced_at timestamptz;
comment on column people.introduced_at is 'plain: when the person put the introduction to the desk away';

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
insert into policy_beginnings (hub_id, version, began_at, clocks_kept_at)
select hub_id, version, effective_from, effective_from from policies where effective_from <= now();
