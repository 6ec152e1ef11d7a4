import { cx } from '#lib/class-names.ts';
import { ratioFigure } from '#lib/monitoring/statements/words.ts';

/** Less than that is the same: a mean is never twice the same. */
const SAME = 1.5;
const MUCH = 3;

/** How many times longer or shorter a call takes than in the other window; a form and a word, the colour repeats it. */
export function ChangeFigure({ change, hasBefore }: { change: number | null; hasBefore: boolean }) {
  if (!hasBefore)
    return (
      <span className="text-ink-3" title="Nothing was counted in the other window">
        –
      </span>
    );
  if (change === null)
    return (
      <span className="text-ink-3" title="It did not run in the other window">
        new
      </span>
    );
  if (change < SAME && change > 1 / SAME) return <span className="text-ink-2">same</span>;
  const isLonger = change > 1;
  const factor = isLonger ? change : 1 / change;
  return (
    <span
      title={`A call takes ${ratioFigure(factor)} times ${isLonger ? 'longer' : 'less'} than in the other window`}
      className={cx(
        'inline-flex h-[18px] items-center gap-1 rounded-chip px-1.5',
        factor >= MUCH && (isLonger ? 'bg-crit-tint text-crit' : 'bg-ok-tint text-ok'),
      )}
    >
      <svg width="7" height="6" aria-hidden="true" className="fill-current">
        <path d={isLonger ? 'M3.5 0 7 6H0Z' : 'M0 0h7L3.5 6Z'} />
      </svg>
      <span className="sr-only">{isLonger ? 'longer' : 'shorter'} </span>
      {ratioFigure(factor)}×
    </span>
  );
}
