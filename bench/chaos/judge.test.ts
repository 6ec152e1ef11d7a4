import { expect, it } from 'vitest';
import { Account, type Stored } from './judge.ts';
import type { Entry } from './ledger.ts';

const nothing = { lost: new Set(), duplicates: new Set(), ghosts: new Set(), mixed: new Set() };

it('finds nothing where all was kept', () => {
  const account = accountOf(sent(1, 'a', 'b', 'c'), told(1, 'acked', 'a'), told(1, 'unknown', 'b', 'c'));
  expect(account.compare([row('a'), row('b')])).toEqual(nothing);
});

it('misses what was acknowledged, whatever later attempts were told', () => {
  const account = accountOf(sent(1, 'a'), told(1, 'acked', 'a'), sent(2, 'a'), told(2, 'refused', 'a'));
  expect(account.compare([])).toEqual({ ...nothing, lost: new Set(['a']) });
});

it('sees a turn that is there twice, in one month or in two', () => {
  const account = accountOf(sent(1, 'a', 'b'), told(1, 'acked', 'a', 'b'));
  const found = account.compare([row('a'), row('a', null), { ...row('b'), rows: 2 }]);
  expect(found).toEqual({ ...nothing, duplicates: new Set(['a', 'b']) });
});

it('sees what was only ever refused, and what was never sent', () => {
  const account = accountOf(sent(1, 'a'), told(1, 'refused', 'a'));
  expect(account.compare([row('a'), row('z')])).toEqual({ ...nothing, ghosts: new Set(['a', 'z']) });
});

it('holds nothing against a turn whose answer is still to come, or came for another attempt', () => {
  const account = accountOf(sent(1, 'a'), sent(2, 'b'), told(2, 'refused', 'b'), sent(3, 'b'));
  expect(account.compare([row('a'), row('b')])).toEqual(nothing);
  expect(account.compare([])).toEqual(nothing);
});

it('sees a turn under the id of another', () => {
  const account = accountOf(sent(1, 'a'), told(1, 'acked', 'a'));
  expect(account.compare([row('a', 'b')])).toEqual({ ...nothing, mixed: new Set(['a']) });
});

function accountOf(...entries: Entry[]): Account {
  const account = new Account();
  account.add(entries);
  return account;
}

function sent(request: number, ...turns: string[]): Entry {
  return { what: 'sent', request, at: 0, turns };
}

function told(request: number, what: 'acked' | 'refused' | 'unknown', ...turns: string[]): Entry {
  return { what, request, at: 0, ms: 1, status: 201, turns };
}

function row(mark: string, eventId: string | null = mark): Stored {
  return { mark, eventId, rows: 1 };
}
