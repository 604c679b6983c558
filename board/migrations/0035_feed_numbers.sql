-- The feed numbers what it tells alone, so that nobody can count what it does not tell. What was numbered before keeps its number.
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
insert into feed_numbers (hub_id, number, seq) select hub_id, seq, seq from events where hub_id <> 0;
