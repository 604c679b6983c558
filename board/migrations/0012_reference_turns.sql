-- A sender to whom a restricted contact does not exist is answered as if its reference were new.
-- 0012 to 0014 do nothing where their work is done: the schema.sql of that time, laid by hand, says that it has version 11.
alter table contacts add column if not exists reference_turn integer not null default 0;
alter table contacts drop constraint contacts_source_reference_once;
alter table contacts add constraint contacts_source_reference_once unique (hub_id, source, source_reference, reference_turn);
comment on column contacts.reference_turn is 'plain: 0; more where contacts of this reference were restricted to others when it was sent again';
