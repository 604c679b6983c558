-- A link for a first sign-in is for a seat that was given: whether the person is known stands nowhere before they answer.
alter table links add column grant_id bigint;
alter table links add constraint links_grant foreign key (hub_id, grant_id) references seat_grants;
alter table links drop constraint links_for_one;
alter table links add constraint links_for_one check (num_nonnulls(guest_id, person_id, mailbox_id, grant_id) = 1);
create index links_of_grant on links (hub_id, grant_id, asked_at) where grant_id is not null; -- which link was sent for this seat?
comment on column links.grant_id is 'plain: the seat that was given, for whose person it is';
