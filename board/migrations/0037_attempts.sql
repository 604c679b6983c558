-- The people named on a restricted contact see who looked for it.
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
-- A system is named on a restricted contact only where the policy in force names it.
update named_people n set ended_at = now() from people p
where p.person_id = n.person_id and p.service and n.ended_at is null and not exists (
    select from policies x where x.hub_id = n.hub_id and x.document -> 'restricted_named_systems' ? p.name and x.version =
        (select max(y.version) from policies y where y.hub_id = n.hub_id and y.effective_from <= now()));
