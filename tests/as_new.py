"""The statements that make a used database as new again, in a tenth of the time that creating one takes.

They are written once a run, from the database that schema.sql made: they empty every table, put back the rows that schema.sql inserts,
and set every sequence to its start. They refuse if a test changed more than rows (a table, a trigger, a function, a right, a setting)
or if the files grew: such a database is dropped.
"""

from __future__ import annotations

from collections.abc import Callable

GROWN = 4 * 1024 * 1024
"""Bytes that a database may have grown by; deleted rows stay in its files."""
CATALOGS = (
    "pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_proc", "pg_trigger", "pg_type", "pg_namespace",
    "pg_policy", "pg_rewrite", "pg_default_acl", "pg_extension", "pg_event_trigger", "pg_depend",
)  # fmt: skip
# A definition that is made, changed or taken away leaves another count or a newer row in its catalog.
SHAPE = " || ' ' || ".join(
    f"(select count(*) || ':' || coalesce(max(xmin::text::bigint), 0) from {one})" for one in CATALOGS
)
OWN = "(select oid from pg_database where datname = current_database())"
SETTINGS = (
    "(select coalesce(string_agg(setting, ' '), '') from (select unnest(setconfig) || setrole as setting from pg_db_role_setting "
    f"where setdatabase = {OWN} union all select datacl::text from pg_database where oid = {OWN} order by 1) s)"
)


def statements(ask: Callable[[str], str]) -> str:
    """The statements that make a database as new as this one is. ask: answers a query in it."""
    tables = ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname"
    ).split()
    seeded = ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0"
    ).split()
    rows = {table: ask(f"select jsonb_agg(to_jsonb(t)) from {table} t") for table in seeded}
    sequences = ask(
        "select sequencename, coalesce(last_value, start_value), last_value is not null from pg_sequences where schemaname = 'public'"
    ).split()
    shape, settings = ask(f"select {SHAPE}"), ask(f"select {SETTINGS}")
    size = int(ask(f"select pg_database_size({OWN})"))
    return "\n".join(
        (
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();",
            "begin;",
            "set local session_replication_role = replica;",
            "do $reset$ begin",
            f"assert ({SHAPE}) = '{shape}' and {SETTINGS} = {literal(settings)}, 'a test changed more than rows';",
            f"assert pg_database_size({OWN}) < {size + GROWN}, 'too much was written';",
            *(f"if pg_relation_size('{table}') > 0 then delete from {table}; end if;" for table in tables),
            *(
                f"insert into {table} overriding system value select * from jsonb_populate_recordset(null::{table}, {literal(found)});"
                for table, found in rows.items()
            ),
            *(
                f"perform setval('{name}', {last}, {'true' if called == 't' else 'false'});"
                for name, last, called in (one.split("|") for one in sequences)
            ),
            "end $reset$;",
            "commit;",
        )
    )


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
