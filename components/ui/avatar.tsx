/** The initials of a person in a circle; the name is said beside it or by the control around it. */
export function Avatar({ name, size = 24 }: { name: string; size?: 24 | 32 }) {
  return (
    <span
      aria-hidden="true"
      className={`inline-flex shrink-0 items-center justify-center rounded-full bg-active font-medium text-ink-2 ${
        size === 32 ? 'size-8 text-small' : 'size-6 text-[10px]'
      }`}
    >
      {initialsOf(name)}
    </span>
  );
}

// Graphemes, not code units: a Bengali first letter carries its vowel sign.
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked
    .map((word) => [...graphemes.segment(word ?? '')][0]?.segment ?? '')
    .join('')
    .toUpperCase();
}
