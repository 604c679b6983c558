-- Local words of senders, and the codes by which returns read them.
create table word_mappings (
    hub_id integer not null,
    word_mapping_id bigint generated always as identity,
    list text not null,
    word text not null,
    code text not null,
    from_at timestamptz,
    until_at timestamptz,
    mapped_at timestamptz not null,
    mapped_by bigint not null,
    reason text not null,
    ended_at timestamptz,
    ended_by bigint,
    end_reason text,
    constraint word_mappings_pkey primary key (hub_id, word_mapping_id),
    constraint word_mappings_hub foreign key (hub_id) references hubs,
    constraint word_mappings_mapped_by foreign key (mapped_by) references people,
    constraint word_mappings_ended_by foreign key (ended_by) references people,
    constraint word_mappings_word check (word <> '' and length(word) <= 60),
    constraint word_mappings_days check (until_at >= from_at),
    constraint word_mappings_ended check (num_nonnulls(until_at, ended_at, ended_by, end_reason) in (0, 4))
);
create unique index word_mappings_stand on word_mappings (hub_id, list, word)
    where until_at is null; -- which code does this word have, from its beginning on?
comment on table word_mappings is 'Local words of senders and the codes by which returns read them, from a moment until a moment. Of no family.';
comment on column word_mappings.hub_id is 'plain: the hub';
comment on column word_mappings.word_mapping_id is 'plain: number, which grows with time';
comment on column word_mappings.list is 'plain: the list of codes';
comment on column word_mappings.word is 'plain: the word, without capitals and punctuation around it';
comment on column word_mappings.code is 'plain: the code';
comment on column word_mappings.from_at is 'plain: words recorded from this moment; none for words of any day';
comment on column word_mappings.until_at is 'plain: words recorded before this moment; none while it stands';
comment on column word_mappings.mapped_at is 'plain: when it was mapped';
comment on column word_mappings.mapped_by is 'plain: by whom';
comment on column word_mappings.reason is 'plain: why the word means this code';
comment on column word_mappings.ended_at is 'plain: when somebody ended it';
comment on column word_mappings.ended_by is 'plain: by whom';
comment on column word_mappings.end_reason is 'plain: why it ended';
create trigger word_mappings_past before update of word_mapping_id, list, word, code, from_at, mapped_at, mapped_by, reason or delete on word_mappings
    for each row execute function refuse_change(); -- a mapping ends; nothing else of it changes
