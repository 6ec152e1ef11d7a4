import 'server-only';
import { EventEmitter } from 'node:events';
import pg from 'pg';
import { type Deadlock, type Party, waitsOf } from '#lib/monitoring/errors/deadlock.ts';
import { withoutValues } from '#lib/monitoring/sessions/statement.ts';
import { type MeteredPool, openPools } from '#server/core/db/pool-registry.ts';
import { countOutcome, noteDeadlock } from '#server/core/failures/book.ts';
import type { Work } from '#server/core/request-context.ts';

const DEADLOCK = '40P01';
/** Classes and codes that end or refuse the connection, not only the statement. */
const OF_CONNECTION = /^(?:08|28|57P0|53300)/;
const UNANSWERED = 'Query read timeout';
let count = 0;

/**
 * Counts what the server refuses on a new connection of a pool, by SQLSTATE, and that it was lost. Of an error it takes the code and the names of
 * relation and constraint; never its message, which may hold values.
 * @param mayGiveUp whether statements have a limit of our own, after which nobody waits for their answer
 */
export function watchFailures(pool: MeteredPool, client: pg.ClientBase, mayGiveUp: boolean): void {
  const wire: unknown = Reflect.get(client, 'connection');
  if (!(wire instanceof EventEmitter)) return;
  const common = () => ({ place: placeOf(pool.meter.held.get(client)?.work), pool: pool.applicationName });
  let isOver = false;
  // Before pg tells the caller, who may give the connection back at once.
  wire.prependListener('errorMessage', (error: unknown) => {
    if (!(error instanceof pg.DatabaseError) || error.code === undefined) return;
    const isEnd = OF_CONNECTION.test(error.code) || error.severity === 'FATAL';
    isOver ||= isEnd;
    countOutcome(
      { kind: isEnd ? 'connection' : 'query', name: error.code, detail: objectOf(error), ...common() },
      true,
    );
    if (error.code === DEADLOCK) noteDeadlock(deadlockOf(pool, client, error));
  });
  wire.prependListener('end', () => {
    if (!isOver && Reflect.get(client, '_ending') !== true)
      countOutcome({ kind: 'connection', name: 'lost', ...common() }, true);
  });
  if (mayGiveUp)
    watchAnswers(client, () => countOutcome({ kind: 'connection', name: 'unanswered', ...common() }, true));
}

/** For what a connection is wanted, in one line: `/phonebook saveContactAction`, `import.apply`; empty where unknown. */
export function placeOf(work: Work | undefined): string {
  return [work?.route, work?.operation].filter((part) => typeof part === 'string').join(' ');
}

/** Why a connection could not be opened, without the message: a SQLSTATE, what the system calls it, or `unanswered`. */
export function connectionCode(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string' && /^[0-9A-Z_]{5,20}$/.test(code)) return code;
  return /timeout/.test(error.message) ? 'unanswered' : 'lost';
}

/** `employees_email_key on employees`, as far as the error names them. */
function objectOf({ table, constraint }: pg.DatabaseError): string {
  return [constraint, table].filter((name) => name !== undefined).join(' on ');
}

function watchAnswers(client: pg.ClientBase, unanswered: () => void): void {
  const query: unknown = Reflect.get(client, 'query');
  if (typeof query !== 'function') return;
  const look = (error: unknown): void => {
    if (error instanceof Error && error.message === UNANSWERED) unanswered();
  };
  Reflect.set(client, 'query', (...given: unknown[]): unknown => {
    const callback = given.at(-1);
    if (typeof callback === 'function')
      given[given.length - 1] = (error: unknown, ...rest: unknown[]): unknown => {
        look(error);
        return callback(error, ...rest);
      };
    const answer: unknown = Reflect.apply(query, client, given);
    if (answer instanceof Promise) answer.catch(look);
    return answer;
  });
}

function deadlockOf(pool: MeteredPool, client: pg.ClientBase, { detail }: pg.DatabaseError): Deadlock {
  const waits = waitsOf(detail);
  // Postgres begins with its own process; behind a bouncer the client knows another's number.
  const victim = waits[0]?.pid ?? pidOf(client);
  const others = new Set(waits.flatMap(({ pid, blockedBy }) => [pid, blockedBy]).filter((pid) => pid !== victim));
  count += 1;
  return {
    id: `${process.pid}-${Date.now()}-${count}`,
    at: new Date().toISOString(),
    victim,
    waits,
    parties: [
      { ...partyOf(pool, client), pid: victim ?? 0 },
      ...openPools().flatMap((other) => partiesOf(other, others)),
    ],
    sure: true,
  };
}

/** Who of these holds a connection of a pool of this very process. */
function partiesOf(pool: MeteredPool, pids: ReadonlySet<number>): Party[] {
  return [...pool.meter.held.keys()]
    .filter((client) => pids.has(pidOf(client) ?? -1))
    .map((client) => partyOf(pool, client));
}

function partyOf({ applicationName, meter }: MeteredPool, client: pg.ClientBase): Party {
  const work = meter.held.get(client)?.work;
  const text = meter.lineOf(client)?.text ?? '';
  return {
    pid: pidOf(client) ?? 0,
    from: 'own',
    application: applicationName,
    user: null,
    route: work?.route ?? null,
    operation: work?.operation ?? null,
    statement: text === '' ? null : withoutValues(text),
  };
}

function pidOf(client: pg.ClientBase): number | null {
  const pid: unknown = Reflect.get(client, 'processID');
  return typeof pid === 'number' ? pid : null;
}
