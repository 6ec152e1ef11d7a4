import { Ban, Check, CircleDot, RotateCw } from 'lucide-react';
import { gapStateWords } from '#lib/questions/gaps/evidence.ts';
import type { GapRow, GapState } from '#lib/questions/gaps/gap.ts';

/** How far a gap is, by its form: dot in a ring, quarter, half, check, bar; an arrow in a circle for one that came back. */
export function GapGlyph({ row }: { row: Pick<GapRow, 'state' | 'reopenedAt'> }) {
  const isBack = row.reopenedAt !== null && row.state !== 'fixed' && row.state !== 'wont_fix';
  return (
    <span className="inline-flex shrink-0" title={isBack ? 'Reopened' : gapStateWords[row.state]}>
      {isBack ? (
        <RotateCw size={16} strokeWidth={1.8} aria-hidden="true" className="text-chart-2" />
      ) : (
        <Glyph state={row.state} />
      )}
    </span>
  );
}

function Glyph({ state }: { state: GapState }) {
  switch (state) {
    case 'new':
      return <CircleDot size={16} strokeWidth={1.8} aria-hidden="true" className="text-accent" />;
    case 'assigned':
      return <Pie path="M8 8V2a6 6 0 0 1 6 6Z" />;
    case 'drafted':
      return <Pie path="M8 2a6 6 0 0 1 0 12Z" />;
    case 'fixed':
      return <Check size={16} strokeWidth={1.8} aria-hidden="true" className="text-ok" />;
    case 'wont_fix':
      return <Ban size={16} strokeWidth={1.6} aria-hidden="true" className="text-ink-3" />;
  }
}

function Pie({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 text-ink-2">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d={path} fill="currentColor" />
    </svg>
  );
}
