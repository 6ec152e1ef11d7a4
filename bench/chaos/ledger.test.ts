import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Entry, LedgerReader, LedgerWriter } from './ledger.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reads on from where it was, and leaves a line that is not whole yet', async () => {
  const path = join(folder, 'ledger.jsonl');
  const writer = new LedgerWriter(path);
  const reader = new LedgerReader(path);
  const [first, second, third] = [sent(1), sent(2), sent(3)];
  await Promise.all([writer.append(first), writer.append(second)]);
  expect(reader.read()).toEqual([first, second]);
  expect(reader.read()).toEqual([]);
  const text = JSON.stringify(third);
  appendFileSync(path, text.slice(0, 20));
  expect(reader.read()).toEqual([]);
  appendFileSync(path, `${text.slice(20)}\n`);
  expect(reader.read()).toEqual([third]);
});

function sent(request: number): Entry {
  return { what: 'sent', request, at: 5, turns: ['é', 'b'] };
}
