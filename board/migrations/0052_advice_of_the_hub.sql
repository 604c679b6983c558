-- The policy of the hub lists the advice that can be given.
alter table advice drop constraint advice_known;
alter table advice add constraint advice_known check (advice ~ '^[A-Za-z][A-Za-z0-9_]{0,39}$');
