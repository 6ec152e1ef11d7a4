import { parseArgs } from 'node:util';
import { withServer } from '#bench/lib/server.ts';
import { firstGapParams } from '#lib/questions/gaps/params.ts';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import { findGaps } from '#server/questions/gaps/queries.ts';
import { filesOf, type LogTurn, readLog } from './log.ts';
import { heldBy, missedPlaces, PLACES } from './places.ts';
import { actor, fix, ingest, readGaps, readReopenings, settle, settleCores, stop } from './product.ts';
import { runSimulation, type Simulated } from './simulate.ts';
import { type Majority, Truth } from './truth.ts';

/** Turns at most between two looks where nothing is being waited for. */
const PIECE = 200;
/** How much of the log has passed when gaps are marked fixed. */
const FIXED_AT = 0.6;
/** So many gaps of other intents are marked fixed too: they fail now and then. */
const OTHERS_FIXED = 4;
const LATEST_FAILURE = 10;
const FAILURES_TO_REOPEN = 3;

type Intent = { intent: string; inInboxAtFailure: number | null; reopenedAtFailure: number | null; failures: number };
type Place = Majority & { question: string; sessions: number; gaps: number };
type Watched = { intent: string; since: LogTurn[]; reopenedAt: number | null };
export type GapReport = {
  turns: number;
  regrouped: number;
  seconds: number;
  intents: Intent[];
  places: Place[];
  /** As many rows of the inbox, each gap by itself. */
  rows: Majority[];
  reopened: number;
  unfounded: number;
};

/**
 * Plays a log again in the order of its times through ingest, evaluator, grouping and gap detection on a Postgres of its own:
 * when each failing intent is in the inbox, what stands on top at the end, and what reopens a gap marked fixed.
 * @returns the gates missed
 */
export async function runGaps(
  parameters: string[],
  say: (line: string) => void,
): Promise<{ report: GapReport | Simulated[] | null; missed: string[] }> {
  const option = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: parameters,
    options: { log: option, truth: option, intents: option, simulate: flag, labelled: option, cache: option },
  });
  if (values.simulate) return { report: await runSimulation(values, say), missed: [] };
  const files = filesOf(values);
  if (files === null) return { report: null, missed: ['--log FILE and --truth FILE say what to play again'] };
  const report = await withServer(() => replay(files, say));
  const missed = missedBy(report);
  tell(report, say);
  return { report, missed };
}

async function replay(files: Parameters<typeof readLog>[0], say: (line: string) => void): Promise<GapReport> {
  const began = performance.now();
  const { turns, failing } = readLog(files);
  const truth = new Truth();
  const intents = new Map(
    failing.map((intent): [string, Intent] => [
      intent,
      { intent, inInboxAtFailure: null, reopenedAtFailure: null, failures: 0 },
    ]),
  );
  const watched = new Map<string, Watched>();
  let waiting: LogTurn[] = [];
  let regrouped = 0;
  let event = '0';
  let reopened = 0;
  let unfounded = 0;

  const look = async () => {
    const last = waiting.at(-1);
    if (last === undefined) return;
    await ingest(waiting);
    for (const turn of waiting) truth.add(turn);
    waiting = [];
    if (await settle(instantOf(last))) regrouped += 1;
    const gaps = await readGaps();
    for (const gap of gaps) {
      const found = intents.get(truth.majorityOf(gap.texts).intent);
      if (found !== undefined && gap.closed === null) found.inInboxAtFailure ??= found.failures;
    }
    for (const { event: id, gap, good } of await readReopenings(event)) {
      event = id;
      reopened += 1;
      if (!good) unfounded += 1;
      const watch = watched.get(gap);
      const own = new Set(gaps.find((one) => one.id === gap)?.texts);
      const count = watch?.since.filter(({ posted }) => own.has(normalizeQuestion(posted.user_message))).length ?? 0;
      if (watch !== undefined) watch.reopenedAt ??= count;
      const found = intents.get(watch?.intent ?? '');
      if (found !== undefined) found.reopenedAtFailure ??= count;
    }
  };

  for (const [place, turn] of turns.entries()) {
    if (place === Math.floor(turns.length * FIXED_AT)) {
      await look();
      for (const gap of toFix(await readGaps(), failing, truth)) {
        await fix(gap, turns[place - 1]?.posted.created_at ?? '');
        watched.set(gap.id, { intent: gap.intent, since: [], reopenedAt: null });
      }
    }
    waiting.push(turn);
    const intent = intents.get(turn.intent);
    if (turn.failed) {
      if (intent !== undefined) intent.failures += 1;
      for (const watch of watched.values()) watch.since.push(turn);
    }
    const isWaitedFor = turn.failed && (watched.size > 0 || intent?.inInboxAtFailure === null);
    if (isWaitedFor || waiting.length === PIECE) await look();
    if (place % 2_000 === 1_999) say(`${place + 1} turns`);
  }
  await look();
  const last = turns.at(-1);
  const inbox = last === undefined ? { places: [], rows: [] } : await readInbox(instantOf(last), truth);
  stop();
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { turns: turns.length, regrouped, seconds, intents: [...intents.values()], ...inbox, reopened, unfounded };
}

/** The widest gap of each failing intent, and the widest of others. */
function toFix(gaps: Awaited<ReturnType<typeof readGaps>>, failing: readonly string[], truth: Truth) {
  const told = gaps
    .filter(({ closed }) => closed === null)
    .map((gap) => ({ ...gap, intent: truth.majorityOf(gap.texts).intent }));
  const widest = failing.flatMap((intent) => told.find((gap) => gap.intent === intent) ?? []);
  return [...widest, ...told.filter(({ intent }) => !failing.includes(intent)).slice(0, OTHERS_FIXED)];
}

/** The rows of the inbox, and its places: a gap with those below it that ask the same. */
async function readInbox(now: Date, truth: Truth): Promise<{ places: Place[]; rows: Majority[] }> {
  await settleCores();
  const { rows } = await findGaps(actor, firstGapParams, now);
  const gaps = new Map((await readGaps()).map((gap) => [gap.id, gap]));
  const majorityOf = (ids: readonly string[]) => {
    const these = ids.flatMap((id) => gaps.get(id) ?? []);
    return truth.majorityOf(
      these.flatMap(({ texts }) => texts),
      these.flatMap(({ core }) => core),
    );
  };
  const places = rows
    .filter(({ under }) => under === null)
    .slice(0, PLACES)
    .map(({ id, title, sessions, alike }) => {
      const ids = rows.filter((row) => row.id === id || row.under === id).map((row) => row.id);
      return {
        ...majorityOf(ids),
        question: title,
        sessions: alike?.sessions ?? sessions,
        gaps: ids.length,
      };
    });
  return { places, rows: rows.slice(0, PLACES).map(({ id }) => majorityOf([id])) };
}

function instantOf({ posted }: LogTurn): Date {
  return new Date(/Z$|[+-]\d\d:\d\d$/.test(posted.created_at) ? posted.created_at : `${posted.created_at}Z`);
}

function tell(
  { turns, regrouped, seconds, intents, places, rows, reopened, unfounded }: GapReport,
  say: (line: string) => void,
): void {
  say(`\n${turns} turns, grouped anew ${regrouped} times, in ${seconds} s\n`);
  say('failing intent                  in the inbox at failure  reopened at failure');
  for (const { intent, inInboxAtFailure, reopenedAtFailure } of intents)
    say(
      `${intent.padEnd(32)}${String(inInboxAtFailure ?? 'never').padStart(23)}${String(reopenedAtFailure ?? 'never').padStart(21)}`,
    );
  say(`\n${reopened} gaps reopened, ${unfounded} without a failed turn of their own group after the fix\n`);
  say('place  sessions  gaps  purity  of the core  intent                        question');
  for (const [place, { sessions, gaps, purity, ofCore, intent, question }] of places.entries())
    say(
      `${String(place + 1).padStart(5)}${String(sessions).padStart(10)}${String(gaps).padStart(6)}${purity.toFixed(2).padStart(8)}${ofCore.toFixed(2).padStart(13)}  ${intent.padEnd(30)}${question.slice(0, 60)}`,
    );
  const alone = heldBy(rows, new Set(intents.map(({ intent }) => intent)));
  const most = Math.max(0, ...[...alone.byIntent.values()].map(({ length }) => length));
  say(
    `\nEach gap by itself, the first ${PLACES} hold ${alone.byIntent.size} failing intents, one of them ${most} times`,
  );
}

function missedBy({ intents, places, unfounded }: GapReport): string[] {
  const late = (at: number | null, latest: number) => (at ?? Number.POSITIVE_INFINITY) > latest;
  return [
    ...intents
      .filter(({ inInboxAtFailure }) => late(inInboxAtFailure, LATEST_FAILURE))
      .map(
        ({ intent, inInboxAtFailure: at }) =>
          `${intent}: in the inbox at failure ${at ?? 'never'}, at the latest ${LATEST_FAILURE}`,
      ),
    ...intents
      .filter(({ reopenedAtFailure }) => late(reopenedAtFailure, FAILURES_TO_REOPEN))
      .map(
        ({ intent, reopenedAtFailure: at }) =>
          `${intent}: reopened at failure ${at ?? 'never'}, at the latest ${FAILURES_TO_REOPEN}`,
      ),
    ...missedPlaces(heldBy(places, new Set(intents.map(({ intent }) => intent))), intents.length),
    ...(unfounded === 0 ? [] : [`${unfounded} gaps reopened without a failed turn of their own group after the fix`]),
  ];
}
