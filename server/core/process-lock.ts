import 'server-only';
import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const holderSchema = z.object({
  pid: z.number().int(),
  /** Tells a process from a later one with the same id. */
  born: z.string(),
  /** What holds it, in words: "npm start". */
  who: z.string(),
  /** Where it serves, once it does. */
  url: z.string().optional(),
});
export type LockHolder = z.infer<typeof holderSchema>;

export type ProcessLock = {
  /** Adds to what others read about the holder. */
  announce(details: { url: string }): void;
  release(): void;
};

/**
 * Takes a lock file, held as long as this process lives: one left by a process that died is taken over.
 * @returns the lock, or who holds it
 */
export function takeLock(file: string, who: string): ProcessLock | LockHolder {
  const own: LockHolder = { pid: process.pid, born: bornAt(process.pid) ?? '', who };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (linked(draft, file)) return heldLock(file, own);
      const holder = lockHolder(file);
      if (holder !== null) return holder;
      setAside(file, `${draft}.stale`);
    }
    throw new Error(`The lock file ${file} could not be taken.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether `takeLock` answered with the lock. */
export function isTaken(answer: ProcessLock | LockHolder): answer is ProcessLock {
  return 'release' in answer;
}

/** Who holds a lock file now; null when nobody alive does. */
export function lockHolder(file: string): LockHolder | null {
  try {
    const holder = holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return bornAt(holder.pid) === holder.born ? holder : null;
  } catch {
    return null;
  }
}

function heldLock(file: string, own: LockHolder): ProcessLock {
  return {
    announce({ url }) {
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify({ ...own, url }), { mode: 0o600 });
      renameSync(draft, file);
    },
    release() {
      if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/** Linking fails when the name exists: of two that try at once, one gets it. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead holder's file away; should another have taken the lock meanwhile, its file goes back. */
function setAside(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (lockHolder(aside) !== null) linked(aside, file);
  rmSync(aside, { force: true });
}

/** When a process began, in a spelling that no other process shares; null when it is gone or a zombie. */
function bornAt(pid: number): string | null {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
    }
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which may hold anything, in parentheses: the state is field 3, the start in clock ticks field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}
