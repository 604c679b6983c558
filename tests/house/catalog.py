"""What a database is made of, as PostgreSQL says it: everything that schema.sql can decide but the order of the columns."""

from __future__ import annotations

import asyncpg

SAYS = {
    "tables": "select c.relname, c.relkind::text, c.relpersistence::text, obj_description(c.oid, 'pg_class'), "
    "coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::\"char\", c.relowner))::text "
    "from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'S', 'p')",
    "columns": "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, "
    "a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum) "
    "from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum "
    "where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped",
    "constraints": "select conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid, true) from pg_constraint "
    "where connamespace = 'public'::regnamespace and contype <> 'n'",
    "indexes": "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index "
    "join pg_class c on c.oid = indrelid where c.relnamespace = 'public'::regnamespace",
    "triggers": "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text from pg_trigger where not tgisinternal",
    "functions": "select proname, pg_get_functiondef(oid), obj_description(oid, 'pg_proc') from pg_proc "
    "where pronamespace = 'public'::regnamespace",
    "types": "select t.typname, array_agg(e.enumlabel::text order by e.enumsortorder) from pg_type t join pg_enum e on e.enumtypid = t.oid "
    "where t.typnamespace = 'public'::regnamespace group by 1",
    "retention classes": "select class, sentence from retention_classes",
    "version": "select schema_version from deployment",
}


async def catalog(url: str) -> dict[str, set[str]]:
    """What this database says of itself; a line a thing, so that two of them can be compared and the difference read."""
    conn = await asyncpg.connect(url)
    try:
        return {
            what: {" | ".join(map(str, row)) for row in await conn.fetch(sql)} for what, sql in SAYS.items()
        }
    finally:
        await conn.close()
