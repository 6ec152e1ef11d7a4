import 'server-only';
import type { Deadlock, Party } from '#lib/monitoring/errors/deadlock.ts';
import { minuteOf, type Tally } from '#lib/monitoring/errors/tally.ts';
import { changeOf, isAnew } from '#lib/monitoring/sessions/counters.ts';
import { readAtOf, type Session, type Sessions } from '#lib/monitoring/sessions/sample.ts';
import type { Probe } from '#server/monitoring/probe.ts';

/** Long enough for a deadlock to be counted by the server and told by us. */
const KEPT_MS = 120_000;
/** Nobody knows when in a longer stretch something was counted, and it is not of now: its end is only a base. */
const LONGEST_STRETCH_MS = 60_000;
/** A web process tells of its own within 2 s of it, and the server counts it no sooner. */
const PATIENCE_MS = 3_000;
/** Two who waited for each other so long before are not those of this deadlock. */
const PAIR_MS = 30_000;
/** Transactions that had lasted no longer are not in question: they come and go in every sample. */
const SHORT_MS = 500;
const OURS = 'switchboard-';
const COUNTED = ['rollbacks', 'deadlocks', 'abandoned', 'fatal', 'killed'] as const;

type Counted = (typeof COUNTED)[number];
type Change = { minute: number; counted: Record<Counted, number>; transactions: number; at: number };

/**
 * What the samples of sessions say of failures: what the server counted from one to the next, who a process was, and who waited for
 * each other before a deadlock of others. It reads nothing by itself; it looks over the shoulder of the part that does.
 */
export class SeenSessions {
  #samples: Sessions[] = [];
  #changes: Change[] = [];
  /** Deadlocks the server counted that are not known to be ours, by when. */
  #unclaimed: number[] = [];

  /** The same probe, whose samples are looked at here too. */
  watching(probe: Probe<Sessions>): Probe<Sessions> {
    return {
      ...probe,
      read: async (client, server) => {
        const reading = await probe.read(client, server);
        if (reading.ok) this.note(reading.value);
        return reading;
      },
      forget: () => {
        this.#samples = [];
      },
    };
  }

  note(sample: Sessions): void {
    const before = this.#samples.at(-1);
    const now = readMs(sample);
    this.#samples = [...this.#samples.filter((one) => now - readMs(one) <= KEPT_MS), sample];
    // Whether the server counted before it stopped or after it started is not known.
    if (before === undefined || before.startedAt !== sample.startedAt || isAnew(before, sample)) return;
    if (now - readMs(before) > LONGEST_STRETCH_MS) return;
    const change = changeOf(sample, [{ at: before.at, value: before }]);
    if (change === null) return;
    const { commits, rollbacks, deadlocks, abandoned, fatal, killed } = change.counted;
    this.#changes.push({
      minute: minuteOf(now),
      counted: { rollbacks, deadlocks, abandoned, fatal, killed },
      transactions: commits + rollbacks,
      at: now,
    });
    for (let count = 0; count < Math.min(deadlocks, 20); count += 1) this.#unclaimed.push(now);
  }

  /** When the newest sample was taken, by our clock; null before the first. */
  get newestAt(): string | null {
    const newest = this.#samples.at(-1);
    return newest === undefined ? null : readAtOf(newest);
  }

  /** What the server counted since this was last asked, by the minute it was seen in; commits stand with rollbacks as their total. */
  takeTallies(): { minute: number; tallies: Tally[] }[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes.map(({ minute, counted, transactions, at }) => ({
      minute,
      tallies: COUNTED.map((name) => ({
        ...{ kind: 'session', name, place: '', detail: '', pool: '' },
        failed: counted[name],
        total: name === 'rollbacks' ? transactions : 0,
        lastAt: counted[name] > 0 ? at : 0,
      })),
    }));
  }

  /** A process as the samples around `at` show it; the nearest that saw it. */
  partyAt(pid: number, at: string): Party | null {
    const then = Date.parse(at);
    const distance = (sample: Sessions) => Math.abs(readMs(sample) - then);
    const near = this.#samples.filter((sample) => distance(sample) <= PAIR_MS);
    for (const { sessions } of near.toSorted((a, b) => distance(a) - distance(b))) {
      const session = sessions.find((one) => one.pid === pid);
      if (session !== undefined) return partyOf(session);
    }
    return null;
  }

  /** Says that the server's next count of a deadlock, or its last, was one of ours. */
  claim(): boolean {
    return this.#unclaimed.shift() !== undefined;
  }

  /**
   * Deadlocks that ended a transaction of others: counted by the server and, for some seconds, claimed by nobody. With whom the last sample
   * before shows waiting for each other; else who waited, or was in a transaction, and was no more with the next.
   */
  takeOthers(now = Date.now()): Deadlock[] {
    const due = this.#unclaimed.filter((at) => now - at >= PATIENCE_MS);
    this.#unclaimed = this.#unclaimed.filter((at) => now - at < PATIENCE_MS);
    const told = new Set<string>();
    return due.map((at, place) => {
      const pair = this.#pairBefore(at, told);
      for (const { pid } of pair) told.add(String(pid));
      return {
        id: `server-${at}-${place}`,
        at: new Date(at).toISOString(),
        victim: null,
        waits: [],
        parties: pair.map(partyOf),
        sure: false,
      };
    });
  }

  #pairBefore(at: number, told: ReadonlySet<string>): Session[] {
    const before = this.#samples.filter((one) => readMs(one) < at && at - readMs(one) <= PAIR_MS);
    for (const sample of before.toReversed()) {
      const pids = ringIn(sample).filter((pid) => !told.has(String(pid)));
      if (pids.length < 2) continue;
      return pids.flatMap((pid) => sample.sessions.find((one) => one.pid === pid) ?? []);
    }
    const last = before.at(-1);
    const after = this.#samples.find((one) => readMs(one) === at);
    if (last === undefined || after === undefined) return [];
    return vanishedPair(last, after).filter(({ pid }) => !told.has(String(pid)));
  }
}

/** What else happened is timed by our clock, so a sample is too: the server's may be another. */
function readMs(sample: Sessions): number {
  return Date.parse(readAtOf(sample));
}

/** In no sample did two wait for each other: who waited and did so no more with the next; else the only two whose transactions ended meanwhile, or who did anything at all. */
function vanishedPair(last: Sessions, after: Sessions): Session[] {
  const find = (pid: number | undefined) => last.sessions.find((one) => one.pid === pid);
  const vanished = last.locks.waits.find(({ pid }) => !after.locks.waits.some((wait) => wait.pid === pid));
  const waited = [find(vanished?.pid), find(vanished?.blockers[0])].filter((one) => one !== undefined);
  if (waited.length === 2) return waited;
  const ended = last.sessions.filter(
    ({ pid, kind, here, transactionSince }) =>
      kind === 'client' &&
      here &&
      Date.parse(last.at) - Date.parse(transactionSince ?? last.at) >= SHORT_MS &&
      !after.sessions.some((one) => one.pid === pid && one.transactionSince === transactionSince),
  );
  return ended.length === 2 ? ended : othersAtWork(last, after);
}

/**
 * Of a deadlock that ended nobody of ours the victim is another program: where no more than two sessions of others did anything between the
 * samples, it is one of them. What they ran then is not known.
 */
function othersAtWork(last: Sessions, after: Sessions): Session[] {
  const isOther = ({ kind, here, application }: Session) => kind === 'client' && here && !application.startsWith(OURS);
  const gone = last.sessions.filter((one) => isOther(one) && !after.sessions.some(({ pid }) => pid === one.pid));
  const worked = after.sessions.filter((one) => isOther(one) && (one.stateSince ?? '') > last.at);
  const all = [...worked, ...gone].map((session) => ({ ...session, statement: null }));
  return all.length <= 2 ? all : [];
}

/** Two who wait for each other, or more in a ring; none in most samples. */
function ringIn({ locks: { waits } }: Sessions): number[] {
  const blockersOf = new Map(waits.map(({ pid, blockers }) => [pid, blockers]));
  for (const { pid } of waits) {
    const path = [pid];
    for (let next = blockersOf.get(pid)?.find((one) => blockersOf.has(one)); next !== undefined; ) {
      if (path.includes(next)) return path.slice(path.indexOf(next));
      path.push(next);
      next = blockersOf.get(next)?.find((one) => blockersOf.has(one));
    }
  }
  return [];
}

function partyOf({ pid, application, user, statement }: Session): Party {
  return { pid, from: 'sample', application, user, route: null, operation: null, statement };
}
