import { chordOf, type KeyLine, matchChord, mayBeShortcut, repeats, takersOf } from '#lib/keys.ts';

export type KeyBinding = KeyLine & {
  run: () => void;
  /** Printed at the foot of the page. */
  foot?: boolean;
  /** The key is the browser's own while this says no. */
  when?: () => boolean;
  /** The caps to print where one line stands for several keys; null where another line stands for this one. */
  caps?: readonly string[] | null;
};

export type KeySource = {
  /** What is bound now, the newest first: a page may give a key its own meaning. */
  bindings: () => readonly KeyBinding[];
  /** Where a page takes what is typed outside of its fields. */
  typing: () => ((text: string) => void) | undefined;
};

const SEQUENCE_MS = 1_000;
/** Longer than between two keys of a word, shorter than somebody waits for a shortcut. */
const LETTER_RESTS_MS = 250;

/**
 * Listens on the window: keys do not fire while someone types, nor under an open dialog or menu; held down, only those that
 * walk fire again. Where the page takes typing, a letter waits a moment: alone it is a shortcut, with others after it the
 * beginning of a word.
 */
export function listenForKeys({ bindings, typing }: KeySource): () => void {
  let before = '';
  let forget: ReturnType<typeof setTimeout> | undefined;
  let letters = '';
  let rests: ReturnType<typeof setTimeout> | undefined;
  const inForce = () => bindings().filter(({ when }) => when?.() ?? true);

  const press = (chord: string): boolean => {
    const { hit, waits } = matchChord(inForce(), before, chord);
    clearTimeout(forget);
    before = waits ? chord : '';
    forget = setTimeout(() => {
      before = '';
    }, SEQUENCE_MS);
    hit?.run();
    return hit !== undefined;
  };
  const pressLetters = () => {
    clearTimeout(rests);
    const held = [...letters.toLowerCase()];
    letters = '';
    for (const letter of held) press(letter);
  };
  const hold = (letter: string, type: (text: string) => void) => {
    clearTimeout(rests);
    letters += letter;
    if (mayBeShortcut(inForce(), before, letters)) {
      rests = setTimeout(pressLetters, LETTER_RESTS_MS);
      return;
    }
    type(letters);
    letters = '';
    before = '';
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chord = chordOf(event);
    if (chord === '' || event.defaultPrevented || event.isComposing) return;
    if (!/^(Mod|Alt)\+/.test(chord) && isTyping(event.target)) return;
    const takers = takersOf(chord);
    if (takers !== null && event.target instanceof Element && event.target.closest(takers) !== null) return;
    if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
    if (event.repeat && !repeats(chord)) {
      if (inForce().some(({ keys }) => keys === chord)) event.preventDefault();
      return;
    }
    const type = typing();
    if (type !== undefined && startsOrGoesOn(chord, letters)) {
      event.preventDefault();
      hold(event.key, type);
      return;
    }
    if (letters !== '') pressLetters();
    if (press(chord)) event.preventDefault();
  };
  window.addEventListener('keydown', onKeyDown);
  return () => {
    clearTimeout(forget);
    clearTimeout(rests);
    window.removeEventListener('keydown', onKeyDown);
  };
}

/** A word begins with neither a space nor the keys that focus the search and list the keys. */
function startsOrGoesOn(chord: string, letters: string): boolean {
  return chord.length === 1 && (letters !== '' || !/[\s/?]/.test(chord));
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}
