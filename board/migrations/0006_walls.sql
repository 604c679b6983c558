-- Walls: how far and how wide each is, where it may be used from, who sees to a dark one; visitors; and nights.

alter table screens
    add column distance_cm integer,
    add column panel_cm integer,
    add column networks text[] not null default '{}',
    add column elsewhere_at timestamptz,
    add column seen_to_by bigint,
    add constraint screens_seen_to_by foreign key (seen_to_by) references people;
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
