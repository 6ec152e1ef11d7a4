import 'server-only';
import { z } from 'zod';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore } from '#server/core/erasure/store.ts';
import { EXTERNAL_TABLES } from '#server/core/migrations/files.ts';

const countRow = z.tuple([z.object({ count: z.coerce.number() })]);
const tableRow = z.tuple([z.object({ there: z.boolean() })]);

/** A text of a table, as SQL over its alias `t`. */
type Text = { table: string; text: string };

/** A store that is only looked into: `kept` says where a person must act. */
function keptStore(name: string, kept: string, texts: readonly Text[]): ErasureStore {
  return {
    name,
    kept,
    tables: texts.map(({ table }) => table),
    find: ({ pattern, holds }) =>
      withConnection(async (client) => {
        let count = 0;
        for (const { table, text } of pattern === null ? [] : texts) {
          const { rows: known } = await client.query('select to_regclass($1) is not null as there', [table]);
          if (!tableRow.parse(known)[0].there) continue;
          const { rows } = await client.query(`select count(*) as count from ${table} t where ${holds(text, '$1')}`, [
            pattern,
          ]);
          count += countRow.parse(rows)[0].count;
        }
        return { counts: { rows: count }, examples: [] };
      }),
  };
}

/** What an erasure shows and leaves: it is somebody's to decide, or not ours. */
export const keptStores: readonly ErasureStore[] = [
  keptStore('accounts', 'An account of this console, or a key: delete it under Settings, Users or API keys.', [
    { table: 'public.users', text: "concat_ws(E'\\n\\n\\n\\n\\n\\n\\n\\n', t.name, t.email, t.image, t.ban_reason)" },
    { table: 'public.api_keys', text: 't.name' },
  ]),
  keptStore('settings', 'A setting holds it, perhaps as a pattern to mask. Take it out there.', [
    { table: 'public.settings', text: 't.value::text' },
  ]),
  keptStore('answer rules', 'A rule that tells answers apart holds it. Change the rule.', [
    { table: 'public.answer_rules', text: 't.pattern' },
    { table: 'public.answer_passes', text: 't.rules::text' },
  ]),
  keptStore('audit log', 'The audit log is sealed and never changed.', [
    { table: 'public.audit_log', text: 't.details::text' },
  ]),
  keptStore(
    "chatbot's own tables",
    'The chatbot writes these tables itself. Erase it there.',
    EXTERNAL_TABLES.map((table) => ({ table, text: 'to_jsonb(t)::text' })),
  ),
];
