import type { ReactNode } from 'react';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';

type CardPartProps = {
  title: string;
  /** At the right of the head: the way to all of it, or how far it goes. */
  after?: ReactNode;
  children: ReactNode;
};

/** A part of the card under the numbers. */
export function CardPart({ title, after, children }: CardPartProps) {
  return (
    <section aria-label={title}>
      <div className="flex min-w-0 items-baseline justify-between gap-3 pb-1.5">
        <h3 className="min-w-0 truncate font-normal text-ink-2">{title}</h3>
        <span className="shrink-0 text-ink-2">{after}</span>
      </div>
      {children}
    </section>
  );
}

/** In place of a part: it is on its way, or got no answer and can be asked for again. */
export function PartPending({ failed, what, again }: { failed: boolean; what: string; again: () => void }) {
  if (!failed) return <Skeleton rows={2} label={`Loading the ${what}`} />;
  return (
    <p role="alert" className="flex items-center gap-2 py-1 text-ink-2">
      <LampGlyph state="stale" />
      The {what} got no answer.
      <button type="button" onClick={again} className="link">
        Try now
      </button>
    </p>
  );
}
