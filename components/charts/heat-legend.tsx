import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';

/** The look of each step, 0 to 6: none is hollow, most is the accent. */
export const heatFills = [
  'fill-page stroke-line',
  'fill-heat-1',
  'fill-heat-2',
  'fill-heat-3',
  'fill-heat-4',
  'fill-heat-5',
  'fill-heat-6',
] as const;

/** From none to most, in seven small boxes. */
export function HeatLegend({ most }: { most: number }) {
  return (
    <p className="flex items-center gap-1.5 text-small text-ink-3">
      0
      <svg role="img" aria-label={`hollow is none, darkest is ${formatCount(most)}`} width="82" height="10">
        {heatFills.map((fill, step) => (
          <rect key={fill} x={step * 12 + 0.5} y="0.5" width="9" height="9" rx="2" className={cx(fill)} />
        ))}
      </svg>
      {formatCount(most)}
    </p>
  );
}
