import { z } from 'zod';

/** What one party of a deadlock waited for, as Postgres said it. */
export const waitSchema = z.object({
  pid: z.int(),
  /** `ShareLock`. */
  mode: z.string(),
  /** `transaction`, `relation`, `tuple`, `advisory lock` …; never which one. */
  on: z.string(),
  blockedBy: z.int(),
});
export type DeadlockWait = z.infer<typeof waitSchema>;

export const partySchema = z.object({
  pid: z.int(),
  /** By what it is known: it was ours, a session seen right after, or one of a sample before. */
  from: z.enum(['own', 'session', 'sample']),
  application: z.string(),
  user: z.string().nullable(),
  route: z.string().nullable(),
  operation: z.string().nullable(),
  /** Without its values; null where it was not seen. */
  statement: z.string().nullable(),
});
export type Party = z.infer<typeof partySchema>;

export const deadlockSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** The session that Postgres ended the transaction of; null where only the server counted it. */
  victim: z.int().nullable(),
  /** Empty where the server did not tell us, since another's transaction was ended. */
  waits: z.array(waitSchema),
  parties: z.array(partySchema),
  /** Whether the parties are those Postgres named; else they are who waited for each other in the last sample before. */
  sure: z.boolean(),
});
export type Deadlock = z.infer<typeof deadlockSchema>;

const line = /^Process (\d+) waits for (\w+) on (.+?)(?:; |;)blocked by process (\d+)\.?$/;

/**
 * Who waited for whom, by the DETAIL of SQLSTATE 40P01. Which row or key it was is left out. Empty where the server speaks
 * another language than English.
 */
export function waitsOf(detail: string | undefined): DeadlockWait[] {
  return (detail ?? '').split('\n').flatMap((text) => {
    const found = line.exec(text.trim());
    if (found === null) return [];
    const [, pid, mode = '', on = '', blockedBy] = found;
    return [{ pid: Number(pid), mode, on: kindOf(on), blockedBy: Number(blockedBy) }];
  });
}

function kindOf(on: string): string {
  return /^(advisory lock|virtual transaction|speculative token|[a-z]+)/.exec(on)?.[1] ?? 'an object';
}

/** The processes of a deadlock, the victim first. */
export function pidsIn({ victim, waits }: Pick<Deadlock, 'victim' | 'waits'>): number[] {
  const all = [...(victim === null ? [] : [victim]), ...waits.flatMap(({ pid, blockedBy }) => [pid, blockedBy])];
  return [...new Set(all)];
}

/** The deadlocks of 72 hours as the tables have them, and in how many of those minutes one would have been seen. */
export type KeptDeadlocks = {
  deadlocks: Deadlock[] /** Whether there are more than these, which are the newest. */;
  more: boolean;
  minutes: number;
};

/** Whether every party is known by its application and its statement. */
export function isWhole(deadlock: Deadlock): boolean {
  const named = deadlock.parties.filter(({ statement }) => statement !== null);
  return named.length >= Math.max(2, pidsIn(deadlock).length);
}
