import type { Piece } from '#lib/conversations/highlight.ts';

/** Text with what a search found in it marked. Always text, whatever it holds. */
export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  let at = 0;
  return pieces.map(({ text, found }) => {
    const key = at;
    at += text.length;
    return found ? (
      <mark
        key={key}
        className="rounded-[3px] bg-accent-mark px-px text-inherit underline decoration-accent underline-offset-[3px]"
      >
        {text}
      </mark>
    ) : (
      <span key={key}>{text}</span>
    );
  });
}
