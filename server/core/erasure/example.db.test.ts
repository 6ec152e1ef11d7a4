import { expect, test } from 'vitest';
import type { Subject } from '#lib/erasure/subject.ts';
import { maskRules } from '#lib/privacy/mask.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { exampleRules, maskExample } from '#server/core/erasure/example.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

/** The example that a preview shows of this text. */
async function exampleOf(subject: Subject, text: string): Promise<string> {
  const { excerpt, pattern } = await matcherOf(subject);
  const { rows } = await mainPool().query<{ excerpt: string }>(`select ${excerpt('$2::text', '$1')} as excerpt`, [
    pattern,
    text,
  ]);
  return maskExample(rows[0]?.excerpt ?? '', await exampleRules());
}

const ann: Subject = { kind: 'email', value: 'ann@bank.example' };

test('an example hides other people too', async () => {
  const text = 'call\nbob@example.org  ann@bank.example or +44 20 7946 0958';
  expect(await exampleOf(ann, text)).toBe('call [e-mail] ▇▇▇ or [phone]');
});

test('what lies where an example is cut is masked before', async () => {
  const before = 'bartholomew.featherstonehaugh@northwind.example';
  const after = '+44 20 7946 0958';
  for (let space = 0; space < 60; space += 1) {
    const words = 'y '.repeat(space / 2) + 'z'.repeat(space % 2);
    const shown = await exampleOf(ann, `${before} ${words} ann@bank.example ${words} ${after}`);
    expect(shown).toContain('▇▇▇');
    expect(shown).not.toMatch(/featherstone|haugh|northwind|\d{2}/);
  }
});

test('what the subject is a part of is not shown in part', async () => {
  expect(await exampleOf({ kind: 'number', value: '1711' }, 'Call +880 1711 123456 now')).toBe('call ▇▇▇ now');
  expect(await exampleOf({ kind: 'name', value: 'Lee' }, 'Ask ann.lee@bank.example, or Lee')).toBe('ask ▇▇▇ , or ▇▇▇');
});

test('the patterns of the organisation are masked, also in a text folded for a name', async () => {
  await mainPool().query(
    `insert into settings (key, value, updated_by) values ('conversations.mask_literals', '["CID-#####", "Café-##"]', 'test')`,
  );
  forgetSettings();
  const text = 'Zsófia has CID-12345 and Café-77';
  expect(await exampleOf({ kind: 'name', value: 'Zsofia' }, text)).toBe('▇▇▇ has [masked] and [masked]');
});

test('a text of wide characters is cut between two of them', () => {
  expect(maskExample(`x${'😀'.repeat(60)}`, maskRules())).toBe(`x${'😀'.repeat(79)}`.slice(0, 1 + 2 * 60));
  expect(maskExample(`x${'😀'.repeat(100)}`, maskRules())).toBe(`x${'😀'.repeat(79)}`);
});
