import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore, Held, Taken, Work } from '#server/core/erasure/store.ts';
import { takeOnce } from '#server/core/erasure/take-once.ts';

const GAP = "repeat(E'\\n', 8)";
/** What people type about a gap, and the text before it. */
const fields = ['draft', 'draft_before', 'note', 'note_before', 'reason', 'reason_before'] as const;
const text = `concat_ws(${GAP}, ${fields.map((field) => `p.${field}`).join(', ')})`;

const CORES = 'public.question_gap_cores';

const foundRow = z.tuple([z.object({ count: z.coerce.number(), examples: z.array(z.string()).nullable() })]);

/**
 * Drafts, notes and reasons of knowledge gaps. A text that holds the subject goes whole: what is left of it would mislead. Where a question
 * went, so does the core that it lay in, which is made again from the others.
 */
export const gapStore: ErasureStore = {
  name: 'knowledge gaps',
  tables: ['public.question_gaps', CORES],
  find: findTyped,
  erase: eraseTyped,
};

function findTyped(matcher: Matcher): Promise<Held> {
  return withConnection(async (client) => {
    const { pattern } = matcher;
    if (pattern === null) return { counts: { 'notes of gaps': 0 }, examples: [] };
    const { rows } = await client.query(
      `select count(*) as count, (array_agg(${matcher.excerpt(text, '$1')}))[1:3] as examples from question_gaps p where ${matcher.holds(text, '$1')}`,
      [pattern],
    );
    const [{ count, examples }] = foundRow.parse(rows);
    return { counts: { 'notes of gaps': count }, examples: examples ?? [] };
  });
}

function eraseTyped(matcher: Matcher, work: Work): Promise<Taken> {
  return takeOnce(work, async (client) => {
    // Whoever looks at gaps holds it, and may be copying a text into a row that the statement would not see.
    await client.query("select pg_advisory_xact_lock(hashtext('switchboard.gaps'))");
    const cores = await client.query(
      `delete from question_gap_cores k using question_gaps p where p.id = k.gap_id and (p.joined_into is not null or k.group_id <> p.group_id
         or exists (select from unnest(k.texts) as t (id) where not exists (select from question_texts q where q.id = t.id)))`,
    );
    const gaps = await blankTexts(client, matcher);
    const tables = [...(cores.rowCount === 0 ? [] : [CORES]), ...(gaps > 0 ? ['public.question_gaps'] : [])];
    return { counts: { gaps }, tables };
  });
}

async function blankTexts(client: PoolClient, matcher: Matcher): Promise<number> {
  const { pattern } = matcher;
  if (pattern === null) return 0;
  const sets = fields.map((field) => emptied(field, matcher.holds(`coalesce(p.${field}, '')`, '$1')));
  const { rowCount } = await client.query(
    `update question_gaps p set ${sets.join(', ')}, version = p.version + 1 where ${matcher.holds(text, '$1')}`,
    [pattern],
  );
  return rowCount ?? 0;
}

/** An emptied draft or note bears a new instant, so that a save from a page that still shows it is a conflict; its writer goes with it. */
function emptied(field: (typeof fields)[number], holds: string): string {
  if (field !== 'draft' && field !== 'note') return `${field} = case when ${holds} then null else p.${field} end`;
  return `${field} = case when ${holds} then '' else p.${field} end, ${field}_by = case when ${holds} then null else p.${field}_by end,
    ${field}_at = case when ${holds} then timezone('utc', clock_timestamp()) else p.${field}_at end`;
}
