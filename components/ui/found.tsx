import type { MarkedPart } from '#lib/phonebook/marks.ts';

/** A text with what a search found in it underlined. */
export function Found({ parts }: { parts: readonly MarkedPart[] }) {
  let at = 0;
  return parts.map(({ text, found }) => {
    const key = at;
    at += text.length;
    if (!found) return <span key={key}>{text}</span>;
    return (
      <mark
        key={key}
        className="bg-transparent text-inherit underline decoration-accent decoration-[1.5px] underline-offset-[3px]"
      >
        {text}
      </mark>
    );
  });
}
