import type { Cause } from '#lib/monitoring/cause.ts';
import { type Deadlock, isWhole, type Party, pidsIn } from '#lib/monitoring/errors/deadlock.ts';
import type { ErrorRow, ErrorsSample } from '#lib/monitoring/errors/sample.ts';
import { conditionWords } from '#lib/monitoring/errors/sqlstate.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { gradeOf, type RuleInForce } from '#lib/monitoring/rules/rule.ts';
import type { RuleName } from '#lib/monitoring/rules/rules.ts';
import { commandOf } from '#lib/monitoring/sessions/statement.ts';

/** Fewer requests of a route are no share of anything. */
const FEWEST_FAILED = 5;
/** What failed last so long ago may be over. */
const LATELY_MS = 30_000;
/** A deadlock is over when it is seen; it is told a little longer than the server's count of it is, so that this does not follow. */
const DEADLOCK_MS = 70_000;

/**
 * Left out of bursts: broken constraints, which forms expect (23), what follows a failed statement (25P02), deadlocks, told for themselves, what
 * our own functions raise (P0), and sessions that somebody ended (57P01).
 */
const EXPECTED = /^(?:23|P0|25P02|40P01|57P01)/;
/** A damaged table or index. */
const DAMAGE = /^XX00[12]$/;
const RESOURCES = /^53/;
const KINDS_OF_SQL = new Set<ErrorRow['kind']>(['query', 'connection', 'timeout']);
/** A server that is away, restarts or takes nobody in: told for itself, and over for a job once it is back. */
const AWAY = /^(?:08...|57P0.|53300|UnavailableError)$/;
/** Not what the operating system calls an error: EPIPE. */
const SQLSTATE = /^(?!E[A-Z]{4}$)[0-9A-Z]{5}$/;

const common = { href: '/monitoring/errors', explains: [], action: null };

/** What is to blame by its failures: routes, actions, jobs, statements refused in bursts, and deadlocks with their parties. */
export function causesOfErrors(newest: ErrorsSample, _before: unknown = [], rules: Rules = defaultRules): Cause[] {
  const now = Date.parse(newest.at);
  const lately = newest.rows.filter(({ lastAt }) => now - Date.parse(lastAt) <= LATELY_MS);
  const of = (kind: ErrorRow['kind']) => lately.filter((row) => row.kind === kind);
  return [
    ...of('route').flatMap((row) => routeCause(row, refusedIn(newest.rows, row.name), rules)),
    ...of('action').flatMap((row) => actionCause(row, refusedIn(newest.rows, workOf(row)), rules)),
    ...of('job').flatMap((row) => jobCause(row, rules)),
    ...burstCauses(newest.rows, new Set([...of('query'), ...of('connection')].map(({ name }) => name)), rules),
    ...deadlockCauses(newest.deadlocks, now, rules),
  ];
}

function routeCause({ name, five, hour, since }: ErrorRow, refused: readonly ErrorRow[], rules: Rules): Cause[] {
  const grade = gradeOf(rules('errors.route'), (100 * five.failed) / Math.max(1, five.total));
  if (five.failed < FEWEST_FAILED || grade === null) return [];
  return [
    {
      ...common,
      ...grade,
      key: `http:${name}`,
      sentence: `${name} answers ${shareOf(five)} of its requests with 5xx${whyOf(reasonOf(five.failed, refused))}.`,
      hurts: `${five.failed} of ${five.total} requests failed in the last 5 min.`,
      step: 'Look in the log for request.error and request.failed of this route: each line has the stack.',
      evidence: [
        ...refused.map((one) => `${one.five.failed} × ${conditionWords(one.name)} over ${one.pool} in the last 5 min.`),
        `${hour.failed} of ${hour.total} in the last hour.`,
      ],
      since,
      way: wayOf(reasonOf(five.failed, refused)),
      weight: 1,
    },
  ];
}

/** Statements and connections that failed on behalf of a route or an action of it, the most first. */
function refusedIn(rows: readonly ErrorRow[], work: string): ErrorRow[] {
  return rows
    .filter(({ kind, place, five }) => KINDS_OF_SQL.has(kind) && place === work && five.failed > 0)
    .toSorted((a, b) => b.five.failed - a.five.failed);
}

/** What at least every second failure can be by. */
function reasonOf(failed: number, [most]: readonly ErrorRow[]): ErrorRow | undefined {
  return most === undefined || most.five.failed * 2 < failed ? undefined : most;
}

function wayOf(reason: ErrorRow | undefined): string {
  if (reason === undefined) return '';
  return reason.kind === 'timeout' ? 'timeout' : reason.name;
}

function whyOf(most: ErrorRow | undefined): string {
  if (most === undefined) return '';
  if (most.kind === 'timeout') return ', since no connection of the pool became free for them';
  return `, since Postgres ${most.kind === 'query' ? 'refuses their statements with' : 'gives them no connection:'} ${conditionWords(most.name)}`;
}

/** An action of a route, as its statements name it. */
function workOf({ place, name }: ErrorRow): string {
  return place === '' ? name : `${place} ${name}`;
}

function actionCause(
  { name, place, five, hour, since }: ErrorRow,
  refused: readonly ErrorRow[],
  rules: Rules,
): Cause[] {
  const grade = gradeOf(rules('errors.repeated'), five.failed);
  if (grade === null) return [];
  return [
    {
      ...common,
      ...grade,
      key: `action:${name}`,
      sentence: `${name}${place === '' ? '' : ` on ${place}`} failed ${five.failed} of ${five.total} times in the last 5 min.`,
      hurts: 'Whoever pressed it was told that it went wrong; what it should have changed is not changed.',
      step: 'Look in the log for request.error of this page: each line has the stack.',
      evidence: [`${hour.failed} of ${hour.total} in the last hour.`],
      since,
      way: wayOf(reasonOf(five.failed, refused)),
      weight: 1,
    },
  ];
}

function jobCause({ name, detail, five, hour, since }: ErrorRow, rules: Rules): Cause[] {
  const grade = gradeOf(rules('errors.repeated'), five.failed);
  if (grade === null || AWAY.test(detail)) return [];
  return [
    {
      ...common,
      ...grade,
      key: `job:${name}`,
      sentence: `The worker’s ${name} failed ${five.failed} of ${five.total} times in the last 5 min.`,
      hurts: 'What it does by itself is not done meanwhile.',
      step: 'Look in the log for job.failed and repeating.failed of this name: the line has the message.',
      evidence: [
        ...(detail === '' ? [] : [`The last time with ${conditionWords(detail)}.`]),
        `${hour.failed} of ${hour.total} in the last hour.`,
      ],
      since,
      way: detail,
      weight: 1,
    },
  ];
}

/** @param lately the codes that came just now; all of their last minutes counts, wherever it was */
function burstCauses(rows: readonly ErrorRow[], lately: ReadonlySet<string>, rules: Rules): Cause[] {
  const isOfServer = ({ kind }: ErrorRow) => kind === 'query' || kind === 'connection';
  const codes = Map.groupBy(
    rows.filter(
      (row) =>
        isOfServer(row) &&
        row.five.failed > 0 &&
        lately.has(row.name) &&
        SQLSTATE.test(row.name) &&
        !EXPECTED.test(row.name),
    ),
    ({ name }) => name,
  );
  return [...codes].flatMap(([code, group]) => burstCause(code, group, rules(ruleFor(code))));
}

function burstCause(code: string, group: readonly ErrorRow[], rule: RuleInForce): Cause[] {
  const failed = group.reduce((sum, { five }) => sum + five.failed, 0);
  const [most] = group.toSorted((a, b) => b.five.failed - a.five.failed);
  const grade = gradeOf(rule, failed);
  if (most === undefined || grade === null) return [];
  const where = most.place === '' ? most.pool : most.place;
  return [
    {
      ...common,
      ...grade,
      key: `sqlstate:${code}`,
      sentence: `Postgres refused us ${failed} ${failed === 1 ? 'time' : 'times'} in the last 5 min with ${conditionWords(code)}, most in ${where}.`,
      hurts: 'Each time a page, an action or a job did not get what it asked for.',
      step: stepOf(code),
      evidence: group
        .slice(0, 6)
        .map(({ five, place, detail, pool }) =>
          [
            `${five.failed} × ${place === '' ? 'unknown work' : place} over ${pool}`,
            ...(detail === '' ? [] : [detail]),
          ].join(', '),
        ),
      since: group.map(({ since }) => since).toSorted()[0] ?? most.since,
      way: code,
      weight: 1,
    },
  ];
}

function ruleFor(code: string): RuleName {
  if (DAMAGE.test(code)) return 'errors.damage';
  return RESOURCES.test(code) ? 'errors.resources' : 'errors.burst';
}

function stepOf(code: string): string {
  if (DAMAGE.test(code)) return 'Stop writing to it, take a backup of the data directory, and check the disk.';
  if (code === '57014') return 'See among the queries what became slow: the statements ran into their limit of time.';
  if (code === '55P03') return 'See among the locks who holds what they wait for.';
  if (code === '53300') return 'See among the sessions whose connections they are.';
  if (code.startsWith('53')) return 'See what fills the disk or the memory of the server.';
  if (code === '42501')
    return 'Give the product’s login the right it lacks; Server settings names those that monitoring needs.';
  if (code.startsWith('42')) return 'See whether the migrations of this version were applied.';
  return 'Look in the server’s log for this SQLSTATE: it has the statements.';
}

function deadlockCauses(deadlocks: readonly Deadlock[], now: number, rules: Rules): Cause[] {
  const lately = deadlocks.filter(({ at }) => now - Date.parse(at) <= DEADLOCK_MS);
  const [newest] = lately;
  const grade = gradeOf(rules('deadlocks'), lately.length);
  if (newest === undefined || grade === null) return [];
  const count = lately.length;
  return [
    {
      ...common,
      ...grade,
      key: 'deadlock:parties',
      sentence: `${count === 1 ? 'A deadlock was' : `${count} deadlocks were`} broken by Postgres: ${partiesWords(newest)}.`,
      hurts: `${count === 1 ? 'One transaction' : `${count} transactions`} failed with SQLSTATE 40P01 and must be run again.`,
      step: 'Let all transactions lock the same rows in the same order.',
      evidence: lately.slice(0, 4).flatMap(evidenceOf),
      since: lately.at(-1)?.at ?? newest.at,
      explains: ['deadlock:counted'],
      weight: count,
      isOver: true,
    },
  ];
}

/** `/phonebook saveContactAction (UPDATE) and psql of migrator (ALTER TABLE) waited for each other`; says when only one is known. */
export function partiesWords(deadlock: Deadlock): string {
  const { parties, sure } = deadlock;
  const [one, other] = parties;
  if (one === undefined) return 'who waited for whom was not seen';
  if (other === undefined)
    return sure ? `${partyWords(one)} was ended; only this party is known` : `${partyWords(one)} was likely one of two`;
  const more = pidsIn(deadlock).length - parties.length;
  return `${partyWords(one)} and ${partyWords(other)}${more > 0 ? ` and ${more} more` : ''} ${sure ? '' : 'likely '}waited for each other`;
}

/** Who it is and what it did: `session 4312 (psql of migrator, UPDATE)`, `/phonebook saveContactAction (UPDATE)`. */
export function partyWords({ pid, application, user, route, operation, statement }: Party): string {
  const work = [route, operation].filter((part) => part !== null).join(' ');
  const program = application === '' ? 'a program without a name' : application;
  const command = statement === null ? [] : [commandOf(statement)];
  if (work !== '') return [work, ...(command.length === 0 ? [] : [`(${command})`])].join(' ');
  return `session ${pid} (${[user === null ? program : `${program} of ${user}`, ...command].join(', ')})`;
}

function evidenceOf(deadlock: Deadlock): string[] {
  const { at, waits, parties, sure } = deadlock;
  const lines = waits.map(
    ({ pid, mode, on, blockedBy }) => `${pid} waited for ${mode} on a ${on}, held by ${blockedBy}.`,
  );
  const statements = parties.flatMap(({ pid, statement }) => (statement === null ? [] : [`${pid}: ${statement}`]));
  const missing = isWhole(deadlock) ? [] : [sure ? 'Not all of the other party is known.' : 'Likely, not certain.'];
  return [`At ${markInstant(at)}:`, ...lines, ...statements, ...missing];
}

function shareOf({ failed, total }: { failed: number; total: number }): string {
  return `${Math.round((failed / Math.max(1, total)) * 100)} %`;
}
