-- Reasons that events hold as digests can be read. Those that stand in a row are copied; any other was not kept.
create table reasons (
    hub_id integer not null,
    contact_id bigint not null,
    digest text not null,
    words text not null,
    constraint reasons_pkey primary key (hub_id, contact_id, digest),
    constraint reasons_contact foreign key (hub_id, contact_id) references contacts
);
comment on table reasons is 'Texts that events of a contact hold as digests: why something was done. [retention: contact]';
comment on column reasons.hub_id is 'plain: the hub';
comment on column reasons.contact_id is 'plain: the contact';
comment on column reasons.digest is 'plain: salted digest, as it stands in the body of the event';
comment on column reasons.words is 'subject: the text';
create trigger reasons_held before delete on reasons for each row execute function refuse_while_held();
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, t.outcome_reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'reason' as digest) d
join contacts t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.closed_at = e.at
where e.kind in ('contact_closed') and d.digest is not null and t.outcome_reason is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, t.reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'reason' as digest) d
join legal_holds t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.placed_at = e.at
where e.kind in ('hold_placed') and d.digest is not null and t.reason is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, t.reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'reason' as digest) d
join owners t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.owned_at = e.at
where e.kind in ('owner_transferred') and d.digest is not null and t.reason is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, t.release_reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'reason' as digest) d
join claims t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.released_at = e.at and not t.undone
where e.kind in ('contact_released', 'contact_reassigned') and d.digest is not null and t.release_reason is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, t.note from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'note' as digest) d
join hand_overs t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.offered_at = e.at
where e.kind in ('hand_over_offered') and d.digest is not null and t.note is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, t.ended_reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'reason' as digest) d
join hand_overs t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.ended_at = e.at
where e.kind in ('hand_over_declined') and d.digest is not null and t.ended_reason is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, t.reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'reason' as digest) d
join strategy_requests t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.said_at = e.at
where e.kind in ('strategy_asked', 'strategy_answered') and d.digest is not null and t.reason is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, d.digest) e.hub_id, e.contact_id, d.digest, m.verdict_reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' ->> 'reason' as digest) d
join matches m on m.hub_id = e.hub_id and e.contact_id in (m.contact_id, m.other_id) and m.decided_at = e.at
where e.kind in ('match_confirmed', 'match_rejected') and d.digest is not null and m.verdict_reason is not null on conflict do nothing;
