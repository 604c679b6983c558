-- A reference that was used before is the same incident or another one. The regular expressions say what
-- board/domain/incident/references.py says of the characters that references are typed with.
alter table contacts add column reference_key text;
alter table contacts add column incident_on date;
update contacts set reference_key = coalesce(nullif(regexp_replace(regexp_replace(
    lower(normalize(source_reference, NFKC)),
    '[[:space:]\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u3164\uffa0\u002d\u058a\u05be\u2010-\u2015\u2212\u2e3a\u2e3b\u301c\u3030\ufe58\ufe63\uff0d]', '', 'g'),
    '(^|[^0-9])0+(?=[0-9])', '\1', 'g'), ''), btrim(source_reference)) where source_reference is not null;
alter table contacts drop constraint contacts_source_reference_once;
update contacts c set reference_turn = t.turn from (
    select hub_id, contact_id, row_number() over (partition by hub_id, source, reference_key order by contact_id) - 1 as turn
    from contacts where reference_key is not null) t
where c.hub_id = t.hub_id and c.contact_id = t.contact_id and c.reference_turn <> t.turn;
alter table contacts add constraint contacts_source_reference_once unique (hub_id, source, reference_key, reference_turn);
alter table contacts add constraint contacts_reference_whole check ((source_reference is null) = (reference_key is null)) not valid;
alter table contacts validate constraint contacts_reference_whole;
create index contacts_sent_by on contacts (hub_id, created_by, intake_digest);
comment on column contacts.source_reference is 'subject: the sender''s own reference, as it was sent';
comment on column contacts.reference_key is 'subject: what the spellings of that reference share: no case, dashes, spaces, invisible characters or zeros of a cell''s format';
comment on column contacts.incident_on is 'subject: date of incident as it was said; none: the London day on which the contact was received';
comment on column contacts.reference_turn is 'plain: 0; more where the reference was used before, for another incident';
