-- Where each child is now, and which contacts look like one family.

create table safe_now (
    hub_id integer not null,
    safe_now_id bigint generated always as identity,
    contact_id bigint not null,
    child_id bigint not null,
    whereabouts text,
    with_whom text,
    said_by text,
    said_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint safe_now_pkey primary key (hub_id, safe_now_id),
    constraint safe_now_contact foreign key (hub_id, contact_id) references contacts,
    constraint safe_now_child foreign key (hub_id, child_id) references children,
    constraint safe_now_recorded_by foreign key (recorded_by) references people
);
create index safe_now_by_child on safe_now (hub_id, child_id, safe_now_id); -- where is this child now, as was said last?
create index safe_now_by_contact on safe_now (hub_id, contact_id, safe_now_id); -- what was said before of this family?
comment on table safe_now is 'Where a child is now, as somebody said at a time. Append-only: the newest row of a child is what is known. [retention: contact]';
comment on column safe_now.hub_id is 'plain: the hub';
comment on column safe_now.safe_now_id is 'plain: number';
comment on column safe_now.contact_id is 'plain: the contact';
comment on column safe_now.child_id is 'plain: which child';
comment on column safe_now.whereabouts is 'subject: where the child is; none: not known, which is an alarm';
comment on column safe_now.with_whom is 'subject: who is with the child';
comment on column safe_now.said_by is 'subject: who says that the child is safe, name and role as told; none: nobody does, which is an alarm';
comment on column safe_now.said_at is 'plain: when that was said';
comment on column safe_now.recorded_at is 'plain: when it was written here';
comment on column safe_now.recorded_by is 'plain: by whom';

create table matches (
    hub_id integer not null,
    match_id bigint generated always as identity,
    contact_id bigint not null,
    other_id bigint not null,
    strong boolean not null,
    reasons text[] not null,
    found_at timestamptz not null,
    verdict text,
    verdict_reason text,
    decided_at timestamptz,
    decided_by bigint,
    left_to bigint,
    left_at timestamptz,
    left_by bigint,
    anyway_reason text,
    anyway_at timestamptz,
    anyway_by bigint,
    constraint matches_pkey primary key (hub_id, match_id),
    constraint matches_contact foreign key (hub_id, contact_id) references contacts,
    constraint matches_other foreign key (hub_id, other_id) references contacts,
    constraint matches_decided_by foreign key (decided_by) references people,
    constraint matches_left_to foreign key (left_to) references people,
    constraint matches_left_by foreign key (left_by) references people,
    constraint matches_anyway_by foreign key (anyway_by) references people,
    constraint matches_pair_once unique (hub_id, contact_id, other_id),
    constraint matches_in_order check (contact_id < other_id),
    constraint matches_verdict check (verdict in ('confirmed', 'rejected')),
    constraint matches_decided_whole check ((verdict is null) = (decided_at is null) and (verdict is null) = (decided_by is null))
);
create index matches_by_other on matches (hub_id, other_id); -- which contacts that came before look like this family?
comment on table matches is 'Two contacts that look like the same family, and what a person said to it. Nothing is merged. [retention: contact]';
comment on column matches.hub_id is 'plain: the hub';
comment on column matches.match_id is 'plain: number';
comment on column matches.contact_id is 'plain: the contact that came first';
comment on column matches.other_id is 'plain: the contact that came later';
comment on column matches.strong is 'plain: whether one reason alone would do';
comment on column matches.reasons is 'plain: codes of why, strongest first; see board/domain/matching.py';
comment on column matches.found_at is 'plain: when the board found it';
comment on column matches.verdict is 'plain: confirmed or rejected; none while nobody has said';
comment on column matches.verdict_reason is 'subject: why, in their words';
comment on column matches.decided_at is 'plain: when a person said so';
comment on column matches.decided_by is 'plain: who';
comment on column matches.left_to is 'plain: the holder of one, to whom the other was left';
comment on column matches.left_at is 'plain: when it was left to them';
comment on column matches.left_by is 'plain: by whom';
comment on column matches.anyway_reason is 'subject: why one was claimed although somebody else holds the other';
comment on column matches.anyway_at is 'plain: when';
comment on column matches.anyway_by is 'plain: by whom';

create function refuse_while_other_held() returns trigger language plpgsql as $$
begin
    if exists (select from legal_holds h where h.hub_id = old.hub_id and h.contact_id = old.other_id and h.lifted_at is null) then
        raise exception 'contact is under a legal hold' using errcode = 'restrict_violation', constraint = 'legal_hold';
    end if;
    return old;
end $$;
comment on function refuse_while_other_held() is 'What is about two contacts is kept while either is held.';
create trigger safe_now_held before delete on safe_now for each row execute function refuse_while_held();
create trigger safe_now_append_only before update on safe_now for each row execute function refuse_change();
create trigger matches_held before delete on matches for each row execute function refuse_while_held();
create trigger matches_other_held before delete on matches for each row execute function refuse_while_other_held();
