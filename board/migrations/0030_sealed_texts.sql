-- Texts of a held contact are redacted too: the words before are sealed until the hold is lifted.
create table sealed_texts (
    hub_id integer not null,
    sealed_id bigint generated always as identity,
    contact_id bigint not null,
    place text not null,
    number bigint not null,
    words text not null,
    sealed_at timestamptz not null,
    sealed_by bigint not null,
    constraint sealed_texts_pkey primary key (hub_id, contact_id, sealed_id),
    constraint sealed_texts_contact foreign key (hub_id, contact_id) references contacts,
    constraint sealed_texts_sealed_by foreign key (sealed_by) references people
);
comment on table sealed_texts is 'Texts of a held contact as they were before a redaction. No page and no answer reads them; lifting the hold removes them. [retention: contact]';
comment on column sealed_texts.hub_id is 'plain: the hub';
comment on column sealed_texts.sealed_id is 'plain: number, which grows with time';
comment on column sealed_texts.contact_id is 'plain: the contact that is held';
comment on column sealed_texts.place is 'plain: table and column, as the event of the redaction names them';
comment on column sealed_texts.number is 'plain: number of the row';
comment on column sealed_texts.words is 'subject: the text before';
comment on column sealed_texts.sealed_at is 'plain: when it was redacted';
comment on column sealed_texts.sealed_by is 'plain: by whom';
create trigger sealed_texts_held before delete on sealed_texts for each row execute function refuse_while_held();
create trigger sealed_texts_append_only before update on sealed_texts for each row execute function refuse_change();
-- The source of a contact may describe a referrer too.
alter table contacts add column source_hidden boolean not null default false;
comment on column contacts.source_hidden is 'plain: the source is shown to nobody, since it describes a referrer; returns and repeats still go by it';
-- What was said of a child changes by a redaction alone.
create function refuse_change_but_redaction() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - array['whereabouts', 'with_whom', 'said_by'] <> to_jsonb(old) - array['whereabouts', 'with_whom', 'said_by']
        or exists (
            select from (values (old.whereabouts, new.whereabouts), (old.with_whom, new.with_whom), (old.said_by, new.said_by)) as t (was, is_now)
            where was is distinct from is_now and (was is null or is_now is null or is_now not like '%[redacted]%')
        ) then
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
    end if;
    return new;
end $$;
comment on function refuse_change_but_redaction() is 'What was said stays as it was written, but for words that were redacted.';
drop trigger safe_now_append_only on safe_now;
create trigger safe_now_append_only before update on safe_now for each row execute function refuse_change_but_redaction();
