import { markWords } from '#lib/palette.ts';
import { splitAtEnd } from '#lib/phonebook/shown.ts';

const underline = 'bg-transparent text-inherit underline decoration-accent decoration-2 underline-offset-4';

/** A text with the words looked for underlined. */
export function Marked({ text, query }: { text: string; query: string }) {
  if (query.trim() === '') return text;
  let at = 0;
  return markWords(text, query).map((part) => {
    at += part.text.length;
    return part.found ? (
      <mark key={at} className={underline}>
        {part.text}
      </mark>
    ) : (
      part.text
    );
  });
}

/** A number with the digits it was found by underlined. */
export function MarkedNumber({ number, digits }: { number: string; digits: string | null }) {
  const [head, end] = digits === null ? [number, ''] : splitAtEnd(number, digits);
  return (
    <>
      {head}
      {end !== '' && <mark className={underline}>{end}</mark>}
    </>
  );
}

/** The digits by which a field was found, from the reason. */
export function digitsFound(why: readonly { field: string; reason: string }[], field: string): string | null {
  const reason = why.find((one) => one.field === field)?.reason ?? '';
  return /^(?:ends|number) (\d+)$/.exec(reason)?.[1] ?? null;
}
