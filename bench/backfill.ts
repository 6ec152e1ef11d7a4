import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { committedQuestions, readLabelled } from './eval/questions/labelled.ts';
import { Onlooker } from './lib/beside-load.ts';
import { type BenchResult, type Row, round } from './lib/measure.ts';
import { pidsUnder } from './lib/processes.ts';
import { databaseUrl, startProduct, stopProduct } from './lib/product.ts';
import { withServer } from './lib/server.ts';
import { signedInCookie } from './lib/sign-in.ts';

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
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  chmodSync(folder, 0o711);
  const environment = { SWITCHBOARD_DATA_DIR: join(folder, 'web'), AUTH_SECRET: randomBytes(32).toString('hex') };
  setEnvironment(environment);
  try {
    return await withServer(async () => {
      const product = await startProduct({ ...environment, DATABASE_URL: databaseUrl(), SWITCHBOARD_CONNECTION: '' });
      try {
        const cookie = await signedInCookie();
        const began = performance.now();
        await ask(texts);
        while ((await countTexts()).known < texts) await sleep(LOOK_EVERY_MS);
        const known = round((performance.now() - began) / 1000);
        const watch = async (what: string) =>
          watchPages(what, product.url, { cookie, paths: PAGES, perSecond }, seconds);
        await signal('SIGSTOP');
        const rows = [await watch('worker stopped')];
        await signal('SIGCONT');
        const before = await countTexts();
        const from = performance.now();
        rows.push(await watch('while texts are placed'));
        const after = await countTexts();
        const aMinute = ((after.placed - before.placed) * 60_000) / (performance.now() - from);
        return { rows, notes: notesOf({ texts, known, aMinute }) };
      } finally {
        await signal('SIGCONT');
        await stopProduct(product.child);
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

async function signal(name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
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
