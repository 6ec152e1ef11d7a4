import { expect, test } from 'vitest';
import { type Deadlock, isWhole, type Party, pidsIn, waitsOf } from './deadlock.ts';

const DETAIL = `Process 4312 waits for ShareLock on transaction 771; blocked by process 4320.
Process 4320 waits for AccessExclusiveLock on relation 16385 of database 5; blocked by process 4399.
Process 4399 waits for ExclusiveLock on advisory lock [5,0,4711,1]; blocked by process 4312.`;

const party = (pid: number, statement: string | null = 'SELECT 1'): Party => ({
  ...{ pid, from: 'sample', application: 'psql', user: null, route: null, operation: null, statement },
});
const deadlock: Deadlock = {
  ...{ id: 'one', at: '2026-11-27T14:00:00.000Z', victim: 4312, sure: true },
  waits: waitsOf(DETAIL),
  parties: [],
};

test('who waited for whom is read from the detail, and which row or key is not', () => {
  expect(waitsOf(DETAIL)).toEqual([
    { pid: 4312, mode: 'ShareLock', on: 'transaction', blockedBy: 4320 },
    { pid: 4320, mode: 'AccessExclusiveLock', on: 'relation', blockedBy: 4399 },
    { pid: 4399, mode: 'ExclusiveLock', on: 'advisory lock', blockedBy: 4312 },
  ]);
  expect(JSON.stringify(waitsOf(DETAIL))).not.toMatch(/771|4711|16385/);
});

test('another language tells nothing, and nothing is made up', () => {
  expect(waitsOf('Prozess 1 wartet auf ShareLock-Sperre auf Transaktion 2; blockiert von Prozess 3.')).toEqual([]);
  expect(waitsOf(undefined)).toEqual([]);
});

test('it is whole once every process is known with its statement', () => {
  expect(pidsIn(deadlock)).toEqual([4312, 4320, 4399]);
  expect(isWhole({ ...deadlock, parties: [party(4312), party(4320)] })).toBe(false);
  expect(isWhole({ ...deadlock, parties: [party(4312), party(4320), party(4399, null)] })).toBe(false);
  expect(isWhole({ ...deadlock, parties: [party(4312), party(4320), party(4399)] })).toBe(true);
  expect(isWhole({ ...deadlock, victim: null, waits: [], parties: [party(1)] })).toBe(false);
});
