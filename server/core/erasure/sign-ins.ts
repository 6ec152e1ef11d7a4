import 'server-only';
import { z } from 'zod';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore, Held, Taken, Work } from '#server/core/erasure/store.ts';
import { takeOnce } from '#server/core/erasure/take-once.ts';

const text = "concat_ws(E'\\n\\n\\n\\n\\n\\n\\n\\n', s.ip_address, s.user_agent)";
const countRow = z.tuple([z.object({ count: z.coerce.number() })]);

/** The addresses that people of this console signed in from. The session stays, its address goes. */
export const signInStore: ErasureStore = { name: 'sign-ins', tables: ['public.sessions'], find, erase };

function find({ pattern, holds }: Matcher): Promise<Held> {
  return withConnection(async (client) => {
    if (pattern === null) return { counts: { 'sign-ins': 0 }, examples: [] };
    const { rows } = await client.query(`select count(*) as count from sessions s where ${holds(text, '$1')}`, [
      pattern,
    ]);
    return { counts: { 'sign-ins': countRow.parse(rows)[0].count }, examples: [] };
  });
}

function erase({ pattern, holds }: Matcher, work: Work): Promise<Taken> {
  return takeOnce(work, async (client) => {
    if (pattern === null) return { counts: { 'sign-ins': 0 }, tables: [] };
    const { rowCount } = await client.query(
      `update sessions s set ip_address = null, user_agent = null where ${holds(text, '$1')}`,
      [pattern],
    );
    const count = rowCount ?? 0;
    return { counts: { 'sign-ins': count }, tables: count === 0 ? [] : ['public.sessions'] };
  });
}
