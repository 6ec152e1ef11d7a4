import { formatCount } from '#lib/count.ts';
import { type Cause, FULL_POOLS } from '#lib/monitoring/cause.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { type Grade, gradeAt, gradeOf } from '#lib/monitoring/rules/rule.ts';
import { type Counters, cacheShare, type GoneIndex, sampleBefore } from './counters.ts';
import { type Whole, wholeReads } from './whole-reads.ts';

type Before = readonly { at: string; value: Counters }[];

/** How long a look back says what is read now, in seconds. */
const NOW_SECONDS = 25;
/** A table with a lost index counts as read whole from the second time on: one may be anybody's. */
const WHOLE_WITH_LOSS = 2;
/** And where it is read whole ten times as often as before; what is not ours may be gone on purpose, so that a report now and then is no sign. */
const TIMES_USUAL = 10;
const NOW_AND_THEN_PER_MINUTE = 1;
/** Without a lost index it must be large, and read whole ten times as often as usual. */
const LARGE_ROWS = 100_000;
const USUAL_SECONDS = 300;
/** What the server's counters blame: tables that are read whole, indexes that are gone, a cache that is too small. */
export function causesOfCounters(newest: Counters, before: Before, rules: Rules = defaultRules): Cause[] {
  const scans = newest.scanned.flatMap((table) => scanCause(table.table, newest, before, rules));
  const lost = newest.gone.filter(({ ours }) => ours).flatMap((gone) => lostCause(gone, rules));
  return [...scans, ...lost, ...cacheCause(newest, rules)];
}

function scanCause(table: string, newest: Counters, before: Before, rules: Rules): Cause[] {
  const now = wholeReads(table, newest, sampleBefore(newest, before, NOW_SECONDS) ?? before.at(-1)?.value ?? null);
  if (now === null) return [];
  const lost = newest.gone.filter((gone) => gone.table === table && isMissed(gone, now));
  const rows = newest.scanned.find((one) => one.table === table)?.rows ?? 0;
  const seen = `${table} was read whole ${formatTimes(now.times)} in ${Math.round(now.seconds)} s: ${formatCount(Math.round(now.read))} rows.`;
  const loss = gradeAt(rules('indexes.gone'), 'crit');
  if (lost.length > 0 && loss !== null) return [lossCause(table, rows, lost, seen, loss)];
  const usual = usualPerMinute(table, newest, before);
  const perMinute = perMinuteOf(now);
  const grade = gradeOf(rules('tables.read_whole'), perMinute);
  if (grade === null || usual === null || perMinute < usual * TIMES_USUAL || rows < LARGE_ROWS) return [];
  return [{ ...readWholeCause(table, rows, perMinute, usual, seen), ...grade }];
}

/** Whether its table is read whole since it is gone, and was not before. */
function isMissed({ ours, wholePerMinute }: GoneIndex, now: Whole): boolean {
  if (now.times < WHOLE_WITH_LOSS) return false;
  // One of ours was there for a reason, also where nobody watched what was usual.
  if (ours) return perMinuteOf(now) >= TIMES_USUAL * (wholePerMinute ?? 0);
  return wholePerMinute !== null && perMinuteOf(now) >= TIMES_USUAL * Math.max(wholePerMinute, NOW_AND_THEN_PER_MINUTE);
}

function lossCause(table: string, rows: number, lost: readonly GoneIndex[], seen: string, grade: Grade): Cause {
  const names = lost.map(({ index }) => index).join(' and ');
  const [is, makes] = lost.length === 1 ? ['its index', 'is gone'] : ['its indexes', 'are gone'];
  return {
    ...grade,
    key: scanKey(table),
    sentence: `${table} is read from end to end because ${is} ${names} ${makes}.`,
    hurts: `Every search that used it reads ${formatCount(Math.round(rows))} rows, and all others wait for the disk and the processors with it.`,
    step: stepOf(lost),
    evidence: [seen, ...lost.flatMap(beforeWords)],
    since: earliest(lost),
    href: '/monitoring/storage',
    explains: ['statement:', ...FULL_POOLS, 'cache:'],
    ways: ['full'],
    tables: [table],
    weight: 60,
    action: null,
  };
}

function readWholeCause(
  table: string,
  rows: number,
  perMinute: number,
  usual: number,
  seen: string,
): Omit<Cause, keyof Grade> {
  return {
    key: scanKey(table),
    sentence: `${table} is read from end to end ${Math.round(perMinute)} times a minute.`,
    hurts: `Each time takes ${formatCount(Math.round(rows))} rows through the cache, which others then read from disk again.`,
    step: 'Look among the slow statements for one that reads this table, and whether an index would serve it.',
    evidence: [seen, `${oftenWords(usual)} is usual.`],
    since: null,
    href: '/monitoring/storage',
    explains: [],
    weight: 20,
    action: null,
  };
}

function lostCause(gone: GoneIndex, rules: Rules): Cause[] {
  const { table, index, missedAt } = gone;
  const grade = gradeAt(rules('indexes.gone'), 'warn');
  if (grade === null) return [];
  const cause = {
    ...grade,
    key: `index:${table}.${index}:gone`,
    sentence: `The index ${index} of ${table} is gone.`,
    hurts: 'Searches that used it read more than they need to; one that forbids doubles no longer does.',
    step: stepOf([gone]),
    evidence: ['The schema of Switchboard has it.'],
    since: missedAt,
    href: '/monitoring/storage',
    explains: [],
    milderThan: scanKey(table),
    weight: 10,
    action: null,
  };
  return [cause];
}

/** What is made partition by partition takes more statements than a sentence holds. */
function stepOf(lost: readonly GoneIndex[]): string {
  const whole = lost.filter(({ way }) => way === 'whole').map(({ ddl }) => ddl.replaceAll('\n', ' '));
  const parts = lost.filter(({ way }) => way === 'parts').map(({ index }) => index);
  const locked = lost.filter(({ way }) => way === 'locked');
  return [
    ...(whole.length === 0 ? [] : [`Make it again, beside the writers: ${whole.join(' ')}`]),
    ...(parts.length === 0
      ? []
      : [`Make ${parts.join(' and ')} again, partition by partition: the list of indexes has the statements.`]),
    ...locked.map(
      ({ table, ddl }) =>
        `Make it again in a quiet hour, as nobody can read or write ${table} until it is built: ${ddl}`,
    ),
  ].join(' ');
}

function cacheCause(newest: Counters, rules: Rules): Cause[] {
  const hit = cacheShare(newest);
  const rule = rules('cache.hit');
  const grade = hit === null ? null : gradeOf(rule, 100 * hit);
  if (hit === null || grade === null) return [];
  return [
    {
      ...grade,
      key: 'cache:hit',
      sentence: `Only ${Math.round(hit * 100)} % of what Postgres read in the last 5 minutes was in its cache.`,
      hurts: 'The rest came from the operating system or the disk, so that statements take longer.',
      step: 'Look for a table that is read from end to end; where none is, raise shared_buffers.',
      evidence: [`Judged on the interval, above 1,000 blocks read; ${rule.warn.limit} % is the limit.`],
      since: null,
      href: '/monitoring/storage',
      explains: [],
      weight: 5,
      action: null,
    },
  ];
}

/** Over all that is kept up to a minute ago; null from less than five minutes of it. */
function usualPerMinute(table: string, newest: Counters, before: Before): number | null {
  const last = sampleBefore(newest, before, 60);
  const usual = last === null ? null : wholeReads(table, last, before[0]?.value ?? null);
  return usual === null || usual.seconds < USUAL_SECONDS ? null : perMinuteOf(usual);
}

function perMinuteOf({ times, seconds }: Whole): number {
  return (times / seconds) * 60;
}

function beforeWords({ index, wholePerMinute }: GoneIndex): string[] {
  return wholePerMinute === null ? [] : [`While ${index} was there: ${oftenWords(wholePerMinute).toLowerCase()}.`];
}

function oftenWords(perMinute: number): string {
  return perMinute < 0.1 ? 'Almost never' : `${perMinute.toFixed(1)} times a minute`;
}

function earliest(lost: readonly GoneIndex[]): string | null {
  return lost.map(({ missedAt }) => missedAt).sort()[0] ?? null;
}

function scanKey(table: string): string {
  return `scan:${table}`;
}

function formatTimes(times: number): string {
  return times >= 10 ? `${formatCount(Math.round(times))} times` : `${times.toFixed(1)} times`;
}
