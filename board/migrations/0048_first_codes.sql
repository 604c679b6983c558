-- The code of a first sign-in: the person who gave the seat neither confirmed its number nor makes the call. Codes made before keep none beside them: each is valid for minutes.
alter table link_codes add column given_by bigint;
alter table link_codes add constraint link_codes_given_by foreign key (given_by) references people;
comment on column link_codes.given_by is 'plain: who gave the seat of a first sign-in; none: the board command, or it is for something else';
alter table link_codes drop constraint link_codes_confirmed_by_another;
alter table link_codes drop constraint link_codes_called_by_another;
alter table link_codes add constraint link_codes_confirmed_by_another check (confirmed_by is not null and confirmed_by <> asked_by and confirmed_by is distinct from given_by);
alter table link_codes add constraint link_codes_called_by_another check (route <> 'call' or made_by <> asked_by and made_by is distinct from given_by);
create or replace function link_code_facts() returns trigger language plpgsql as $$
begin
    select l.agency_id, l.sent_to, l.asked_at, l.asked_by, g.given_by
        into new.link_agency_id, new.link_sent_to, new.asked_at, new.asked_by, new.given_by
        from links l left join seat_grants g on g.hub_id = l.hub_id and g.grant_id = l.grant_id
        where l.hub_id = new.hub_id and l.link_id = new.link_id for share of l;
    select e.kind, e.agency_id, e.address, greatest(e.added_at, e.changed_at), e.confirmed_at, e.confirmed_by
        into new.entry_kind, new.entry_agency_id, new.address, new.known_at, new.confirmed_at, new.confirmed_by
        from agency_entries e where e.hub_id = new.hub_id and e.entry_id = new.entry_id for share;
    return new;
end $$;
drop trigger link_codes_facts on link_codes;
create trigger link_codes_facts before insert or update of hub_id, link_id, entry_id, link_agency_id, link_sent_to, asked_at, asked_by, entry_kind,
    entry_agency_id, address, known_at, confirmed_at, confirmed_by, given_by on link_codes for each row execute function link_code_facts();
-- The address of a person who left is free: somebody who comes back begins an account of their own, and sees nothing of the old one.
drop index people_email_once;
create unique index people_email_once on people (lower(email)) where ended_at is null; -- who signs in with this address?
