import { readdirSync, readFileSync } from 'node:fs';
import { round } from './measure.ts';

const TICKS_PER_SECOND = 100;

/** The memory of a process and all below it, by what they are. PSS: shared pages count by share, so the sum is true. */
export function processesUnder(root: number): { name: string; count: number; megabytes: number }[] {
  const groups = new Map<string, { count: number; kilobytes: number }>();
  for (const { pid, command } of findUnder(root)) {
    const name = nameOf(command);
    const group = groups.get(name) ?? { count: 0, kilobytes: 0 };
    const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    groups.set(name, { count: group.count + 1, kilobytes: group.kilobytes + kilobytes });
  }
  return [...groups].map(([name, { count, kilobytes }]) => ({ name, count, megabytes: round(kilobytes / 1024) }));
}

/** The processor time that a process and all below it have taken so far, in seconds, by what they are. */
export function processorSecondsUnder(root: number): Map<string, number> {
  const groups = new Map<string, number>();
  for (const { pid, command } of findUnder(root)) {
    const line = readOrNothing(`/proc/${pid}/stat`);
    // After the name, which may hold anything, in parentheses: fields 14 to 17 are user and system time in ticks, its
    // own and that of children that have ended.
    const fields = line
      .slice(line.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15);
    const seconds = fields.reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
    groups.set(nameOf(command), (groups.get(nameOf(command)) ?? 0) + seconds);
  }
  return groups;
}

/** The processes below another that are of a kind: `worker`, `embedder`. */
export function pidsUnder(root: number, kind: string): number[] {
  return findUnder(root)
    .filter(({ command }) => nameOf(command) === kind)
    .map(({ pid }) => pid);
}

function findUnder(root: number): { pid: number; command: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((entry) => ({
      pid: Number(entry),
      parent: Number(/^PPid:\s+(\d+)/m.exec(readOrNothing(`/proc/${entry}/status`))?.[1]),
      command: readOrNothing(`/proc/${entry}/cmdline`).replaceAll('\0', ' '),
    }));
  const wanted = new Set([root]);
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size;
    for (const one of all) if (wanted.has(one.parent)) wanted.add(one.pid);
  }
  return all.filter(({ pid }) => wanted.has(pid));
}

/** Nothing when it ended between two looks, or belongs to somebody else. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function nameOf(command: string): string {
  const script = /scripts\/(\w+)\.ts/.exec(command)?.[1];
  if (script !== undefined) return script === 'start' ? 'supervisor' : script;
  return command.includes('postgres') ? 'postgres' : (command.split(' ', 1)[0] ?? command);
}
