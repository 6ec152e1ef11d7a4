import { Grid } from '#components/charts/plot.tsx';
import { DENSE, linearScale, percent } from '#lib/charts/scale.ts';
import type { RatePoint } from '#lib/charts/series.ts';
import { countTicks } from '#lib/charts/ticks.ts';
import { formatCount } from '#lib/count.ts';

type Sides = { top: number; bottom: number };

const BAR = 0.76;

/** The boxes of one bucket's bar: answered at the foot, not answered on it, and where it may end. */
export function volumeFrame(points: readonly RatePoint[], { top, bottom }: Sides) {
  const scale = volumeScale(points, { top, bottom });
  const width = percent(BAR / points.length);
  return ({ answered, unanswered, expected }: RatePoint, index: number) => {
    const x = percent((index + (1 - BAR) / 2) / points.length);
    const [joint, head] = [scale(answered), scale(answered + unanswered)];
    const end = scale(Math.max(expected ?? 0, answered + unanswered));
    return {
      answered: { x, width, y: joint, height: bottom - joint },
      // A hair of ground between the two, where there is room for it.
      unanswered: {
        x,
        width,
        y: head,
        height: Math.max(0, joint - head - (answered > 0 && joint - head > 2 && points.length <= DENSE ? 1 : 0)),
      },
      mayEnd: { x, width, y: end, height: bottom - end },
    };
  };
}

function mostTurns(points: readonly RatePoint[]): number {
  const ends = points.map(({ answered, unanswered, expected }) => Math.max(answered + unanswered, expected ?? 0));
  return Math.max(1, ...ends);
}

function volumeScale(points: readonly RatePoint[], { top, bottom }: Sides) {
  return linearScale([0, mostTurns(points)], [bottom, top]);
}

/** Turns a bucket, answered and not; hatched to where an unfinished one is, dashed to where it may end. */
export function VolumeStack({ points, hatches, ...sides }: { points: readonly RatePoint[]; hatches: string } & Sides) {
  const scale = volumeScale(points, sides);
  const boxes = volumeFrame(points, sides);
  return (
    <>
      <Grid ticks={countTicks(mostTurns(points), 3).map((tick) => ({ y: scale(tick), text: formatCount(tick) }))} />
      {points.map((point, index) => {
        const { answered, unanswered, mayEnd } = boxes(point, index);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place.
          <g key={index}>
            {point.unfinished && point.expected !== null && (
              <rect {...mayEnd} className="fill-none stroke-chart-axis" strokeDasharray="2 2" />
            )}
            <rect
              {...answered}
              className={point.unfinished ? undefined : 'fill-chart-1-mid'}
              fill={point.unfinished ? `url(#${hatches}-answered)` : undefined}
            />
            <rect
              {...unanswered}
              className={point.unfinished ? undefined : 'fill-chart-2'}
              fill={point.unfinished ? `url(#${hatches}-unanswered)` : undefined}
            />
          </g>
        );
      })}
    </>
  );
}
