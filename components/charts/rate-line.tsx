import { Grid, Stretched, wideMiddle } from '#components/charts/plot.tsx';
import { bandPath, linePath, lonePlaces } from '#lib/charts/paths.ts';
import { DENSE, linearScale, middleOf, percent } from '#lib/charts/scale.ts';
import type { RatePoint } from '#lib/charts/series.ts';
import { percentDomain, percentTicks } from '#lib/charts/ticks.ts';

type Sides = { top: number; bottom: number };

/** Ticks in percent, and where a share of 0 to 1 stands. */
export function rateFrame(points: readonly RatePoint[], { top, bottom }: Sides) {
  const shown = points
    .flatMap(({ rate, low, high, before }) => [rate, low, high, before])
    .flatMap((share) => (share === null ? [] : [share * 100]));
  const domain = shown.length > 0 ? percentDomain(Math.min(...shown), Math.max(...shown)) : ([0, 100] as const);
  const ticks = percentTicks(domain, 4);
  const scale = linearScale(domain, [bottom, top]);
  return {
    ticks: ticks.map((tick) => ({ y: scale(tick), text: String(tick) })),
    y: (share: number) => scale(share * 100),
  };
}

/** The rate: its band, the period before dotted, the line, and hollow at the end of a dashed one where it still counts. */
export function RateLine({ points, ...sides }: { points: readonly RatePoint[] } & Sides) {
  const { ticks, y } = rateFrame(points, sides);
  const at = (share: number | null) => (share === null ? null : y(share));
  const places = points.map((point, index) => ({ ...point, index, x: wideMiddle(index, points.length) }));
  const line = places.map(({ x, rate, unfinished }) => ({ x, y: unfinished ? null : at(rate) }));
  const band = places.map(({ x, low, high, unfinished }) => ({
    x,
    low: unfinished ? null : at(low),
    high: unfinished ? null : at(high),
  }));
  const ahead = places.filter(({ unfinished }, index) => unfinished || places[index + 1]?.unfinished);
  return (
    <>
      <Grid ticks={ticks} />
      <Stretched height={sides.bottom}>
        <path d={bandPath(band, 400 / points.length)} className="fill-chart-1-soft opacity-45 dark:opacity-50" />
        <path
          d={linePath(places.map(({ x, before }) => ({ x, y: at(before) })))}
          className="fill-none stroke-chart-before"
          strokeWidth="1.5"
          strokeDasharray="2 3"
        />
        <path
          d={linePath(line)}
          className="fill-none stroke-chart-1"
          strokeWidth={points.length > DENSE ? 1.25 : 1.75}
          strokeLinejoin="round"
        />
        <path
          d={linePath(ahead.map(({ x, rate }) => ({ x, y: at(rate) })))}
          className="fill-none stroke-chart-1"
          strokeWidth="1.75"
          strokeDasharray="3 3"
        />
      </Stretched>
      {lonePlaces(line).map(({ x, y: height }) => (
        <circle key={x} cx={percent(x / 1_000)} cy={height} r="2" className="fill-chart-1" />
      ))}
      {places
        .filter(({ unfinished }) => unfinished)
        .map(({ index, rate, low, high }) => (
          <StillCounting
            key={index}
            x={percent(middleOf(index, points.length))}
            at={at(rate)}
            low={at(low)}
            high={at(high)}
          />
        ))}
    </>
  );
}

type CountingProps = { x: string; at: number | null; low: number | null; high: number | null };

function StillCounting({ x, at, low, high }: CountingProps) {
  return (
    <>
      {low !== null && high !== null && (
        <line x1={x} x2={x} y1={low} y2={high} className="stroke-chart-1" strokeWidth="1.75" strokeDasharray="2 2" />
      )}
      {at !== null && <circle cx={x} cy={at} r="3.5" className="fill-page stroke-chart-1" strokeWidth="1.5" />}
    </>
  );
}
