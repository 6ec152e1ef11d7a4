import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { committedQuestions, readLabelled } from './eval/questions/labelled.ts';
import { Onlooker } from './lib/beside-load.ts';
import { type BenchResult, type Row, round } from './lib/measure.ts';
import { pidsUnder } from './lib/processes.ts';
import { signedInCookie } from './lib/sign-in.ts';
import { withProduct } from './lib/with-product.ts';

const TURNS_A_STATEMENT = 5_000;
const LOOK_EVERY_MS = 500;
const PAGES = ['/', '/questions', '/questions/gaps', '/conversations', '/analytics', '/phonebook?q=rahman'];
const BACKGROUND = ['worker', 'embedder'];

/**
 * How a log that comes with `--texts` (100000) questions nobody asked before is placed in groups, and what the pages feel of it:
 * `--pages` (2) a second for `--seconds` (60) while worker and embedder are stopped, and as long while they work.
 */
export async function run(parameters: string[]): Promise<BenchResult> {
  const options = {
    texts: { type: 'string', default: '100000' },
    pages: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '60' },
  } as const;
  const { values } = parseArgs({ args: parameters, options });
  const [texts, perSecond, seconds] = [Number(values.texts), Number(values.pages), Number(values.seconds)];
  return withProduct(async (url) => {
    const cookie = await signedInCookie();
    const began = performance.now();
    await ask(texts);
    while ((await countTexts()).known < texts) await sleep(LOOK_EVERY_MS);
    const known = round((performance.now() - began) / 1000);
    // The first opening of a page after a start is another matter.
    for (const path of PAGES) await (await fetch(`${url}${path}`, { headers: { cookie } })).text();
    const watch = async (what: string) => watchPages(what, url, { cookie, paths: PAGES, perSecond }, seconds);
    const stopped = await whileStopped(() => watch('worker stopped'));
    const before = await countTexts();
    const from = performance.now();
    const working = await watch('while texts are placed');
    const placed = (await countTexts()).placed - before.placed;
    const aMinute = (placed * 60_000) / (performance.now() - from);
    return { rows: [stopped, working], notes: notesOf({ texts, known, aMinute }) };
  });
}

function notesOf({ texts, known, aMinute }: { texts: number; known: number; aMinute: number }): string[] {
  return [
    `Milliseconds; processor time in percent of one core. Pages in turn: ${PAGES.join(', ')}.`,
    `${texts} turns, each a question of its own, were written and counted in ${known} s.`,
    `${Math.round(aMinute)} texts a minute were placed beside the pages: ${round(texts / aMinute)} minutes for all.`,
  ];
}

/** Turns over the last seven days, each with a question that differs from all others by its last word at least. */
async function ask(texts: number): Promise<void> {
  const questions = readLabelled(committedQuestions).map(({ text }) => text);
  const words = [...new Set(questions.flatMap((text) => text.toLowerCase().match(/[a-z]{4,}/g) ?? []))];
  for (let from = 0; from < texts; from += TURNS_A_STATEMENT) {
    const some = Array.from({ length: Math.min(TURNS_A_STATEMENT, texts - from) }, (_, at) => {
      const number = from + at;
      return `${questions[number % questions.length]} ${words[Math.floor(number / questions.length) % words.length]}`;
    });
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, created_at)
       select 'bench-' || n / 3, text, 'In the post.', timezone('utc', now()) - (n % 604800) * interval '1 second'
       from unnest($1::text[]) with ordinality as t (text, place) cross join lateral (select $2::int + place::int as n) n`,
      [some, from],
    );
  }
}

const counted = z.tuple([z.object({ known: z.int(), placed: z.int() })]);

async function countTexts(): Promise<{ known: number; placed: number }> {
  const { rows } = await mainPool().query(
    'select count(*)::int as known, (count(*) filter (where group_id <> 0))::int as placed from question_texts',
  );
  return counted.parse(rows)[0];
}

/** A worker that is stopped does not hear that the product ends. */
async function whileStopped<T>(work: () => Promise<T>): Promise<T> {
  signal('SIGSTOP');
  try {
    return await work();
  } finally {
    signal('SIGCONT');
  }
}

function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const kind of BACKGROUND) for (const pid of pidsUnder(process.pid, kind)) process.kill(pid, name);
}

async function watchPages(
  what: string,
  url: string,
  pages: ConstructorParameters<typeof Onlooker>[1],
  seconds: number,
): Promise<Row> {
  const onlooker = new Onlooker(url, pages);
  onlooker.begin();
  await sleep(seconds * 1000);
  const { pages: seen, alive, processor } = await onlooker.end();
  return {
    what,
    pages: seen.count,
    failed: seen.failed,
    'page p50': seen.p50,
    'page p95': seen.p95,
    'alive p99': alive.p99,
    'web CPU': processor.web ?? 0,
    'worker CPU': processor.worker ?? 0,
    'embedder CPU': processor.embedder ?? 0,
    'Postgres CPU': processor.postgres ?? 0,
  };
}
