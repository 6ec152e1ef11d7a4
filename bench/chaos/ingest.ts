import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { mulberry32 } from '#lib/random.ts';
import { checkIndexes, countFolded, readConsistency } from './checks.ts';
import { type Fault, faultsOf } from './faults.ts';
import { Account, type Verdict } from './judge.ts';
import { type Answered, LedgerReader } from './ledger.ts';
import { LoadProcess } from './load-process.ts';
import { Stage } from './stage.ts';

const options = {
  cycles: { type: 'string', default: '3' },
  seed: { type: 'string' },
  'hang-seconds': { type: 'string', default: '30' },
  'answer-within-ms': { type: 'string', default: '1500' },
} as const;

/** What was found wrong in a run: turns by their marks, since one that is twice there stays so, and all else by number. */
type Totals = Record<keyof Verdict, Set<string>> & { disagreements: number; other: number };

/** What stays over a whole run. */
type Run = {
  stage: Stage;
  load: LoadProcess;
  ledger: LedgerReader;
  chatbot: LoadProcess;
  /** Of the chatbot. */
  handed: LedgerReader;
  account: Account;
  random: () => number;
  answerWithinMs: number;
  totals: Totals;
  say(line: string): void;
};

/**
 * Kills, cuts and hangs under load, and looks after each fault whether any acknowledged turn is missing, any is there
 * twice, and all figures agree with the rows. The seed decides faults, points, waits and turns.
 * @param signal ends it with the cycle that it is in; the figure is then of those that were run
 * @returns whether nothing was
 */
export async function run(parameters: string[], signal: AbortSignal): Promise<boolean> {
  const { values } = parseArgs({ args: parameters, options });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const cycles = Number(values.cycles);
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-chaos-'));
  // The user that Postgres runs as must pass through it when we are root.
  chmodSync(folder, 0o711);
  let stage: Stage | undefined;
  const posting: LoadProcess[] = [];
  try {
    say(`seed ${seed}`);
    stage = await Stage.open(folder);
    const { url, keys } = stage;
    const [path, handed] = [join(folder, 'ledger.jsonl'), join(folder, 'chatbot.jsonl')];
    const load = new LoadProcess('load', { url, keys, ledger: path, seed });
    // Other turns than the load client's, and so other ids.
    const chatbot = new LoadProcess('chatbot', { url, keys, ledger: handed, seed: seed + 1 });
    posting.push(load, chatbot);
    await load.acked();
    const marks = {
      lost: new Set<string>(),
      duplicates: new Set<string>(),
      ghosts: new Set<string>(),
      mixed: new Set<string>(),
    };
    const totals = { ...marks, disagreements: 0, other: 0 };
    const random = mulberry32(seed);
    const answerWithinMs = Number(values['answer-within-ms']);
    const [ledger, account] = [new LedgerReader(path), new Account()];
    const given = { stage, load, ledger, chatbot, handed: new LedgerReader(handed), account };
    const one: Run = { ...given, random, answerWithinMs, totals, say };
    let done = 0;
    for (; done < cycles && !signal.aborted; done += 1) {
      for (const fault of faultsOf(done, Number(values['hang-seconds']) * 1000, random)) {
        await suffer(one, fault, `${done + 1}/${cycles}`);
      }
    }
    return await conclude(one, done);
  } finally {
    for (const one of posting) await one.end();
    await stage?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function suffer(run: Run, fault: Fault, cycle: string): Promise<void> {
  const { stage, load, chatbot, account, ledger, handed, random, totals } = run;
  await sleep(300 + random() * 900);
  const webBefore = stage.findWeb();
  account.add(ledger.read());
  const from = Date.now();
  const wrong = await fault.strike(stage, random);
  const until = Date.now();
  await stage.webIsUp();
  await load.acked();
  const healed = (Date.now() - until) / 1000;
  if (fault.webLives && stage.findWeb() !== webBefore) wrong.push('The web process ended.');
  await load.pause();
  await chatbot.pause();
  const answers = account.add(ledger.read());
  account.add(handed.read());
  const { stored, rows, wrong: disagreements } = await readConsistency(stage.postgres.connection);
  const verdict = account.compare(stored);
  load.resume();
  chatbot.resume();

  wrong.push(...new Set(answers.flatMap(({ fault: told }) => told ?? [])));
  const hung = fault.answers ? answersWhileHanging(answers, from, until, run.answerWithinMs) : undefined;
  if (hung?.inTime === false) wrong.push(`Not every post was answered within ${run.answerWithinMs} ms.`);
  for (const [name, count] of Object.entries(disagreements)) wrong.push(`${count} ${name}.`);
  for (const kind of kinds) for (const mark of verdict[kind]) totals[kind].add(mark);
  totals.disagreements += Object.keys(disagreements).length;
  totals.other += wrong.length - Object.keys(disagreements).length;
  const counts = (['acked', 'refused', 'unknown'] as const).map((what) => `${turnsOf(answers, what)} ${what}`);
  run.say(
    `${cycle} ${fault.name}: ${counts.join(', ')}; ${hung === undefined ? '' : `${hung.sentence}; `}well again after ${healed.toFixed(1)} s; ${words(verdict)}, ${rows} rows${wrong.map((sentence) => ` ✗ ${sentence}`).join('')}`,
  );
}

/** That the sender left nothing behind and the worker folded at all, indexes against tables, then the figure. */
async function conclude(run: Run, cycles: number): Promise<boolean> {
  const { account, totals, say } = run;
  await run.load.pause();
  await settle(run);
  const { indexes, complaints } = await checkIndexes(run.stage.postgres.superuser);
  const folded = await countFolded(run.stage.postgres.connection);
  if (folded === 0) complaints.push('No turn was folded into the figures.');
  say(
    `${folded} turns folded into the figures; ${indexes} indexes held against their tables${complaints.map((complaint) => ` ✗ ${complaint}`).join('')}`,
  );
  totals.other += complaints.length;
  const { disagreements, other } = totals;
  say(
    `${words(totals)}, figures unlike rows ${disagreements}, other faults ${other}, of ${account.count('acked')} acked (${account.count('unknown')} unknown, ${account.count('refused')} refused) in ${cycles} cycles`,
  );
  return disagreements + other === 0 && kinds.every((kind) => totals[kind].size === 0);
}

/** Whatever happened, the sender has an answer for all that the chatbot handed to it, and what it says is stored is. */
async function settle({ stage, ledger, chatbot, handed, account, totals, say }: Run): Promise<void> {
  await chatbot.drain();
  account.add(ledger.read());
  account.add(handed.read());
  const { stored } = await readConsistency(stage.postgres.connection);
  const verdict = account.compare(stored);
  for (const kind of kinds) for (const mark of verdict[kind]) totals[kind].add(mark);
  say(`the chatbot's sender has nothing left; ${words(verdict)}`);
}

/** While it hangs, every post is answered in time. @returns a sentence with the slowest, and whether that was in time */
function answersWhileHanging(
  answers: Answered[],
  from: number,
  until: number,
  withinMs: number,
): { inTime: boolean; sentence: string } {
  // What was sent shortly before it went on may have been stored in time.
  const during = answers.filter(({ at, ms }) => at - ms < until - withinMs && at > from);
  const waits = during.map(({ at, ms }) => at - Math.max(from, at - ms));
  const slowest = Math.max(0, ...waits);
  const inTime = during.length > 0 && slowest <= withinMs && during.every(({ status }) => status !== 0);
  return { inTime, sentence: `${during.length} posts answered while it hung, the slowest after ${slowest} ms` };
}

function turnsOf(answers: Answered[], what: Answered['what']): number {
  return answers.filter((answer) => answer.what === what).reduce((sum, { turns }) => sum + turns.length, 0);
}

const kinds = ['lost', 'duplicates', 'ghosts', 'mixed'] as const;

function words({ lost, duplicates, ghosts, mixed }: Record<keyof Verdict, Set<string>>): string {
  return `lost ${lost.size}, duplicates ${duplicates.size}, ghosts ${ghosts.size}, mixed up ${mixed.size}`;
}
