import { formatCount } from '#lib/count.ts';
import { type Cause, FAILURES } from '#lib/monitoring/cause.ts';
import { BLOCK_BYTES, meanOf } from './figures.ts';
import { statementHref } from './params.ts';
import type { SampledStatement, StatementsSample } from './sample.ts';
import { SMALLEST_MS } from './slowdown.ts';
import { shortName } from './text.ts';
import { bytesWords, msWords, timesWords } from './words.ts';

/** This many times its own median is slower, this many is much slower. From the issue and reference 3.5. */
const SLOWER = 3;
const MUCH_SLOWER = 5;
/** A usual of some minutes is less sure than one of days. */
const SLOWER_THAN_MINUTES = 4;
/** In the sample before it may have begun halfway. */
const SLOWER_BEFORE = 2.5;
/** What takes less of all time than this, or less of a processor, makes nobody wait. */
const SHARE = 0.1;
const BUSY = 0.05;
const SHORTEST_MS = 5;
/** So plain in one sample that no second is waited for. */
const PLAIN = { ratio: 4, calls: 20, share: 0.3, ms: 20 };
/** Slow whatever it took before, if most of the time goes there. */
const SLOW_MS = 100;
const SLOW_SHARE = 0.5;
const SLOW_CALLS = 20;
const CRIT_MS = 100;
/** Sessions busy in one statement that can fill a pool. */
const FILLS_POOL = 5;
/** Temporary files in one sample, and in each of two. */
const SPILL_BYTES = 64 * 1_048_576;
const SPILL_TWICE_BYTES = 8 * 1_048_576;

type Before = readonly { at: string; value: StatementsSample }[];

/**
 * What statements are to blame for in the newest sample: those much slower than they usually are while the others are not,
 * those that take most of the time for long calls, and those that write temporary files. A slow one is told from its second
 * sample on, or at once where it is plain.
 */
export function causesOfStatements(newest: StatementsSample, before: Before): Cause[] {
  const earlier = before.toSorted((one, other) => other.at.localeCompare(one.at));
  const slow = newest.top.flatMap((statement) => slowCause(statement, newest, earlier));
  const spills = newest.top.flatMap((statement) => spillCause(statement, newest, earlier));
  return [...slow, ...spills];
}

/** `times` its usual, and `ratio` of that once what slowed all statements is taken out. */
type Slowness = { times: number; ratio: number; mean: number; share: number; busy: number };

/** How slow a statement was in a sample against its own usual, once what slowed all others is taken out; null where nobody knows. */
function slownessOf(statement: SampledStatement, sample: StatementsSample): Slowness | null {
  const mean = meanOf(statement.figures);
  if (mean === null || sample.seconds <= 0) return null;
  const share = sample.total.ms > 0 ? statement.figures.ms / sample.total.ms : 0;
  const busy = statement.figures.ms / 1_000 / sample.seconds;
  const times = statement.usualMs === null ? 0 : mean / Math.max(statement.usualMs, SMALLEST_MS);
  return { times, ratio: times / sample.slowdown, mean, share, busy };
}

function hurts({ share, busy, mean }: Slowness): boolean {
  return share >= SHARE && busy >= BUSY && mean >= SHORTEST_MS;
}

function isSlow(statement: SampledStatement, found: Slowness, bound = boundOf(statement)): boolean {
  if (!hurts(found)) return false;
  if (statement.usualMs !== null) return found.ratio >= bound;
  return (
    found.mean >= SLOW_MS &&
    found.share >= SLOW_SHARE &&
    (statement.figures.calls >= SLOW_CALLS || statement.scan !== null)
  );
}

function boundOf({ usualFrom }: SampledStatement): number {
  return usualFrom === 'minutes' ? SLOWER_THAN_MINUTES : SLOWER;
}

function isPlain(statement: SampledStatement, found: Slowness): boolean {
  return (
    found.ratio >= PLAIN.ratio &&
    statement.figures.calls >= PLAIN.calls &&
    found.share >= PLAIN.share &&
    found.mean >= PLAIN.ms
  );
}

function slowCause(statement: SampledStatement, newest: StatementsSample, earlier: Before): Cause[] {
  const found = slownessOf(statement, newest);
  if (found === null || !isSlow(statement, found)) return [];
  const since = slowSince(statement, earlier);
  if (since === null && !isPlain(statement, found)) return [];
  const isCrit = found.mean >= CRIT_MS && (found.ratio >= MUCH_SLOWER || found.busy >= FILLS_POOL);
  return [
    {
      key: `statement:${statement.id}`,
      severity: isCrit ? 'crit' : 'warn',
      holdSeconds: 0,
      sentence: slowSentence(statement, found),
      hurts: `${formatCount(statement.figures.calls)} calls in the last ${Math.round(newest.seconds)} s took ${msWords(found.mean)} each, ${percents(found.share)} of all time spent in the database.`,
      step: slowStep(statement),
      evidence: [
        `Mean ${msWords(found.mean)}, usually ${statement.usualMs === null ? 'not known' : msWords(statement.usualMs)}${statement.usualFrom === null ? '' : usualWords[statement.usualFrom]}.`,
        `${found.busy.toFixed(1)} sessions busy in it on average.`,
        ...(statement.scan === null ? [] : [`Its plan reads ${statement.scan.table} from end to end.`]),
        statement.text,
      ],
      since,
      href: statementHref(statement.id),
      explains: found.busy >= FILLS_POOL ? ['pool:', ...FAILURES] : [],
      weight: Math.max(1, Math.round(found.busy)),
      action: null,
    },
  ];
}

/** When the stretch of samples began in which it was slow without a break; null where it was not slow in the last one. */
function slowSince({ id, usualMs, usualFrom }: SampledStatement, earlier: Before): string | null {
  let since: string | null = null;
  for (const { at, value } of earlier) {
    const then = value.top.find((one) => one.id === id);
    // What is usual may have been looked up since.
    const statement = then === undefined || then.usualMs !== null ? then : { ...then, usualMs, usualFrom };
    const found = statement === undefined ? null : slownessOf(statement, value);
    if (statement === undefined || found === null || !isSlow(statement, found, SLOWER_BEFORE)) return since;
    since = at;
  }
  return since;
}

const usualWords = { days: ', the median of its last days', minutes: ', the median of the last minutes' } as const;

function slowSentence(statement: SampledStatement, { times, mean }: Slowness): string {
  const name = shortName(statement.text);
  const scan =
    statement.scan === null
      ? ''
      : ` and reads ${statement.scan.table} from end to end, ${formatCount(statement.scan.rows)} rows`;
  if (statement.usualMs === null)
    return `The statement “${name}” takes most of the database's time: ${msWords(mean)} a call${scan}.`;
  return `The statement “${name}” is ${timesWords(times)} slower than usual: ${msWords(mean)} a call instead of ${msWords(statement.usualMs)}${scan}.`;
}

function slowStep({ scan }: SampledStatement): string {
  if (scan !== null)
    return `Look whether an index of ${scan.table} was dropped or is missing; its page shows the plan.`;
  return 'Open the statement, look at its plan, and at what changed when it became slow.';
}

function spillCause(statement: SampledStatement, newest: StatementsSample, earlier: Before): Cause[] {
  const bytes = statement.figures.temp * BLOCK_BYTES;
  const [last] = earlier;
  const lastBytes = (last?.value.top.find(({ id }) => id === statement.id)?.figures.temp ?? 0) * BLOCK_BYTES;
  if (bytes < SPILL_BYTES && !(bytes >= SPILL_TWICE_BYTES && lastBytes >= SPILL_TWICE_BYTES)) return [];
  const aCall = statement.figures.temp / Math.max(1, statement.figures.calls);
  // What always spills so is slow as it always was.
  if (statement.usualTemp !== null && aCall < 2 * statement.usualTemp) return [];
  const name = shortName(statement.text);
  return [
    {
      key: `statement-spill:${statement.id}`,
      severity: 'warn',
      holdSeconds: 0,
      sentence: `The statement “${name}” sorts or hashes more than work_mem (${newest.workMem}) holds and wrote ${bytesWords(bytes)} of temporary files in ${Math.round(newest.seconds)} s.`,
      hurts: `Each of its ${formatCount(statement.figures.calls)} calls wrote ${bytesWords(aCall * BLOCK_BYTES)} to disk and took ${msWords(meanOf(statement.figures) ?? 0)}.`,
      step: 'Raise work_mem for the role or the session that runs it, or have it sort less.',
      evidence: [
        `Temporary files a call: ${bytesWords(aCall * BLOCK_BYTES)}, usually ${statement.usualTemp === null ? 'not known' : bytesWords(statement.usualTemp * BLOCK_BYTES)}.`,
        `work_mem of a new session: ${newest.workMem}.`,
        statement.text,
      ],
      since: null,
      href: statementHref(statement.id),
      explains: [`statement:${statement.id}`],
      weight: Math.max(1, Math.round(statement.figures.ms / 1_000 / Math.max(1, newest.seconds))),
      action: null,
    },
  ];
}

function percents(share: number): string {
  return `${Math.round(share * 100)} %`;
}
