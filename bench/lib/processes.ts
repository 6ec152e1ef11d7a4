import { readdirSync, readFileSync } from 'node:fs';
import { round } from './measure.ts';

/** The memory of a process and all below it, by what they are. PSS: shared pages count by share, so the sum is true. */
export function processesUnder(root: number): { name: string; count: number; megabytes: number }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(read);
  const wanted = new Set([root]);
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size;
    for (const one of all) if (wanted.has(one.parent)) wanted.add(one.pid);
  }
  const groups = new Map<string, { count: number; kilobytes: number }>();
  for (const { pid, command, kilobytes } of all) {
    if (!wanted.has(pid)) continue;
    const name = nameOf(command);
    const group = groups.get(name) ?? { count: 0, kilobytes: 0 };
    groups.set(name, { count: group.count + 1, kilobytes: group.kilobytes + kilobytes });
  }
  return [...groups].map(([name, { count, kilobytes }]) => ({ name, count, megabytes: round(kilobytes / 1024) }));
}

function read(entry: string): { pid: number; parent: number; command: string; kilobytes: number }[] {
  try {
    const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1];
    const pss = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/smaps_rollup`, 'utf8'))?.[1];
    const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid: Number(entry), parent: Number(parent), command, kilobytes: Number(pss ?? 0) }];
  } catch {
    return []; // It ended between two looks, or belongs to somebody else.
  }
}

function nameOf(command: string): string {
  const script = /scripts\/(\w+)\.ts/.exec(command)?.[1];
  if (script !== undefined) return script === 'start' ? 'supervisor' : script;
  return command.includes('postgres') ? 'postgres' : (command.split(' ', 1)[0] ?? command);
}
