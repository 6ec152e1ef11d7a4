import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { OperatorError } from '#server/core/operator-error.ts';
import { ensureRedis, findChromium } from '#test/finds.ts';
import { CleanLoad, loadFully } from './clean-load.ts';
import { MonitoringCost } from './cost.ts';
import type { Fault } from './fault.ts';
import { faults } from './faults.ts';
import { PAGES_IN_TIME, timePages } from './pages-in-time.ts';
import { figureOf, isMet, type Score } from './score.ts';
import { MonitoringStage } from './stage.ts';
import { firstShown, lookUntil } from './verdict-page.ts';

/** How long a culprit is waited for past its limit, so that late is told from never. */
const LATE_FACTOR = 3;
const CLEAR_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 1_000;
const FULL_LOAD_MS = 60_000;

type Say = (line: string) => void;

/**
 * Puts faults into a real server, one after the other, and reads on the rendered page whether the true culprit stands first and
 * after how many seconds; times every page while the database is locked, full or away; then watches a clean load for false alarms,
 * and what monitoring costs beside it and beside all that the machine can do.
 * @param parameters names, in the order in which they are struck, also repeatedly; all without one
 * @returns whether the goal is met
 */
export async function run(parameters: string[], signal: AbortSignal): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { 'clean-minutes': { type: 'string', default: '0' } },
  });
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const all = [...faults.map(({ name }) => name), PAGES_IN_TIME];
  const unknown = positionals.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    say(`No fault is named ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
    return false;
  }
  const chromium = await findPrograms(say);
  if (chromium === null) return false;
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-chaos-'));
  chmodSync(folder, 0o711);
  let stage: MonitoringStage | undefined;
  try {
    stage = await MonitoringStage.open(folder, chromium);
    await stage.settled();
    const score: Score = { run: 0, first: 0, inTime: 0, lingering: 0, latePages: null, clean: null };
    for (const name of positionals.length === 0 ? all : positionals) {
      if (signal.aborted) break;
      const fault = faults.find((one) => one.name === name);
      if (fault !== undefined) await suffer(stage, fault, score, say);
      else score.latePages = (score.latePages ?? 0) + (await timePages(stage, say));
    }
    const minutes = Number(values['clean-minutes']);
    if (minutes > 0) score.clean = await watchClean(stage, minutes, signal, say);
    say(figureOf(score));
    return isMet(score);
  } finally {
    await stage?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes sure of what the stage starts. @returns the path of a Chromium; null where something is missing, which it says */
async function findPrograms(say: Say): Promise<string | null> {
  try {
    ensureRedis();
    return await findChromium();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    say(error.message);
    return null;
  }
}

/** Strikes, waits for the culprit's name, and takes the fault away; notes all of it in the score. */
async function suffer(stage: MonitoringStage, fault: Fault, score: Score, say: Say): Promise<void> {
  score.run += 1;
  const struck = await fault.strike(stage).catch((error: Error) => error);
  if (struck instanceof Error) {
    say(`${fault.name}: ✗ could not be struck: ${struck.message}`);
    await stage.endSessions();
    return;
  }
  const { at, sentence, entry = [], isTrue = () => true, otherPages, heal } = struck;
  const { shown, held } = await lookUntil(stage.page, fault.limit * 1_000 * LATE_FACTOR, (seen) =>
    seen === null
      ? false
      : sentence.test(seen.sentence) && entry.every((words) => words.test(seen.entry)) && isTrue(seen),
  );
  const seconds = (Date.now() - at) / 1_000;
  const others = held && otherPages !== undefined ? await otherPages() : null;
  await heal();
  await stage.endSessions();
  if (otherPages !== undefined) await stage.page.goto('/monitoring');
  const clear = await lookUntil(stage.page, CLEAR_WITHIN_MS, (seen) => seen === null);
  const isFirst = held && others?.areRight !== false;
  if (isFirst) score.first += 1;
  if (isFirst && seconds <= fault.limit) score.inTime += 1;
  if (!clear.held) score.lingering += 1;
  const verdict = held ? `named first after ${seconds.toFixed(1)} s (limit ${fault.limit})` : '✗ not named first';
  const beside = others === null ? '' : `, ${others.areRight ? '' : '✗ '}${others.words}`;
  const after = clear.held ? '' : ` ✗ still told after it was mended: ${clear.shown?.sentence}`;
  say(`${fault.name}: ${verdict}${beside}: ${shown?.sentence ?? 'nothing was blamed'}${after}`);
  if (!held && shown !== null) for (const line of shown.evidence) say(`  seen: ${line}`);
}

/** Mixed work of a morning, and which causes are told that should not be. */
async function watchClean(
  stage: MonitoringStage,
  minutes: number,
  signal: AbortSignal,
  say: Say,
): Promise<Score['clean']> {
  const cost = new MonitoringCost(await stage.session('chaos', { superuser: true }));
  const load = new CleanLoad(stage);
  const alarms = new Set<string>();
  const began = Date.now();
  await cost.begin();
  while (Date.now() - began < minutes * 60_000 && !signal.aborted) {
    const shown = await firstShown(stage.page);
    if (shown !== null && !alarms.has(shown.sentence)) say(`✗ false alarm: ${shown.sentence}`);
    if (shown !== null) alarms.add(shown.sentence);
    await cost.look();
    await sleep(LOOK_EVERY_MS);
  }
  const watched = Date.now() - began;
  const { words, isWhole } = await load.end();
  say(`Clean load: ${words}.`);
  say(await cost.tell());
  await cost.begin();
  say(`Full load: ${await loadFully(stage, FULL_LOAD_MS)}.`);
  say(await cost.tell());
  return { minutes: watched / 60_000, alarms: alarms.size, isWhole };
}
