import { expect, test } from 'vitest';
import { replacements } from '#lib/privacy/mask.ts';
import { renameSchema } from './input.ts';

const named = (name: string) => renameSchema.safeParse({ group: { id: 1, version: 1 }, name });

test.each(Object.values(replacements))(
  'a name that holds %s is refused: it is a name as it is shown, not as it is stored',
  (mask) => {
    const [issue] = named(`Hotline ${mask}, hours`).error?.issues ?? [];
    expect(issue?.message).toBe('A mask such as [phone] cannot be part of a name. Write what is meant.');
  },
);

test('a name may hold personal data, and other words in brackets', () => {
  for (const name of ['Hotline 020 7946 0958, hours', 'Phone [new]', '[Phone]'])
    expect(named(name).data?.name).toBe(name);
});
