import { expect, it } from 'vitest';
import { mentionsOf } from './mentions.ts';

it('finds addresses, numbers and names in the order they are said, each once', () => {
  const text =
    'Please ask Zoë van Dyk (zoe@example.org, +31 20 123-4567) or Dr. Ann O’Neil. Zoë van Dyk is in room 12.';
  expect(mentionsOf(text)).toEqual([
    { kind: 'name', text: 'Zoë van Dyk' },
    { kind: 'email', text: 'zoe@example.org' },
    { kind: 'number', text: '+31 20 123-4567' },
    { kind: 'name', text: 'Dr. Ann O’Neil' },
  ]);
});

it('takes no lone word, short number or lower-case text for one', () => {
  expect(mentionsOf('Open the app, choose cards 24/7 and pay 1,250.')).toEqual([]);
});

it('stays quick on a text made to be slow', () => {
  expect(mentionsOf('A '.repeat(20_000)).length).toBeLessThan(2_000);
  expect(mentionsOf('1 '.repeat(20_000)).length).toBeLessThan(2);
});
