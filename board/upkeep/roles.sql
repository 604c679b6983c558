-- Three roles, each with no more than it needs.
--
--   board_owner    owns the tables. `board prepare`, `board restore` and disposal run as this one, nothing that listens on a network
--   board_app      web and worker: reads and writes, and can neither change what happened nor the tables themselves
--   board_report   reporting and figures: no credential and nothing about a family, column by column as schema.sql labels them
--
-- Apply it to the board's own database, as a role that may make roles and is a member of board_owner (or a superuser): once before
-- `board prepare`, and again after each `board prepare` and `board restore`. Passwords are set apart (\password board_app).

do $$
declare
    role text;
begin
    foreach role in array array['board_owner', 'board_app', 'board_report'] loop
        if not exists (select from pg_roles where rolname = role) then
            execute format('create role %I login', role);
        end if;
    end loop;
    -- Nobody comes in by being somebody: only by name. Temporary tables are tables too.
    execute format('revoke all on database %I from public', current_database());
    execute format('alter database %I owner to board_owner', current_database());
    execute format('grant connect on database %I to board_app, board_report', current_database());
    revoke all on schema public from public;
    grant usage, create on schema public to board_owner;
    grant usage on schema public to board_app, board_report;
end $$;

-- The app: adds to everything, changes what has a present, removes only what is nobody's record.
revoke all on all tables in schema public from public, board_app, board_report;
grant select on all tables in schema public to board_app;
grant select on all sequences in schema public to board_app; -- so that the app may also make a backup

do $$
declare
    t record;
begin
    for t in select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        if t.name in ('deployment', 'retention_classes') then
            continue; -- laid with the schema, read ever after
        end if;
        execute format('grant insert on %I to board_app', t.name);
        if t.name not in ('events', 'feed_numbers', 'readings', 'policies') then -- what happened, and versions of how the hub worked, stay as written
            execute format('grant update on %I to board_app', t.name);
        end if;
        if t.name in ('recovery_codes', 'sign_in_attempts', 'pairings', 'failed_look_ups', 'attempts') then
            execute format('grant delete on %I to board_app', t.name);
        end if;
    end loop;
end $$;

-- Reporting: every column labelled plain or staff, and no other. A column without a label is granted to nobody.
do $$
declare
    c record;
begin
    for c in
        select r.relname::text as in_table, a.attname::text as name
        from pg_class r join pg_attribute a on a.attrelid = r.oid
        where r.relnamespace = 'public'::regnamespace and r.relkind = 'r' and a.attnum > 0 and not a.attisdropped
          and col_description(r.oid, a.attnum) ~ '^(plain|staff): '
    loop
        execute format('grant select (%I) on %I to board_report', c.name, c.in_table);
    end loop;
end $$;
