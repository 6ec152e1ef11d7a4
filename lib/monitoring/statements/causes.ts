import { formatCount } from '#lib/count.ts';
import { type Cause, FAILURES, FULL_POOLS, NO_CONNECTION } from '#lib/monitoring/cause.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { type Grade, gradeAt, gradeOf } from '#lib/monitoring/rules/rule.ts';
import { quoteName } from '#lib/monitoring/server/quote.ts';
import { BLOCK_BYTES, meanOf } from './figures.ts';
import { statementHref } from './params.ts';
import { runBySentence } from './runners.ts';
import type { SampledStatement, StatementsSample } from './sample.ts';
import { SMALLEST_MS } from './slowdown.ts';
import { shortName } from './text.ts';
import { bytesWords, msWords, timesWords } from './words.ts';

/** Parts of the limit: a usual of some minutes is less sure than one of days, and in the sample before it may have begun halfway. */
const OF_MINUTES = 4 / 3;
const BEFORE = 5 / 6;
/** What takes less of all time than this, or less of a processor, makes nobody wait. */
const SHARE = 0.1;
const BUSY = 0.05;
const SHORTEST_MS = 5;
/** So plain in one sample that no second is waited for; `ratio` in parts of the limit. */
const PLAIN = { ratio: 4 / 3, calls: 20, share: 0.3, ms: 20 };
/** Slow whatever it took before, if most of the time goes there. */
const SLOW_SHARE = 0.5;
const SLOW_CALLS = 20;
const CRIT_MS = 100;
/** Sessions busy in one statement that can fill a pool. */
const FILLS_POOL = 5;
/** How a statement ends that takes longer than it may. */
const STOPPED = '57014';
const MB = 1_048_576;
/** Temporary files in each of two samples, of the limit for one. */
const SPILL_TWICE = 1 / 8;

/** In how many seconds a statement that may be slow is looked at again. */
const AGAIN_SECONDS = 4;

type Before = readonly { at: string; value: StatementsSample }[];

/**
 * What statements are to blame for in the newest sample: those much slower than they usually are while the others are not,
 * those that take most of the time for long calls, and those that write temporary files. A slow one is told from its second
 * sample on, or at once where it is plain.
 */
export function causesOfStatements(newest: StatementsSample, before: Before, rules: Rules = defaultRules): Cause[] {
  const earlier = before.toSorted((one, other) => other.at.localeCompare(one.at));
  const slow = newest.top.flatMap((statement) => slowCause(statement, newest, earlier, rules));
  const spills = newest.top.flatMap((statement) => spillCause(statement, newest, earlier, rules));
  return [...slow, ...spills];
}

/**
 * In how many seconds another sample is wanted: soon where a statement is slow that was not so in the sample before, since only
 * the second says that it is. Null when there is none.
 */
export function againOfStatements(
  newest: StatementsSample,
  before: Before,
  rules: Rules = defaultRules,
): number | null {
  const told = new Set(causesOfStatements(newest, before, rules).map(({ key }) => key));
  const isHint = (statement: SampledStatement) => {
    const found = slownessOf(statement, newest);
    return found !== null && isSlow(statement, found, rules) && !told.has(slowKey(statement));
  };
  return newest.top.some(isHint) ? AGAIN_SECONDS : null;
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

/** @param part how much of the limit is enough */
function isSlow(statement: SampledStatement, found: Slowness, rules: Rules, part = boundOf(statement)): boolean {
  if (!hurts(found)) return false;
  if (statement.usualMs !== null) return gradeOf(rules('statements.slower'), found.ratio / part) !== null;
  return (
    gradeOf(rules('statements.slow'), found.mean) !== null &&
    found.share >= SLOW_SHARE &&
    (statement.figures.calls >= SLOW_CALLS || statement.scan !== null)
  );
}

function boundOf({ usualFrom }: SampledStatement): number {
  return usualFrom === 'minutes' ? OF_MINUTES : 1;
}

function isPlain(statement: SampledStatement, found: Slowness, rules: Rules): boolean {
  return (
    gradeOf(rules('statements.slower'), found.ratio / PLAIN.ratio) !== null &&
    statement.figures.calls >= PLAIN.calls &&
    found.share >= PLAIN.share &&
    found.mean >= PLAIN.ms
  );
}

/** Critical, where the rule knows that at all, is what is much slower than usual, or fills the pool, for calls that people feel. */
function gradeOfSlow(statement: SampledStatement, { ratio, mean, busy }: Slowness, rules: Rules): Grade | null {
  const name = statement.usualMs === null ? 'statements.slow' : 'statements.slower';
  const isCrit =
    !Number.isNaN(rules(name).crit.limit) &&
    mean >= CRIT_MS &&
    (gradeOf(rules('statements.slower'), ratio)?.severity === 'crit' || busy >= FILLS_POOL);
  return gradeAt(rules(name), isCrit ? 'crit' : 'warn');
}

function slowCause(statement: SampledStatement, newest: StatementsSample, earlier: Before, rules: Rules): Cause[] {
  const found = slownessOf(statement, newest);
  if (found === null || !isSlow(statement, found, rules)) return [];
  const since = slowSince(statement, earlier, rules);
  const grade = gradeOfSlow(statement, found, rules);
  if (grade === null || (since === null && !isPlain(statement, found, rules))) return [];
  return [
    {
      ...grade,
      key: slowKey(statement),
      sentence: slowSentence(statement, found),
      hurts: withRunners(
        `${formatCount(statement.figures.calls)} calls in the last ${Math.round(newest.seconds)} s took ${msWords(found.mean)} each, ${percents(found.share)} of all time spent in the database.`,
        statement,
      ),
      step: slowStep(statement),
      evidence: [
        `Mean ${msWords(found.mean)}, usually ${statement.usualMs === null ? 'not known' : msWords(statement.usualMs)}${statement.usualFrom === null ? '' : usualWords[statement.usualFrom]}.`,
        `${found.busy.toFixed(1)} sessions busy in it on average.`,
        ...(statement.scan === null ? [] : [`Its plan reads ${statement.scan.table} from end to end.`]),
        statement.text,
      ],
      since,
      href: statementHref(statement.id),
      explains: found.busy >= FILLS_POOL ? [...FULL_POOLS, ...FAILURES] : [],
      ways: ['full', STOPPED, ...NO_CONNECTION],
      statement: statement.scan === null ? statement.text : `${quoteName(statement.scan.table)} ${statement.text}`,
      weight: Math.max(1, Math.round(found.busy)),
      action: null,
    },
  ];
}

function slowKey({ id }: SampledStatement): string {
  return `statement:${id}`;
}

/** When the stretch of samples began in which it was slow without a break; null where it was not slow in the last one. */
function slowSince({ id, usualMs, usualFrom }: SampledStatement, earlier: Before, rules: Rules): string | null {
  let since: string | null = null;
  for (const { at, value } of earlier) {
    const then = value.top.find((one) => one.id === id);
    // What is usual may have been looked up since.
    const statement = then === undefined || then.usualMs !== null ? then : { ...then, usualMs, usualFrom };
    const found = statement === undefined ? null : slownessOf(statement, value);
    if (statement === undefined || found === null || !isSlow(statement, found, rules, BEFORE)) return since;
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

function spillCause(statement: SampledStatement, newest: StatementsSample, earlier: Before, rules: Rules): Cause[] {
  const bytes = statement.figures.temp * BLOCK_BYTES;
  const [last] = earlier;
  const lastBytes = (last?.value.top.find(({ id }) => id === statement.id)?.figures.temp ?? 0) * BLOCK_BYTES;
  const grade = gradeOf(rules('statements.spill'), Math.max(bytes, Math.min(bytes, lastBytes) / SPILL_TWICE) / MB);
  if (grade === null) return [];
  const aCall = statement.figures.temp / Math.max(1, statement.figures.calls);
  // What always spills so is slow as it always was.
  if (statement.usualTemp !== null && aCall < 2 * statement.usualTemp) return [];
  const name = shortName(statement.text);
  return [
    {
      ...grade,
      key: `statement-spill:${statement.id}`,
      sentence: `The statement “${name}” sorts or hashes more than its work_mem holds and wrote ${bytesWords(bytes)} of temporary files in ${Math.round(newest.seconds)} s.`,
      hurts: withRunners(
        `Each of its ${formatCount(statement.figures.calls)} calls wrote ${bytesWords(aCall * BLOCK_BYTES)} to disk and took ${msWords(meanOf(statement.figures) ?? 0)}.`,
        statement,
      ),
      step: 'Raise work_mem for the role or the session that runs it, or have it sort less.',
      evidence: [
        `Temporary files a call: ${bytesWords(aCall * BLOCK_BYTES)}, usually ${statement.usualTemp === null ? 'not known' : bytesWords(statement.usualTemp * BLOCK_BYTES)}.`,
        `work_mem of the monitor’s own session: ${newest.workMem}; the role or the session that runs it may have another.`,
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

/** How much it hurts, and after that whom, where that is known. */
function withRunners(hurts: string, { runners }: SampledStatement): string {
  return `${hurts} ${runBySentence(runners)}`.trimEnd();
}

function percents(share: number): string {
  return `${Math.round(share * 100)} %`;
}
