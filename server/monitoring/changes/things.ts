import 'server-only';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import { isSecretSetting, type SeenThing, seenThingSchema } from '#lib/monitoring/changes/thing.ts';
import { findLocked } from '#server/monitoring/storage/locked.ts';

const MOST = 20_000;

/** Schemas of ours and of whoever else; of the server's own none. */
const OTHERS = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%'";
/** As one would write it: `employees`, `search.person_words`. */
const named = (relation: string) =>
  `case when n.nspname = 'public' then ${relation}.relname else n.nspname || '.' || ${relation}.relname end`;
/** Says that a text changed, and nothing of what is in it. */
const mark = (text: string) => `left(md5(${text}), 8)`;

/**
 * All that is watched in one reading. Expressions of defaults are compared and not spelled out, since Postgres would lock the table for
 * it; partitions are listed without their parts, which come with their parent's.
 */
const CATALOGUE = `
  select 'table' as kind, ${named('c')} as name, null as relation,
    case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view' when 'm' then 'materialised view' when 'f' then 'foreign table' else 'sequence' end as value
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relpersistence <> 't' and ${OTHERS}
  union all
  select 'column', a.attname, ${named('c')}, format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ', not null' else '' end
    || case when a.attidentity <> '' then ', identity' when a.attgenerated <> '' then ', generated ' || ${mark('d.adbin::text')} when d.oid is not null then ', default ' || ${mark('d.adbin::text')} else '' end
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and c.relpersistence <> 't' and ${OTHERS}
  union all
  select 'index', i.relname, ${named('c')}, case when c.oid = any($1) or i.oid = any($1) then null else replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ') || case when x.indisvalid then '' else ' (not valid)' end end
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
  where not i.relispartition and c.relpersistence <> 't' and ${OTHERS}
  union all
  select 'constraint', k.conname, ${named('c')}, case when c.oid = any($1) or k.confrelid = any($1) then null else pg_get_constraintdef(k.oid) end
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype in ('c', 'f') and not c.relispartition and k.conparentid = 0 and ${OTHERS}
  union all
  select 'trigger', t.tgname, ${named('c')}, case when c.oid = any($1) then null else pg_get_triggerdef(t.oid) || case t.tgenabled when 'D' then ' (disabled)' else '' end end
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and t.tgparentid = 0 and ${OTHERS}
  union all
  select 'function', case when n.nspname = 'public' then '' else n.nspname || '.' end || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', null,
    'body ' || ${mark("coalesce(p.prosrc, '') || coalesce(p.prosqlbody::text, '') || p.prolang || p.provolatile::text || coalesce(p.proconfig::text, '')")}
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where ${OTHERS} and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  union all
  select 'extension', extname, null, extversion from pg_extension
  limit ${MOST}`;

const SETTINGS = `
  select 'setting' as kind, name, null as relation, reset_val || coalesce(' ' || nullif(unit, ''), '') as value from pg_settings
  where reset_val is distinct from boot_val and context <> 'internal'
    and name not in ('application_name', 'client_encoding', 'session_authorization', 'transaction_isolation', 'transaction_read_only', 'transaction_deferrable')`;

/** Which transaction wrote each row of a catalogue: another sum when any of them was written anew, far less work than to read them. */
const written = (catalogue: string, key: string) =>
  `(select count(*) || ':' || coalesce(bit_xor(hashtextextended(xmin::text || ' ' || ${key}, 0)), 0) from ${catalogue})`;
const FINGERPRINT = `select concat_ws(' ', ${[
  ...['pg_class', 'pg_namespace', 'pg_constraint', 'pg_trigger', 'pg_proc', 'pg_extension', 'pg_attrdef'].map((name) =>
    written(name, 'oid'),
  ),
  written('pg_index', 'indexrelid'),
  written('pg_attribute', "attrelid || ' ' || attnum"),
].join(', ')}) as mark`;
const markSchema = z.object({ mark: z.string() });

/** Reads everything of the server that is watched; the catalogue only when something of it was written since the last reading. */
export class Things {
  #mark = '';
  #catalogue: SeenThing[] = [];

  /**
   * All as it is now. What is secret is there as a mark that tells one value from another; what is of a table that somebody holds
   * exclusively, and would have to be waited for, has no value.
   */
  async read(client: pg.ClientBase): Promise<SeenThing[]> {
    const { mark } = markSchema.parse((await client.query(FINGERPRINT)).rows[0]);
    if (mark !== this.#mark) {
      const { rows } = await client.query(CATALOGUE, [await findLocked(client)]);
      this.#catalogue = z.array(seenThingSchema).parse(rows);
      this.#mark = this.#catalogue.every(({ value }) => value !== null) ? mark : '';
    }
    const { rows } = await client.query(SETTINGS);
    return [...this.#catalogue, ...z.array(seenThingSchema).parse(rows).map(withoutSecret)];
  }
}

/** 32 bits tell one value from another, and are too few to find the value by. */
function withoutSecret(thing: SeenThing): SeenThing {
  if (thing.kind !== 'setting' || !isSecretSetting(thing.name)) return thing;
  return { ...thing, value: createHash('sha256').update(`${thing.name}=${thing.value}`).digest('hex').slice(0, 8) };
}
