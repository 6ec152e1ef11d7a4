import { percent } from '#lib/charts/scale.ts';

/** A share as a bar in a groove, for a row that prints the figure beside it. `share` is 0 to 1. */
export function ShareBar({ share }: { share: number }) {
  return (
    <svg width="40" height="6" aria-hidden="true" className="block shrink-0">
      <rect width="40" height="6" className="fill-active" />
      <rect width={percent(Math.min(1, share))} height="6" className="fill-chart-1-mid" />
    </svg>
  );
}

type Outcome = { asked: number; answered: number; unanswered: number; partial: number };

/** What came of the turns: answered, in part, not, and in the groove what is not known. The figure stands beside it. */
export function AnsweredBar({ asked, answered, unanswered, partial }: Outcome) {
  const whole = Math.max(1, asked, answered + unanswered + partial);
  const parts = [
    { count: answered, className: 'fill-chart-1-mid' },
    { count: partial, className: 'fill-chart-2-soft' },
    { count: unanswered, className: 'fill-chart-2' },
  ];
  let at = 0;
  return (
    <svg width="40" height="6" aria-hidden="true" className="block shrink-0">
      <rect width="40" height="6" className="fill-active" />
      {parts.map(({ count, className }) => {
        const x = at / whole;
        at += count;
        return <rect key={className} x={percent(x)} width={percent(count / whole)} height="6" className={className} />;
      })}
    </svg>
  );
}
