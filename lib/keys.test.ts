import { expect, it } from 'vitest';
import { capsOf, chordOf, matchChord, mayBeShortcut, repeats, takersOf } from '#lib/keys.ts';

const plain = { code: '', ctrlKey: false, metaKey: false, altKey: false };

it('names ⌘ and Ctrl alike and ignores how a sign was typed', () => {
  expect(chordOf({ ...plain, key: 'K', metaKey: true })).toBe('Mod+k');
  expect(chordOf({ ...plain, key: 'k', ctrlKey: true })).toBe('Mod+k');
  expect(chordOf({ ...plain, key: '?' })).toBe('?');
  expect(chordOf({ ...plain, key: 'Shift' })).toBe('');
});

it('tells an arrow that leads sideways with Shift from one without', () => {
  expect(chordOf({ ...plain, key: 'ArrowLeft', shiftKey: true })).toBe('Shift+ArrowLeft');
  expect(chordOf({ ...plain, key: 'ArrowLeft', shiftKey: false })).toBe('ArrowLeft');
  expect(chordOf({ ...plain, key: '?', shiftKey: true })).toBe('?');
});

it('names a digit with Alt by its key, whatever it writes', () => {
  expect(chordOf({ ...plain, altKey: true, key: '¡', code: 'Digit1' })).toBe('Alt+1');
  expect(chordOf({ ...plain, altKey: true, key: '3', code: 'Digit3' })).toBe('Alt+3');
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

it('takes letters for a word once no shortcut begins like them', () => {
  const lines = ['c', 'm', 'g p', 'Mod+c'].map((keys) => ({ keys, label: keys }));
  expect(['c', 'm', 'M', 'g', 'gp'].map((letters) => mayBeShortcut(lines, '', letters))).not.toContain(false);
  expect(['a', 'ma', 'cm', 'gh', 'gpx', 'p'].map((letters) => mayBeShortcut(lines, '', letters))).not.toContain(true);
  expect(mayBeShortcut(lines, 'g', 'p')).toBe(true);
});

it('leaves Enter to links and buttons, and Space to buttons and fields of a form', () => {
  expect(takersOf('Enter')?.split(', ')).toEqual(['a', 'button', 'summary']);
  expect(takersOf(' ')?.split(', ')).toEqual(expect.arrayContaining(['button', 'summary', 'input', '[role="tab"]']));
  expect(takersOf(' ')?.split(', ')).not.toContain('a');
  expect(takersOf('f')).toBeNull();
});

it('lets keys that walk repeat while they are held down, and no others', () => {
  expect(['j', 'k', ',', '.', 'ArrowDown', 'Shift+ArrowLeft'].map(repeats)).toEqual(Array(6).fill(true));
  expect(['f', 'u', ' ', 'Enter', 'Mod+k', '1', 'g'].map(repeats)).toEqual(Array(7).fill(false));
});
