import 'server-only';
import { z } from 'zod';
import type { PassReport } from '#lib/conversations/answers/pass-report.ts';
import { turnStates } from '#lib/measures/turn-filter.ts';
import { maskTurns } from '#server/conversations/masking.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { getPass, type Pass } from './passes.ts';

const LINE = 160;
const state = z.enum(turnStates);

/** How far a pass is and what it found, as people read it; null when there is none of that number. */
export async function getPassReport(actor: Actor, id: number): Promise<PassReport | null> {
  requirePermission(actor, 'conversations.read');
  const pass = await getPass(actor, id);
  if (pass === null) return null;
  const { dry, turns, lookedAt } = pass;
  const examples = await readExamples(actor, pass);
  return { id, dry, state: pass.state, turns, lookedAt, counts: countsOf(pass), examples };
}

/** The newest pass that applies rules; null before the first change. */
export async function getLastApplied(actor: Actor): Promise<PassReport | null> {
  requirePermission(actor, 'conversations.read');
  const rows = await prisma().$queryRaw`select id from answer_passes where not dry order by id desc limit 1`;
  const [last] = z.array(z.object({ id: z.int() })).parse(rows);
  return last === undefined ? null : getPassReport(actor, last.id);
}

function countsOf({ changes }: Pass): PassReport['counts'] {
  return Object.entries(changes)
    .map(([key, count]) => {
      const [from, to] = key.split('>');
      return { from: state.parse(from), to: state.parse(to), count };
    })
    .toSorted((one, other) => other.count - one.count);
}

const exampleSchema = z.object({
  id: z.string(),
  from: state,
  to: state,
  sessionId: z.string(),
  question: z.string(),
  answer: z.string(),
  clientIp: z.null(),
});

async function readExamples(actor: Actor, { examples }: Pass): Promise<PassReport['examples']> {
  if (examples.length === 0) return [];
  const rows = await prisma().$queryRaw`
    select c.id::text as id, k."from", k."to", c.session_id as "sessionId", left(c.user_message, 2000) as question, left(c.assistant_response, 2000) as answer, null as "clientIp"
    from jsonb_to_recordset(${JSON.stringify(examples)}::jsonb) as k (id bigint, at timestamp, "from" text, "to" text)
    join conversations c on c.id = k.id and c.created_at = k.at order by c.created_at desc, c.id desc`;
  // Masked first: a cut through an address would leave half of it in sight.
  const shown = await maskTurns(actor, z.array(exampleSchema).parse(rows));
  return shown.map(({ id, from, to, sessionId, question, answer }) => ({
    id,
    from,
    to,
    sessionId,
    question: lineOf(question),
    answer: lineOf(answer),
  }));
}

function lineOf(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length > LINE ? `${line.slice(0, LINE).trimEnd()}…` : line;
}
