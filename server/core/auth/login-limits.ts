import 'server-only';
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { authSecret } from '#server/core/auth/secret.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';

const FREE_FAILURES = 5;
const FIRST_BLOCK_SECONDS = 30;
const LONGEST_BLOCK_SECONDS = 15 * 60;
const PER_NETWORK_AN_HOUR = 50;
const ACCOUNT_FREE_FAILURES = 10;
const ACCOUNT_FIRST_DELAY_MS = 250;
const ACCOUNT_LONGEST_DELAY_MS = 5000;
/** Three codes of a million are good at a time: guessing at this pace meets one in about two years. */
const STRANGERS_CODES_AN_HOUR = 20;

export type Attempt = {
  /** What is guessed: a password to sign in, the six digits after it, a recovery code in their place, or the password asked for again. */
  step: 'password' | 'code' | 'recovery' | 'confirm';
  /** The address as typed, or the id of the person; counted alike whether it exists or not. */
  account: string;
  /** From `networkOf`. */
  network: string;
  /** The id of a browser that signed in to this account before. It has its own five, and nobody else's count. */
  browser: string | null;
};
export type Admission = { admitted: true; delayMs: number } | { admitted: false; retryAfterSeconds: number };

class Refused extends Error {
  readonly until: Date;
  constructor(until: Date) {
    super('refused');
    this.until = until;
  }
}

/**
 * Counts an attempt as failed before it is made, so that a thousand at once are not all let in; `forgive` takes a good
 * one back. Five failures for an account from a network, then a wait that doubles from 30 s to 15 min; 50 failures an
 * hour from a network; over all networks a delay of at most 5 s, so that nobody can lock another out. Six digits can be
 * guessed from enough networks, so strange browsers have 20 an hour in all (docs/decisions/011).
 */
export async function admit(attempt: Attempt, now = new Date()): Promise<Admission> {
  try {
    return await prisma().$transaction(async (tx) => {
      await chargePair(tx, subjects(attempt).pair, now);
      if (attempt.browser !== null) return { admitted: true, delayMs: 0 };
      await chargeNetwork(tx, subjects(attempt).network, now);
      const { account } = subjects(attempt);
      const failures = await chargeAccount(tx, account, now);
      if (attempt.step === 'code' && failures > STRANGERS_CODES_AN_HOUR)
        throw new Refused(await endOf(tx, account, now));
      return { admitted: true, delayMs: delayFor(failures) };
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return {
      admitted: false,
      retryAfterSeconds: Math.max(1, Math.ceil((error.until.getTime() - now.getTime()) / 1000)),
    };
  }
}

/** Takes back an attempt that turned out good, and clears away what is older than two days. */
export async function forgive(attempt: Attempt, now = new Date()): Promise<void> {
  const { pair, network, account } = subjects(attempt);
  const others = attempt.browser === null ? [network, account] : [];
  await prisma().$executeRaw`
    with mine as (update login_limits set failures = greatest(0, failures - 1) where subject = any(${others}))
    delete from login_limits where subject = ${pair} or updated_at < ${now}::timestamptz - interval '2 days'`;
}

/** Marks a code as tried, so that one seen over a shoulder works no second time; false when it was tried before. */
export async function takeCode(userId: string, code: string, now = new Date()): Promise<boolean> {
  const taken = await prisma().$executeRaw`
    insert into login_limits (subject, failures, window_start, updated_at) values (${subject('code', userId, code)}, 1, ${now}, ${now})
    on conflict (subject) do update set updated_at = excluded.updated_at
    where login_limits.updated_at < ${now}::timestamptz - interval '10 minutes'`;
  return taken > 0;
}

/** How long an attempt waits when its account has seen `failures` within the hour, over all networks, in milliseconds. */
export function delayFor(failures: number): number {
  if (failures <= ACCOUNT_FREE_FAILURES) return 0;
  return Math.min(ACCOUNT_LONGEST_DELAY_MS, ACCOUNT_FIRST_DELAY_MS * 2 ** (failures - ACCOUNT_FREE_FAILURES - 1));
}

function subjects({ step, account, network, browser }: Attempt): { pair: string; network: string; account: string } {
  const name = account.trim().toLowerCase();
  return {
    pair: subject('pair', step, name, browser ?? network),
    network: subject('network', network),
    account: subject('account', step, name),
  };
}

/** A hash, so that no stranger's address is kept and every subject is equally long. */
function subject(...parts: string[]): string {
  return createHmac('sha256', authSecret()).update(JSON.stringify(parts)).digest('base64url');
}

async function chargePair(db: Database, subject: string, now: Date): Promise<void> {
  const rows = await db.$queryRaw`
    insert into login_limits as l (subject, failures, window_start, updated_at) values (${subject}, 1, ${now}, ${now})
    on conflict (subject) do update set
      failures = case when l.updated_at < ${now}::timestamptz - interval '1 day' then 1 else l.failures + 1 end,
      blocked_until = case when l.updated_at < ${now}::timestamptz - interval '1 day' or l.failures + 1 < ${FREE_FAILURES} then null
        else ${now}::timestamptz + least(${LONGEST_BLOCK_SECONDS}::float8,
          ${FIRST_BLOCK_SECONDS}::float8 * 2 ^ least(l.failures + 1 - ${FREE_FAILURES}, 20)) * interval '1 second' end,
      updated_at = ${now}
    where l.blocked_until is null or l.blocked_until <= ${now}
    returning failures`;
  if (counted(rows) === null) throw new Refused(await endOf(db, subject, now));
}

async function chargeNetwork(db: Database, subject: string, now: Date): Promise<void> {
  const rows = await db.$queryRaw`
    insert into login_limits as l (subject, failures, window_start, updated_at) values (${subject}, 1, ${now}, ${now})
    on conflict (subject) do update set
      failures = case when l.window_start <= ${now}::timestamptz - interval '1 hour' then 1 else l.failures + 1 end,
      window_start = case when l.window_start <= ${now}::timestamptz - interval '1 hour' then ${now} else l.window_start end,
      updated_at = ${now}
    where l.failures < ${PER_NETWORK_AN_HOUR} or l.window_start <= ${now}::timestamptz - interval '1 hour'
    returning failures`;
  if (counted(rows) === null) throw new Refused(await endOf(db, subject, now));
}

async function chargeAccount(db: Database, subject: string, now: Date): Promise<number> {
  const rows = await db.$queryRaw`
    insert into login_limits as l (subject, failures, window_start, updated_at) values (${subject}, 1, ${now}, ${now})
    on conflict (subject) do update set
      failures = case when l.window_start <= ${now}::timestamptz - interval '1 hour' then 1 else l.failures + 1 end,
      window_start = case when l.window_start <= ${now}::timestamptz - interval '1 hour' then ${now} else l.window_start end,
      updated_at = ${now}
    returning failures`;
  return counted(rows) ?? 0;
}

function counted(rows: unknown): number | null {
  return z.array(z.object({ failures: z.number() })).parse(rows)[0]?.failures ?? null;
}

async function endOf(db: Database, subject: string, now: Date): Promise<Date> {
  const rows = await db.$queryRaw`
    select coalesce(blocked_until, window_start + interval '1 hour') as until from login_limits where subject = ${subject}`;
  return z.array(z.object({ until: z.date() })).parse(rows)[0]?.until ?? now;
}
