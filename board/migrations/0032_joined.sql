-- Two contacts are one incident: the later one is joined to the first, as its late information.
alter table contacts add column joined_to bigint;
alter table contacts drop constraint contacts_closed_whole;
alter table contacts add constraint contacts_closed_whole
    check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (outcome is null and joined_to is null));
alter table contacts add constraint contacts_joined_to foreign key (hub_id, joined_to) references contacts;
alter table contacts add constraint contacts_joined_apart check (joined_to is distinct from contact_id);
create index contacts_joined on contacts (hub_id, joined_to) where joined_to is not null;
comment on column contacts.joined_to is 'plain: the contact of the same incident, whose late information this is; it is off the board then, without an outcome';
alter table late_information add column joined_id bigint, add column withdrawn_at timestamptz;
alter table late_information add constraint late_information_joined foreign key (hub_id, joined_id) references contacts;
alter table late_information add constraint late_information_withdrawn_joined check (withdrawn_at is null or joined_id is not null);
create index late_information_by_digest on late_information (hub_id, digest);
comment on column late_information.joined_id is 'plain: the contact that it came as, before a person said that it is the same incident';
comment on column late_information.withdrawn_at is 'plain: when that was taken back, and the texts belonged to that contact alone again';
alter table matches drop constraint matches_verdict;
alter table matches add constraint matches_verdict check (verdict in ('confirmed', 'rejected', 'incident'));
comment on column matches.verdict is 'plain: confirmed (one family), rejected, or incident (one incident); none while nobody has said';
comment on table matches is 'Two contacts that look like the same family, and what a person said to it. [retention: contact]';
