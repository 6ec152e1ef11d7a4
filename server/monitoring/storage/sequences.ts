import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { Rates } from '#lib/monitoring/storage/rate.ts';
import type { sequencesSchema } from '#lib/monitoring/storage/sample.ts';
import type { Reading } from '#server/monitoring/probe.ts';
import { findLocked } from './locked.ts';
import { blind } from './matter.ts';

const SHOWN = 10;
const rowsSchema = z.array(
  z.object({
    name: z.string(),
    schema: z.string(),
    column: z.string().nullable(),
    type: z.string(),
    max: z.number(),
    last: z.number().nullable(),
    readable: z.boolean(),
    login: z.string(),
  }),
);

/** Sequences by how near they are to the end of what the column they fill can hold: an integer column ends before a bigint sequence. */
export async function readSequences(
  client: pg.ClientBase,
  rates: Rates,
  now: Date,
): Promise<Reading<z.infer<typeof sequencesSchema>>> {
  const { rows } = await client.query(
    `select n.nspname || '.' || c.relname as name, quote_ident(n.nspname) as schema, filled.column, coalesce(filled.type, format_type(s.seqtypid, null)) as type,
            least(s.seqmax, coalesce(filled.max, s.seqmax))::float8 as max,
            case when r.readable then pg_sequence_last_value(c.oid)::float8 end as last, r.readable, quote_ident(current_user) as login
     from pg_sequence s
     join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
     cross join lateral (select has_sequence_privilege(c.oid, 'SELECT, USAGE') as readable) r
     left join lateral (
       select format('%s.%s.%s', tn.nspname, t.relname, a.attname) as column, format_type(a.atttypid, null) as type,
              case a.atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 end as max
       from (
         select d.refobjid as rel, d.refobjsubid as num from pg_depend d
         where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
         union
         select x.adrelid, x.adnum from pg_depend d join pg_attrdef x on x.oid = d.objid
         where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
       ) filling
       join pg_attribute a on a.attrelid = filling.rel and a.attnum = filling.num
       join pg_class t on t.oid = a.attrelid join pg_namespace tn on tn.oid = t.relnamespace
       order by 3 nulls last limit 1
     ) filled on true
     where s.seqincrement > 0 and not s.seqcycle and c.relpersistence <> 't' and not c.oid = any($1::oid[])
     limit 5000`,
    [await findLocked(client)],
  );
  const found = rowsSchema.parse(rows);
  const unread = found.filter(({ readable }) => !readable);
  const schemas = [...new Set(unread.map(({ schema }) => schema))].sort();
  const mend = `GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${schemas.join(', ')} TO ${found[0]?.login};`;
  if (unread.length > 0 && unread.length === found.length)
    return blind(
      'The monitor’s login may not read any sequence.',
      'How near the numbers of new rows are to their end is not known.',
      mend,
    );
  const known = found.flatMap(({ name, column, type, max, last, readable }) => {
    if (!readable) return [];
    const value = last ?? 0;
    return [
      { name, column, type, max, last: value, daysLeft: rates.daysLeft(`sequence ${name}`, value, max - value, now) },
    ];
  });
  known.sort((a, b) => b.last / b.max - a.last / a.max || a.name.localeCompare(b.name));
  return {
    ok: true,
    value: {
      rows: known.slice(0, SHOWN),
      count: found.length,
      unread: unread.length === 0 ? null : { count: unread.length, mend },
    },
  };
}
