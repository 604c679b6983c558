-- Other contacts of a family are looked up by keys that are kept with each person. store.family_keys fills them for the people of before.
alter table children add column look_up_keys bigint[];
alter table adults add column look_up_keys bigint[];
create index children_without_keys on children (child_id) where look_up_keys is null; -- whose keys are still to be made?
create index adults_without_keys on adults (adult_id) where look_up_keys is null; -- whose keys are still to be made?
comment on column children.look_up_keys is 'subject: hashes of the name, birth date and home, by which the family is looked up; none until they are made';
comment on column adults.look_up_keys is 'subject: hashes of the name, birth date and home, by which the family is looked up; none until they are made';
create function keys_outdated() returns trigger language plpgsql as $$
begin
    new.look_up_keys := null;
    return new;
end $$;
comment on function keys_outdated() is 'The keys of somebody whose name, birth date or home was changed or redacted go; preparing the database makes them again.';
create trigger children_keys before update of given_name, family_name, born_on, address on children for each row execute function keys_outdated();
create trigger adults_keys before update of given_name, family_name, born_on, address on adults for each row execute function keys_outdated();
