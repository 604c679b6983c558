-- Parental responsibility becomes a fact of an adult and a child. What stood with consent was of the children as a whole, and stays so.
insert into person_facts (hub_id, contact_id, adult_id, kind, state, codes, words, said_by, said_at, recorded_at, recorded_by)
select hub_id, contact_id, adult_id, 'parental_responsibility', 'known', array[code], reason, 'somebody who was not recorded', said_at,
    recorded_at, recorded_by
from consent_facts where topic = 'decides' and adult_id is not null order by consent_fact_id;
alter table consent_facts disable trigger consent_facts_held; -- the rows move, also those under a legal hold
delete from consent_facts where topic = 'decides' and adult_id is not null;
alter table consent_facts enable trigger consent_facts_held;
alter table consent_facts add constraint consent_facts_decides check (topic <> 'decides' or child_id is not null);
comment on column consent_facts.topic is 'plain: decides (a young person who can decide), consent, awareness, dispensed, harm (significant harm suspected)';
