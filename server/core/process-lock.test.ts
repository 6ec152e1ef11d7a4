import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { isTaken, lockHolder, takeLock } from '#server/core/process-lock.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'switchboard-lock-')), 'lock.json');
});

it('is held by one, who is named to the next, until it is released', () => {
  const first = takeLock(file, 'npm start');
  if (!isTaken(first)) throw new Error('not taken');
  expect(takeLock(file, 'another')).toMatchObject({ pid: process.pid, who: 'npm start' });
  first.announce({ url: 'http://127.0.0.1:3000' });
  expect(lockHolder(file)).toMatchObject({ url: 'http://127.0.0.1:3000' });
  first.release();
  expect(lockHolder(file)).toBeNull();
  expect(isTaken(takeLock(file, 'another'))).toBe(true);
  expect(readdirSync(join(file, '..'))).toEqual(['lock.json']);
});

it('is taken over from a process that has died', async () => {
  const child = spawn('sleep', ['60']);
  writeFileSync(file, JSON.stringify({ pid: child.pid, born: bornOf(child.pid ?? 0), who: 'npm start' }));
  expect(takeLock(file, 'another')).toMatchObject({ pid: child.pid });
  child.kill();
  await once(child, 'exit');
  expect(isTaken(takeLock(file, 'another'))).toBe(true);
});

it('is taken over from a process whose number another bears now', () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, born: 'another boot:1', who: 'npm start' }));
  expect(isTaken(takeLock(file, 'another'))).toBe(true);
});

it('is taken over when its file is not whole', () => {
  writeFileSync(file, '{"pid":');
  expect(isTaken(takeLock(file, 'another'))).toBe(true);
});

it('goes to one of many that ask at once', async () => {
  const script = `
    const { takeLock, isTaken } = await import(${JSON.stringify(new URL('./process-lock.ts', import.meta.url).href)});
    const answer = takeLock(${JSON.stringify(file)}, 'one of many');
    console.log(isTaken(answer) ? 'taken' : 'held');
    setTimeout(() => {}, 1500);`;
  writeFileSync(file, JSON.stringify({ pid: 1, born: 'long ago', who: 'npm start' }));
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--conditions=react-server', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const said = await Promise.all(children.map(async (child) => String((await once(child.stdout, 'data'))[0]).trim()));
  expect(said.sort()).toEqual(['held', 'held', 'held', 'held', 'held', 'taken']);
});

function bornOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
}
