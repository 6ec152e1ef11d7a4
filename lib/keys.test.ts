import { expect, it } from 'vitest';
import { capsOf, chordOf, matchChord } from '#lib/keys.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false };

it('names ⌘ and Ctrl alike and ignores how a sign was typed', () => {
  expect(chordOf({ ...plain, key: 'K', metaKey: true })).toBe('Mod+k');
  expect(chordOf({ ...plain, key: 'k', ctrlKey: true })).toBe('Mod+k');
  expect(chordOf({ ...plain, key: '?' })).toBe('?');
  expect(chordOf({ ...plain, key: 'Shift' })).toBe('');
});

it('shows a sequence as its caps', () => {
  expect(capsOf('g p')).toEqual(['G', 'P']);
  expect(capsOf('Mod+Enter')).toEqual(['Mod', 'Enter']);
});

it('waits for the second chord, and lets a single one pass at once', () => {
  const lines = [
    { keys: 'g p', label: 'Phonebook' },
    { keys: 'p', label: 'Print' },
  ];
  expect(matchChord(lines, '', 'g')).toEqual({ hit: undefined, waits: true });
  expect(matchChord(lines, 'g', 'p').hit?.label).toBe('Phonebook');
  expect(matchChord(lines, '', 'p').hit?.label).toBe('Print');
  expect(matchChord(lines, 'x', 'y')).toEqual({ hit: undefined, waits: false });
});
