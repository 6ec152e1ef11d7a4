import { parseArgs } from 'node:util';
import { withServer } from '#bench/lib/server.ts';
import { normalizeQuestion } from '#lib/questions/normalize.ts';
import { findGaps } from '#server/questions/gaps/queries.ts';
import { filesOf, type LogTurn, readLog } from './log.ts';
import { actor, fix, ingest, readGaps, readReopenings, settle, stop } from './product.ts';
import { type Majority, Truth } from './truth.ts';

/** Turns at most between two looks where nothing is being waited for. */
const PIECE = 200;
/** How much of the log has passed when gaps are marked fixed. */
const FIXED_AT = 0.6;
/** So many gaps of other intents are marked fixed too: they fail now and then. */
const OTHERS_FIXED = 4;
const PLACES = 12;
const MOST_OF_AN_INTENT = 2;
const LATEST_FAILURE = 10;
const FAILURES_TO_REOPEN = 3;
const PURE = 0.9;

type Intent = { intent: string; inInboxAtFailure: number | null; reopenedAtFailure: number | null; failures: number };
type Place = Majority & { question: string; sessions: number };
type Watched = { intent: string; since: LogTurn[]; reopenedAt: number | null };
export type GapReport = {
  turns: number;
  regrouped: number;
  seconds: number;
  intents: Intent[];
  places: Place[];
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
): Promise<{ report: GapReport | null; missed: string[] }> {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({ args: parameters, options: { log: option, truth: option, intents: option } });
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
  const places = last === undefined ? [] : await readPlaces(instantOf(last), truth);
  stop();
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { turns: turns.length, regrouped, seconds, intents: [...intents.values()], places, reopened, unfounded };
}

/** The widest gap of each failing intent, and the widest of others. */
function toFix(gaps: Awaited<ReturnType<typeof readGaps>>, failing: readonly string[], truth: Truth) {
  const told = gaps
    .filter(({ closed }) => closed === null)
    .map((gap) => ({ ...gap, intent: truth.majorityOf(gap.texts).intent }));
  const widest = failing.flatMap((intent) => told.find((gap) => gap.intent === intent) ?? []);
  return [...widest, ...told.filter(({ intent }) => !failing.includes(intent)).slice(0, OTHERS_FIXED)];
}

async function readPlaces(now: Date, truth: Truth): Promise<Place[]> {
  const rows = await findGaps(actor, { tab: 'open', period: '30d', gap: null }, now);
  const texts = new Map((await readGaps()).map((gap) => [gap.id, gap.texts]));
  return rows
    .slice(0, PLACES)
    .map(({ id, title, sessions }) => ({ ...truth.majorityOf(texts.get(id) ?? []), question: title, sessions }));
}

function instantOf({ posted }: LogTurn): Date {
  return new Date(/Z$|[+-]\d\d:\d\d$/.test(posted.created_at) ? posted.created_at : `${posted.created_at}Z`);
}

function tell(
  { turns, regrouped, seconds, intents, places, reopened, unfounded }: GapReport,
  say: (line: string) => void,
): void {
  say(`\n${turns} turns, grouped anew ${regrouped} times, in ${seconds} s\n`);
  say('failing intent                  in the inbox at failure  reopened at failure');
  for (const { intent, inInboxAtFailure, reopenedAtFailure } of intents)
    say(
      `${intent.padEnd(32)}${String(inInboxAtFailure ?? 'never').padStart(23)}${String(reopenedAtFailure ?? 'never').padStart(21)}`,
    );
  say(`\n${reopened} gaps reopened, ${unfounded} without a failed turn of their own group after the fix\n`);
  say('place  sessions  purity  of the group  intent                        question');
  for (const [place, { sessions, purity, ofGroup, intent, question }] of places.entries())
    say(
      `${String(place + 1).padStart(5)}${String(sessions).padStart(10)}${purity.toFixed(2).padStart(8)}${ofGroup.toFixed(2).padStart(14)}  ${intent.padEnd(30)}${question.slice(0, 60)}`,
    );
}

function missedBy({ intents, places, unfounded }: GapReport): string[] {
  const failing = new Set(intents.map(({ intent }) => intent));
  // A place is an intent's where both its failed turns and its whole group are mostly of it.
  const ofFailing = places.filter(({ intent, ofGroup }) => failing.has(intent) && ofGroup > 0.5);
  const byIntent = Map.groupBy(ofFailing, ({ intent }) => intent);
  const failed = ofFailing.reduce((sum, place) => sum + place.failed, 0);
  const held = [...byIntent.values()].reduce((sum, list) => sum + Math.min(list.length, MOST_OF_AN_INTENT), 0);
  const purity =
    ofFailing.reduce((sum, place) => sum + Math.min(place.purity, place.ofGroup) * place.failed, 0) /
    Math.max(1, failed);
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
    ...(held >= intents.length
      ? []
      : [
          `the failing intents hold ${held} of the first ${PLACES} places, counting ${MOST_OF_AN_INTENT} each, at least ${intents.length}`,
        ]),
    ...[...byIntent]
      .filter(([, list]) => list.length > MOST_OF_AN_INTENT)
      .map(
        ([intent, list]) =>
          `${intent} holds ${list.length} of the first ${PLACES} places, at most ${MOST_OF_AN_INTENT}`,
      ),
    ...(purity >= PURE ? [] : [`purity of those places ${purity.toFixed(2)}, at least ${PURE}`]),
    ...(unfounded === 0 ? [] : [`${unfounded} gaps reopened without a failed turn of their own group after the fix`]),
  ];
}
