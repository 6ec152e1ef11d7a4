import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore } from '#server/core/erasure/store.ts';
import { EXTERNAL_TABLES } from '#server/core/migrations/files.ts';

const countRow = z.tuple([z.object({ count: z.coerce.number() })]);
const columnRows = z.array(z.object({ name: z.string(), nested: z.boolean() }));

const GAP = "repeat(E'\\n', 8)";

/** A table, and what its rows say as SQL over its alias `t`; null where there is no such table. */
type Place = { table: string; text(client: PoolClient): Promise<string | null> };

/** A store that is only looked into: `kept` says where a person must act. */
function keptStore(name: string, kept: string, places: readonly Place[]): ErasureStore {
  return {
    name,
    kept,
    tables: places.map(({ table }) => table),
    find: ({ pattern, holds }) =>
      withConnection(async (client) => {
        let count = 0;
        for (const { table, text } of pattern === null ? [] : places) {
          const said = await text(client);
          if (said === null) continue;
          // Put together once a row, though what folds a name names it more than once.
          const { rows } = await client.query(
            `select count(*) as count from ${table} t cross join lateral (select ${said} as text offset 0) s where ${holds('s.text', '$1')}`,
            [pattern],
          );
          count += countRow.parse(rows)[0].count;
        }
        return { counts: { rows: count }, examples: [] };
      }),
  };
}

function place(table: string, text: string): Place {
  return { table, text: async () => text };
}

/**
 * SQL: every text, number and name of a field in a value of jsonb, each as it was before it was JSON, in which a line break is
 * written as a letter.
 */
function textsWithin(json: string): string {
  return `(select string_agg(f.value #>> '{}', ${GAP}) from (
    select jsonb_path_query(${json}, 'strict $.** ? (@.type() == "string" || @.type() == "number")') union all
    select jsonb_path_query(${json}, 'strict $.** ? (@.type() == "object").keyvalue().key')) f (value))`;
}

/** A table of which we know neither the columns nor whether it is there: all that is not a time or a yes or no. */
function wholeTable(table: string): Place {
  return {
    table,
    async text(client) {
      const { rows } = await client.query(
        `select quote_ident(a.attname) as name, y.typcategory = 'A' or a.atttypid in ('json'::regtype, 'jsonb'::regtype) as nested
         from pg_attribute a join pg_type y on y.oid = a.atttypid
         where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped and y.typcategory not in ('B', 'D', 'T')
         order by a.attnum`,
        [table],
      );
      const texts = columnRows
        .parse(rows)
        .map(({ name, nested }) => (nested ? textsWithin(`to_jsonb(t.${name})`) : `t.${name}::text`));
      return texts.length === 0 ? null : `concat_ws(${GAP}, ${texts.join(', ')})`;
    },
  };
}

/** What an erasure shows and leaves: it is somebody's to decide, or not ours. */
export const keptStores: readonly ErasureStore[] = [
  keptStore('accounts', 'An account of this console, or a key: delete it under Settings, Users or API keys.', [
    place('public.users', `concat_ws(${GAP}, t.name, t.email, t.image, t.ban_reason)`),
    place('public.api_keys', 't.name'),
  ]),
  keptStore('settings', 'A setting holds it, perhaps as a pattern to mask. Take it out there.', [
    place('public.settings', textsWithin('t.value')),
  ]),
  keptStore('answer rules', 'A rule that tells answers apart holds it. Change the rule.', [
    place('public.answer_rules', 't.pattern'),
    place('public.answer_passes', textsWithin('t.rules')),
  ]),
  keptStore('audit log', 'The audit log is sealed and never changed.', [
    place('public.audit_log', textsWithin('t.details')),
  ]),
  keptStore(
    "chatbot's own tables",
    'The chatbot writes these tables itself. Erase it there.',
    EXTERNAL_TABLES.map(wholeTable),
  ),
];
