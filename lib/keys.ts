/** One shortcut: `keys` is a chord ("j", "Mod+Enter", "?") or two of them after each other ("g p"). */
export type KeyLine = { keys: string; label: string };

type Pressed = { key: string; code: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey?: boolean };

/**
 * The name of a pressed chord: "Mod+k" for ⌘K and Ctrl+K alike, "?" whatever keys make it, "Shift+ArrowLeft" of those that write
 * nothing and lead sideways. Empty for a modifier alone.
 */
export function chordOf(pressed: Pressed): string {
  const { key } = pressed;
  if (['Control', 'Meta', 'Alt', 'Shift'].includes(key)) return '';
  // With Alt a digit writes something else on a Mac.
  const digit = pressed.altKey ? /^Digit(\d)$/.exec(pressed.code)?.[1] : undefined;
  const name = key.length === 1 ? (digit ?? key.toLowerCase()) : key;
  const shift = pressed.shiftKey === true && /^Arrow(?:Left|Right)$/.test(key) ? 'Shift+' : '';
  return `${pressed.ctrlKey || pressed.metaKey ? 'Mod+' : ''}${pressed.altKey ? 'Alt+' : ''}${shift}${name}`;
}

/** Controls that take a key themselves while they have the focus, as a selector. A link has no use for Space. */
const takers: Record<string, string> = {
  Enter: 'a, button, summary',
  ' ': 'button, summary, input, [role="button"], [role="checkbox"], [role="radio"], [role="switch"], [role="tab"]',
};

/** The focused controls, as a selector, that keep this chord from being a shortcut; null for most chords. */
export function takersOf(chord: string): string | null {
  return takers[chord] ?? null;
}

/** Whether a key that is held down goes on doing what it does: one that walks does, all others act once. */
export function repeats(chord: string): boolean {
  return /^(?:[jk,.]|(?:Shift\+)?Arrow\w+)$/.test(chord);
}

/** The caps that show a shortcut: "g p" → G P, "Mod+Enter" → Mod Enter. */
export function capsOf(keys: string): string[] {
  return keys.split(' ').flatMap((chord) => chord.split(/(?<=.)\+/).map(capOf));
}

function capOf(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}

/**
 * Finds which shortcut a chord completes. `before` is the chord pressed just before it, for those of two.
 * `waits` says that a second chord may follow.
 */
export function matchChord<T extends KeyLine>(
  lines: readonly T[],
  before: string,
  chord: string,
): { hit: T | undefined; waits: boolean } {
  const second = before === '' ? undefined : lines.find((line) => line.keys === `${before} ${chord}`);
  const hit = second ?? lines.find((line) => line.keys === chord);
  return { hit, waits: hit === undefined && lines.some((line) => line.keys.startsWith(`${chord} `)) };
}

/** Whether letters pressed in quick succession may still be a shortcut, after the chord `before`; else somebody types. */
export function mayBeShortcut(lines: readonly KeyLine[], before: string, letters: string): boolean {
  const chords = [...letters.toLowerCase()].join(' ');
  const wanted = before === '' ? [chords] : [chords, `${before} ${chords}`];
  return lines.some(({ keys }) => wanted.some((start) => keys === start || keys.startsWith(`${start} `)));
}
