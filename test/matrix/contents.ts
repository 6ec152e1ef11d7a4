import { z } from 'zod';
import { insertUser } from '#server/core/auth/people.ts';
import { prisma } from '#server/core/db/prisma.ts';

/** A word that stands in the data and nowhere in the code: whoever reads it in an answer was shown data. */
export const SECRET = 'Quillfeather';

/** Puts the word where pages show it. */
export async function plantSecrets(): Promise<void> {
  await insertUser(prisma(), { email: 'planted@example.org', name: `Planted ${SECRET}`, role: 'analyst' });
  await prisma().$executeRaw`insert into employees (full_name, department) values (${`Ada ${SECRET}`}, ${SECRET})`;
}

// What signing in, the samplers, the evaluator, the grouping of questions and the sealing of the log write by themselves.
const MOVING = [
  'sessions',
  'known_browsers',
  'login_limits',
  'verifications',
  'audit_log',
  'audit_head',
  'cache_tags',
  'conversation_evaluator',
  'question_gaps',
  'question_gap_events',
  'question_gap_cores',
  'question_gap_marks',
  'question_texts',
  'question_text_deltas',
  'question_groups',
  'question_group_counts',
  'question_group_details',
  'question_embeddings',
  'question_neighbours',
  'question_spaces',
  'question_grouper',
  '_prisma_migrations',
];

/** A fingerprint of every table that people change. */
export async function contentsOf(): Promise<Record<string, string>> {
  const tables = z
    .array(z.object({ name: z.string() }))
    .parse(
      await prisma()
        .$queryRaw`select tablename::text as name from pg_tables where schemaname = 'public' and not tablename = any(${MOVING})`,
    );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = z.array(z.object({ print: z.string().nullable() })).parse(
      await prisma().$queryRaw`
        select md5(query_to_xml(format('select * from public.%I order by 1', ${name}::text), true, true, '')::text) as print`,
    );
    prints[name] = rows[0]?.print ?? '';
  }
  return prints;
}
