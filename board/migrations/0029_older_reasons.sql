-- Older reasons that stand in a row of their own are copied to where the history reads them. An event from before its reason was
-- digested is named by its number.
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, b.body ->> 'reason') e.hub_id, e.contact_id, b.body ->> 'reason', t.reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' as body) b
join ratings t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.rated_at = e.at
    and t.child_id = cast(b.body ->> 'child' as bigint) and t.rag = b.body ->> 'rag'
where e.kind = 'child_rated' and b.body ->> 'reason' is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, b.body ->> 'finding') e.hub_id, e.contact_id, b.body ->> 'finding', t.finding from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' as body) b
join reviews t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.reviewed_at = e.at
where e.kind = 'contact_reviewed' and b.body ->> 'finding' is not null on conflict do nothing;
-- A release or a move that was undone happened all the same.
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.contact_id, b.body ->> 'reason') e.hub_id, e.contact_id, b.body ->> 'reason', t.release_reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' as body) b
join claims t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.released_at = e.at and t.undone
where e.kind in ('contact_released', 'contact_reassigned') and b.body ->> 'reason' is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select e.hub_id, e.contact_id, 'seq:' || e.seq, t.note from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' as body) b
join measures t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.measure_id = cast(b.body ->> 'measure_id' as bigint)
where e.kind = 'measure_recorded' and b.body ->> 'note' is null and t.note is not null on conflict do nothing;
insert into reasons (hub_id, contact_id, digest, words)
select e.hub_id, e.contact_id, 'seq:' || e.seq, t.end_reason from events e
cross join lateral (select cast(e.body as jsonb) -> 'body' as body) b
join measures t on t.hub_id = e.hub_id and t.contact_id = e.contact_id and t.measure_id = cast(b.body ->> 'measure_id' as bigint)
where e.kind = 'measure_ended' and b.body ->> 'reason' is null and t.end_reason is not null on conflict do nothing;
-- A likeness with a restricted contact is told in no history.
insert into reasons (hub_id, contact_id, digest, words)
select distinct on (e.hub_id, e.seq) e.hub_id, e.contact_id, 'seq:' || e.seq, m.anyway_reason from events e
join matches m on m.hub_id = e.hub_id and e.contact_id in (m.contact_id, m.other_id) and m.anyway_at = e.at and m.anyway_by = e.actor_id
where e.kind in ('contact_claimed', 'hand_over_accepted', 'contact_allocated', 'contact_reassigned')
and cast(e.body as jsonb) -> 'body' ->> 'anyway' is null and not exists (
    select from matches n join contacts o on o.hub_id = n.hub_id and o.contact_id in (n.contact_id, n.other_id)
    where n.hub_id = e.hub_id and e.contact_id in (n.contact_id, n.other_id) and n.anyway_at = e.at and o.restricted
) on conflict do nothing;
comment on column reasons.digest is 'plain: salted digest, as it stands in the body of the event; seq: and its number where the body holds none';
