import { Grid, Hatch } from '#components/charts/plot.tsx';
import { DENSE, linearScale, percent } from '#lib/charts/scale.ts';
import type { RatePoint } from '#lib/charts/series.ts';
import { stackOf } from '#lib/charts/stack.ts';
import { countTicks, countTickText } from '#lib/charts/ticks.ts';
import { type TurnState, turnStates } from '#lib/measures/turn-filter.ts';

type Sides = { top: number; bottom: number };

const BAR = 0.76;

/** How each state is filled, and hatched while its bucket still counts. */
export const stateFills: Record<TurnState, { fill: string; hatch: string }> = {
  answered: { fill: 'fill-chart-1-mid', hatch: 'fill-chart-1' },
  unanswered: { fill: 'fill-chart-2', hatch: 'fill-chart-2' },
  partial: { fill: 'fill-chart-2-soft', hatch: 'fill-chart-2-soft' },
  unknown: { fill: 'fill-line-strong', hatch: 'fill-line-strong' },
};

/** The boxes of one bucket's bar: a state on the other from the foot up, and where it may end. */
export function volumeFrame(points: readonly RatePoint[], { top, bottom }: Sides) {
  const scale = volumeScale(points, { top, bottom });
  const width = percent(BAR / points.length);
  return (point: RatePoint, index: number) => {
    const x = percent((index + (1 - BAR) / 2) / points.length);
    const end = scale(Math.max(point.expected ?? 0, point.turns));
    return {
      states: stackOf(point).map(({ state, from, to }) => {
        const height = scale(from) - scale(to);
        // A hair of ground between two, where there is room for it.
        const ground = from > 0 && height > 2 && points.length <= DENSE ? 1 : 0;
        return { state, box: { x, width, y: scale(to), height: height - ground } };
      }),
      mayEnd: { x, width, y: end, height: bottom - end },
    };
  };
}

function mostTurns(points: readonly RatePoint[]): number {
  return Math.max(1, ...points.map(({ turns, expected }) => Math.max(turns, expected ?? 0)));
}

function volumeScale(points: readonly RatePoint[], { top, bottom }: Sides) {
  return linearScale([0, mostTurns(points)], [bottom, top]);
}

/** The hatchings of all states, for bars that still count; their ids begin with `hatches`. */
export function StateHatches({ hatches }: { hatches: string }) {
  return turnStates.map((state) => (
    <Hatch key={state} id={`${hatches}-${state}`} className={stateFills[state].hatch} />
  ));
}

/** Turns a bucket by their state; hatched to where an unfinished one is, dashed to where it may end. */
export function VolumeStack({ points, hatches, ...sides }: { points: readonly RatePoint[]; hatches: string } & Sides) {
  const scale = volumeScale(points, sides);
  const boxes = volumeFrame(points, sides);
  return (
    <>
      <Grid ticks={countTicks(mostTurns(points), 3).map((tick) => ({ y: scale(tick), text: countTickText(tick) }))} />
      {points.map((point, index) => {
        const { states, mayEnd } = boxes(point, index);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place.
          <g key={index}>
            {point.unfinished && point.expected !== null && (
              <rect {...mayEnd} className="fill-none stroke-chart-axis" strokeDasharray="2 2" />
            )}
            {states
              .filter(({ box }) => box.height > 0)
              .map(({ state, box }) => (
                <rect
                  key={state}
                  {...box}
                  className={point.unfinished ? undefined : stateFills[state].fill}
                  fill={point.unfinished ? `url(#${hatches}-${state})` : undefined}
                />
              ))}
          </g>
        );
      })}
    </>
  );
}
