import 'server-only';
import type { Cause } from '#lib/monitoring/cause.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import { quoteName } from '#lib/monitoring/server/quote.ts';
import { monitorConnection, monitorVariable } from '#server/core/db/connection.ts';
import { gotNoAnswer, isRoleFull } from '#server/core/db/no-answer.ts';
import { sqlStateOf } from '#server/core/errors.ts';
import { AstrayError, UnreachedError } from '#server/monitoring/sampler/line.ts';
import { SILENCE } from '#server/monitoring/sampler/silence.ts';

/** Readings in a row, over all parts, after which nobody sees the server. */
const TRIES = 2;
/** So long it lasts before it is told: what is put right at once is no news. */
const HOLD_SECONDS = 60;
/** Characters of what it failed with: our own faults may be long. */
const SHOWN = 300;
const KEY = 'monitor:blind';
/** The two connections that sample, one that looks at a plan, and those that were cut and are not gone yet. */
const ROOM = 5;
const NO_DATABASE = '3D000';
/** The class of logins that are refused. */
const NO_LOGIN = '28';

/** Why nothing is seen, as the end of a sentence, and the next step. */
type Why = { reason: string; step: string; said: string };

/** Whether any part that asks the server is read at all, and why not: it may be there, and refuse the monitor alone. */
export class Blindness {
  #since: Date | null = null;
  #tries = 0;
  #why: Why | null = null;

  answered(): void {
    this.#since = null;
    this.#tries = 0;
    this.#why = null;
  }

  failed(error: unknown, now: Date): void {
    this.#since ??= now;
    this.#tries += 1;
    if (!gotNoAnswer(error)) this.#why = whyOf(error);
  }

  /** Since when and why no reading succeeds; null while one does, or none was answered at all. */
  get seen(): { since: Date; why: Why } | null {
    return this.#since === null || this.#why === null || this.#tries < TRIES
      ? null
      : { since: this.#since, why: this.#why };
  }
}

/** What is told of a monitor that sees nothing of a server that is there. One that is silent says more. */
export function causesOfBlindness({ seen }: Blindness): Cause[] {
  if (seen === null) return [];
  const { since, why } = seen;
  return [
    {
      key: KEY,
      severity: 'warn',
      holdSeconds: HOLD_SECONDS,
      sentence: `The monitor sees nothing of Postgres: ${why.reason}.`,
      hurts:
        'Nobody watches locks, statements, tables, the disk and connections to the server: what goes wrong there is not told. Our own pools, failures and Redis are watched.',
      step: why.step,
      evidence: [`No reading of the monitor has succeeded since ${markInstant(since.toISOString())}.`, why.said],
      since: since.toISOString(),
      href: '/monitoring',
      explains: [],
      milderThan: SILENCE,
      weight: 800,
      action: null,
    },
  ];
}

function whyOf(error: unknown): Why {
  const state = sqlStateOf(error);
  const message = (error instanceof Error ? error.message : String(error)).slice(0, SHOWN);
  const said = `Its last reading failed: ${message.replace(/\.$/, '')}${state === undefined ? '' : ` (${state})`}.`;
  const variable = monitorVariable();
  const again = 'and start the console anew.';
  if (error instanceof AstrayError)
    return {
      reason: message.replace(/\.$/, ''),
      step: `Put the address of the console's own database into MONITOR_DATABASE_URL ${again}`,
      said,
    };
  if (error instanceof UnreachedError)
    return {
      reason: message.replace(/\.$/, ''),
      step: `Put the host and port of the console's own database into MONITOR_DATABASE_URL ${again}`,
      said,
    };
  if (state?.startsWith(NO_LOGIN))
    return variable === null
      ? { reason: 'its login is refused', step: 'Start the console anew: it makes its own login then.', said }
      : {
          reason: `the login of ${variable} is refused`,
          step: `Put the right name and password into ${variable} ${again}`,
          said,
        };
  if (isRoleFull(error))
    return {
      reason: `the login of ${variable ?? 'the console'} has all the connections it may have`,
      step: `Let it have ${ROOM}: ALTER ROLE ${quoteName(monitorConnection().user)} CONNECTION LIMIT ${ROOM};`,
      said,
    };
  if (state === NO_DATABASE)
    return {
      reason: `the database that ${variable ?? 'it'} names is not there`,
      step: `Put the database that the console uses into ${variable ?? 'DATABASE_URL'} ${again}`,
      said,
    };
  return {
    reason: 'each of its readings fails',
    step: 'See on the pages of monitoring why each part fails; the log of the worker has it as well.',
    said,
  };
}
