import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import { mulberry32, sampleOf } from '#lib/random.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { committedQuestions, readLabelled } from './eval/questions/labelled.ts';
import { type BenchResult, quantiles, round } from './lib/measure.ts';
import { withProduct } from './lib/with-product.ts';

const LOOK_EVERY_MS = 25;
const GIVEN_UP_AFTER_MS = 120_000;
/** The model is loaded with the first question. */
const WARM_QUESTIONS = 20;

type Posted = { text: string; sentAt: number; answeredAt: number; groupedAt: number | null };

/**
 * From the POST of a question that was never asked to its text standing in a group, over HTTP in a running product: `--rate` (5)
 * questions a second for `--seconds` (60), each of them once, with a warm embedder.
 */
export async function run(parameters: string[]): Promise<BenchResult> {
  const options = { rate: { type: 'string', default: '5' }, seconds: { type: 'string', default: '60' } } as const;
  const { values } = parseArgs({ args: parameters, options });
  const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
  return withProduct(async (url) => {
    const ask = await asker(url);
    const all = [...new Set(readLabelled(committedQuestions).map(({ text }) => text))];
    const questions = sampleOf(all, WARM_QUESTIONS + rate * seconds, mulberry32(1));
    await askAndWatch(ask, questions.slice(0, WARM_QUESTIONS), rate);
    return resultOf(await askAndWatch(ask, questions.slice(WARM_QUESTIONS), rate), rate);
  });
}

type Ask = (question: string, number: number) => Promise<void>;

async function asker(url: string): Promise<Ask> {
  const scopes = ['conversations:write' as const];
  const made = await createApiKey(systemActor('bench'), { name: 'bench', scopes, expiresAt: null });
  if (!made.ok) throw new Error(made.message);
  const headers = { authorization: `Bearer ${made.value.key}`, 'content-type': 'application/json' };
  return async (question, number) => {
    const turn = { session_id: `bench-${number}`, user_message: question, assistant_response: 'In the post.' };
    const answer = await fetch(`${url}/api/conversations`, { method: 'POST', headers, body: JSON.stringify(turn) });
    await answer.text();
    if (answer.status !== 201) throw new Error(`A post was answered with ${answer.status}.`);
  };
}

/** Asks at the rate and looks until every question is in a group. @throws Error when one is not within two minutes of the last */
async function askAndWatch(ask: Ask, questions: readonly string[], rate: number): Promise<Posted[]> {
  const posted: Posted[] = [];
  const asking = (async () => {
    const began = performance.now();
    for (const [number, question] of questions.entries()) {
      await sleep(Math.max(0, began + (number / rate) * 1_000 - performance.now()));
      const sentAt = performance.now();
      await ask(question, number);
      const text = normalizeQuestion(question);
      posted.push({ text, sentAt, answeredAt: performance.now(), groupedAt: null });
    }
  })();
  let until = Number.POSITIVE_INFINITY;
  void asking.then(() => {
    until = performance.now() + GIVEN_UP_AFTER_MS;
  });
  while (posted.length < questions.length || posted.some(({ groupedAt }) => groupedAt === null)) {
    await noteGrouped(posted);
    if (performance.now() > until) throw new Error('A question is in no group after two minutes.');
    await sleep(LOOK_EVERY_MS);
  }
  await asking;
  return posted;
}

async function noteGrouped(posted: readonly Posted[]): Promise<void> {
  const waiting = posted.filter(({ groupedAt }) => groupedAt === null);
  if (waiting.length === 0) return;
  const { rows } = await mainPool().query(
    'select normalized from question_texts where group_id <> 0 and normalized = any ($1::text[])',
    [waiting.map(({ text }) => text)],
  );
  const now = performance.now();
  const there = new Set(textRows.parse(rows).map(({ normalized }) => normalized));
  for (const one of waiting) if (there.has(one.text)) one.groupedAt = now;
}

const textRows = z.array(z.object({ normalized: z.string() }));

function resultOf(posted: readonly Posted[], rate: number): BenchResult {
  const sinceSent = posted.map(({ sentAt, groupedAt }) => (groupedAt ?? Number.POSITIVE_INFINITY) - sentAt);
  const acks = posted.map(({ sentAt, answeredAt }) => answeredAt - sentAt);
  const rows = [
    { what: 'POST to 201', questions: posted.length, ...quantiles(acks) },
    { what: 'POST to grouped', questions: posted.length, ...quantiles(sinceSent) },
  ];
  return {
    rows,
    notes: [
      `Milliseconds. ${rate} questions a second, none of them asked before; looked at every ${LOOK_EVERY_MS} ms.`,
      `${round((100 * sinceSent.filter((ms) => ms <= 2_000).length) / posted.length)} % were in a group within 2 s.`,
    ],
  };
}
