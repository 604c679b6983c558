-- Unfinished words have one table, sealed; lists come in through the browser, and how a sender's lists are read is saved.
create table senders (
    hub_id integer not null,
    sender_id bigint generated always as identity,
    name text not null,
    source text not null,
    concern text,
    encoding text,
    hidden text,
    columns jsonb not null default '{}',
    changed_at timestamptz not null,
    changed_by bigint not null,
    constraint senders_pkey primary key (hub_id, sender_id),
    constraint senders_hub foreign key (hub_id) references hubs,
    constraint senders_changed_by foreign key (changed_by) references people,
    constraint senders_hidden check (hidden in ('read', 'leave'))
);
create unique index senders_once on senders (hub_id, lower(name)); -- how are the lists of this sender read?
comment on table senders is 'Senders of lists, and how the lists of each are read: what a person said once of their columns and letters.';
comment on column senders.hub_id is 'plain: the hub';
comment on column senders.sender_id is 'plain: number';
comment on column senders.name is 'plain: what the hub calls the sender';
comment on column senders.source is 'plain: code of the source of its contacts';
comment on column senders.concern is 'plain: code of what its lists are about where they do not say; else none';
comment on column senders.encoding is 'plain: encoding of its files where they do not say it themselves; none until a person chose one';
comment on column senders.hidden is 'plain: whether hidden rows and columns are read or left out; none until a person chose';
comment on column senders.columns is 'plain: headers of its last list, each with the meaning a person gave it; shape declared by board.domain.lists.senders.Columns';
comment on column senders.changed_at is 'plain: when somebody changed this last';
comment on column senders.changed_by is 'plain: who did';

create table drafts (
    hub_id integer not null,
    draft_id uuid not null,
    kind text not null,
    begun_at timestamptz not null,
    begun_by bigint not null,
    owner_id bigint not null,
    touched_at timestamptz not null,
    words bytea,
    found bytea,
    owner_told_at timestamptz,
    managers_told_at timestamptz,
    ended_at timestamptz,
    ended_by bigint,
    ended_as text,
    constraint drafts_pkey primary key (hub_id, draft_id),
    constraint drafts_hub foreign key (hub_id) references hubs,
    constraint drafts_begun_by foreign key (begun_by) references people,
    constraint drafts_owner foreign key (owner_id) references people,
    constraint drafts_ended_by foreign key (ended_by) references people,
    constraint drafts_kind check (kind in ('list')),
    constraint drafts_ended_whole check ((ended_at is null) = (ended_as is null)),
    constraint drafts_ended_empty check (ended_at is null or words is null)
);
create index drafts_open on drafts (hub_id, begun_at) where ended_at is null; -- which words has nobody kept or thrown away yet?
comment on table drafts is 'Unfinished words: what somebody gave and nobody has kept or thrown away yet. The one table in which words about a family stand without its contact, and so they are sealed with the server key; once it ended, the words are gone.';
comment on column drafts.hub_id is 'plain: the hub';
comment on column drafts.draft_id is 'plain: random number, the only handle outside';
comment on column drafts.kind is 'plain: list: a list that was uploaded';
comment on column drafts.begun_at is 'plain: when it was begun';
comment on column drafts.begun_by is 'plain: who began it';
comment on column drafts.owner_id is 'plain: who has it now: the writer, or the manager who took it over';
comment on column drafts.touched_at is 'plain: when its owner last did something with it; reminders count from here';
comment on column drafts.words is 'secret: what was given, sealed with the server key; none once it was kept or ended';
comment on column drafts.found is 'secret: what the board read in it and what became of it, sealed alike; none some time after it ended';
comment on column drafts.owner_told_at is 'plain: when its owner was told that it waits';
comment on column drafts.managers_told_at is 'plain: when managers on duty were told';
comment on column drafts.ended_at is 'plain: when it ended';
comment on column drafts.ended_by is 'plain: who ended it; none where the board did';
comment on column drafts.ended_as is 'plain: kept, ran_out at the limit of the hub, or the code of the reason for which it was thrown away';

create table lists (
    hub_id integer not null,
    draft_id uuid not null,
    sender_id bigint not null,
    digest bytea not null,
    stage text not null,
    lines integer not null default 0,
    done integer not null default 0,
    held integer not null default 0,
    same jsonb not null default '{}',
    kept_at timestamptz,
    leased_until timestamptz,
    constraint lists_pkey primary key (hub_id, draft_id),
    constraint lists_draft foreign key (hub_id, draft_id) references drafts,
    constraint lists_sender foreign key (hub_id, sender_id) references senders,
    constraint lists_stage check (stage in ('reading', 'asking', 'checked', 'keeping', 'kept', 'ended'))
);
create unique index lists_once on lists (hub_id, digest) where stage <> 'ended'; -- was this very file uploaded already?
create index lists_to_do on lists (hub_id) where stage in ('reading', 'keeping'); -- what is there for a worker to read or keep?
comment on table lists is 'Uploaded lists: how far each is.';
comment on column lists.hub_id is 'plain: the hub';
comment on column lists.draft_id is 'plain: its draft, which holds its words and says whose it is';
comment on column lists.sender_id is 'plain: its sender';
comment on column lists.digest is 'secret: keyed digest of the file, by which the same file is known again';
comment on column lists.stage is 'plain: reading (a worker reads it), asking (a person must say how to read it), checked (ready to be kept), keeping, kept (held-back lines wait), ended';
comment on column lists.lines is 'plain: how many lines it has';
comment on column lists.done is 'plain: how many of them are checked, or kept';
comment on column lists.held is 'plain: how many lines are held back';
comment on column lists.same is 'plain: lines that their owner answered are more of a contact; shape declared by board.domain.lists.stages.Same';
comment on column lists.kept_at is 'plain: when the last line was kept';
comment on column lists.leased_until is 'plain: until when a worker has it to itself; another goes on with it after that';
