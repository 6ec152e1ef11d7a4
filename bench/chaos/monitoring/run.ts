import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MonitoringCost } from './cost.ts';
import type { Fault } from './fault.ts';
import { faults } from './faults.ts';
import { MonitoringStage } from './stage.ts';
import { firstShown, lookUntil } from './verdict-page.ts';

/** How long a culprit is waited for past its limit, so that late is told from never. */
const LATE_FACTOR = 3;
const CLEAR_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 1_000;
/** Of the faults, so many may be missed. */
const MISSED_AT_MOST = 1;

/**
 * Puts faults into a real server, one after the other, and reads on the rendered page whether the true culprit stands first and
 * after how many seconds; then watches a clean load for false alarms, and what monitoring costs beside it.
 * @returns whether the goal is met
 */
export async function run(parameters: string[], signal: AbortSignal): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { 'clean-minutes': { type: 'string', default: '0' } },
  });
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const unknown = positionals.filter((name) => !faults.some((fault) => fault.name === name));
  if (unknown.length > 0) {
    say(`No fault is named ${unknown.join(', ')}. There are: ${faults.map(({ name }) => name).join(', ')}.`);
    return false;
  }
  const chosen = positionals.length === 0 ? faults : faults.filter(({ name }) => positionals.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-chaos-'));
  chmodSync(folder, 0o711);
  let stage: MonitoringStage | undefined;
  try {
    stage = await MonitoringStage.open(folder);
    await settled(stage);
    let [first, inTime, run] = [0, 0, 0];
    for (const fault of chosen) {
      if (signal.aborted) break;
      const named = await suffer(stage, fault, say);
      run += 1;
      if (named !== null) first += 1;
      if (named !== null && named <= fault.limit) inTime += 1;
    }
    const alarms = await watchClean(stage, Number(values['clean-minutes']), signal, say);
    say(`${first} of ${run} culprits named first, ${inTime} in time; ${alarms} false alarms`);
    return inTime >= Math.max(1, run - MISSED_AT_MOST) && alarms === 0;
  } finally {
    await stage?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first samples are behind it, and nothing is blamed. */
async function settled(stage: MonitoringStage): Promise<void> {
  await stage.page.getByText('Nothing is to blame').waitFor({ timeout: CLEAR_WITHIN_MS });
}

/** @returns seconds until the culprit stood first; null when it never did */
async function suffer(stage: MonitoringStage, fault: Fault, say: (line: string) => void): Promise<number | null> {
  const struck = await fault.strike(stage).catch((error: Error) => error);
  if (struck instanceof Error) {
    say(`${fault.name}: ✗ could not be struck: ${struck.message}`);
    await stage.endSessions();
    return null;
  }
  const { at, sentence, entry = [], heal } = struck;
  const { shown, held } = await lookUntil(stage.page, fault.limit * 1_000 * LATE_FACTOR, (seen) =>
    seen === null ? false : sentence.test(seen.sentence) && entry.every((words) => words.test(seen.entry)),
  );
  const seconds = (Date.now() - at) / 1_000;
  await heal();
  await stage.endSessions();
  const clear = await lookUntil(stage.page, CLEAR_WITHIN_MS, (seen) => seen === null);
  const verdict = held ? `named first after ${seconds.toFixed(1)} s (limit ${fault.limit})` : '✗ not named first';
  const after = clear.held ? '' : ` ✗ still told after it was mended: ${clear.shown?.sentence}`;
  say(`${fault.name}: ${verdict}: ${shown?.sentence ?? 'nothing was blamed'}${after}`);
  return held ? seconds : null;
}

/** Searches and turns like any morning's. @returns how many causes were told that should not have been */
async function watchClean(
  stage: MonitoringStage,
  minutes: number,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<number> {
  if (minutes === 0) return 0;
  const cost = new MonitoringCost(await stage.session('chaos', { superuser: true }));
  const load = new AbortController();
  const loading = cleanLoad(stage, load.signal);
  const alarms = new Set<string>();
  const until = Date.now() + minutes * 60_000;
  await cost.begin();
  while (Date.now() < until && !signal.aborted) {
    const shown = await firstShown(stage.page);
    if (shown !== null && !alarms.has(shown.sentence)) say(`✗ false alarm: ${shown.sentence}`);
    if (shown !== null) alarms.add(shown.sentence);
    await cost.look();
    await sleep(LOOK_EVERY_MS);
  }
  load.abort();
  await loading;
  say(await cost.tell());
  return alarms.size;
}

/** Ten searches and ten turns a second. */
async function cleanLoad({ url, key }: MonitoringStage, signal: AbortSignal): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(10_000) })
      .then((answer) => answer.text())
      .catch(() => {});
  for (let turn = 0; !signal.aborted; turn += 1) {
    const body = JSON.stringify({
      session_id: `clean-${turn % 50}`,
      user_message: `Where is office ${turn}?`,
      assistant_response: 'On the second floor.',
    });
    await Promise.all([
      ask(`/api/phonebook/search?q=office+${turn % 100}`),
      ask('/api/conversations', { method: 'POST', body }),
      sleep(100),
    ]);
  }
}
