import { memo } from 'react';
import { Stretched, TimeAxis, WIDE } from '#components/charts/plot.tsx';
import { areaPath, linePath } from '#lib/charts/paths.ts';
import { linearScale, percent } from '#lib/charts/scale.ts';
import type { Bucket } from '#lib/charts/series.ts';
import { redisStates } from '#lib/monitoring/replay/facts.ts';
import type { Strip, StripChange, StripIncident, StripPoint } from '#lib/monitoring/replay/strip.ts';

type Lane = { top: number; bottom: number };

export const TOLD: Lane = { top: 20, bottom: 30 };
const SESSIONS: Lane = { top: 40, bottom: 80 };
const POOL: Lane = { top: 90, bottom: 130 };
const REDIS: Lane = { top: 140, bottom: 160 };
/** Pixels, the axis included. */
export const HEIGHT = 182;

type StillProps = {
  strip: Strip;
  axis: readonly Bucket[];
  incidents: readonly StripIncident[];
  changes: readonly StripChange[];
  now: number;
};

/** Everything of the strip that does not move: what was told, sessions, pool and Redis, each in a lane of its own. */
export const StillStrip = memo(function StillStrip({ strip, axis, incidents, changes, now }: StillProps) {
  const { points, from, to } = strip;
  // What lies ahead is not unseen: it is not yet.
  const past = points.filter(({ at }) => at <= now);
  const share = (at: number) => (at - from) / (to - from);
  const most = (of: (point: StripPoint) => number | null) => Math.max(1, ...points.map((point) => of(point) ?? 0));
  const mostSessions = most(({ active, blocked }) => Math.max(active ?? 0, blocked ?? 0));
  const mostOfPool = most(({ poolOut, poolMost, poolWaiting }) =>
    Math.max(poolOut ?? 0, poolMost ?? 0, poolWaiting ?? 0),
  );
  const lanes = { strip, past };
  return (
    <>
      <Name lane={TOLD} name="Told" />
      <Name lane={SESSIONS} name="Sessions" most={mostSessions} />
      <Name lane={POOL} name="Pool" most={mostOfPool} />
      <Name lane={REDIS} name="Redis found" />
      {changes
        .filter(({ at }) => at >= from && at <= to)
        .map(({ at, label }) => (
          <svg key={`${at} ${label}`} x={percent(share(at))} y="2" aria-hidden="true" className="overflow-visible">
            <path d="M-4 0h8l-4 6.5Z" className="fill-chart-axis" />
            <path d="M0 6v10" className="stroke-chart-axis" />
          </svg>
        ))}
      <Verdicts {...lanes} />
      {incidents
        .filter((one) => one.from >= from)
        .map(({ id, from: began }) => (
          <line
            key={id}
            x1={percent(share(began))}
            x2={percent(share(began))}
            y1={TOLD.top - 3}
            y2={TOLD.bottom + 2}
            className="stroke-ink-2"
            shapeRendering="crispEdges"
          />
        ))}
      <Area {...lanes} lane={SESSIONS} most={mostSessions} of={({ active }) => active} />
      <Bars {...lanes} lane={SESSIONS} most={mostSessions} of={({ blocked }) => blocked} />
      <Area {...lanes} lane={POOL} most={mostOfPool} of={({ poolOut }) => poolOut} />
      <Bars {...lanes} lane={POOL} most={mostOfPool} of={({ poolWaiting }) => poolWaiting} />
      <Redis {...lanes} />
      <TimeAxis buckets={axis} y={HEIGHT - 6} />
    </>
  );
});

function Name({ lane, name, most }: { lane: Lane; name: string; most?: number }) {
  const middle = (lane.top + lane.bottom) / 2 + 4;
  return (
    <>
      <line
        x1="0"
        x2="100%"
        y1={lane.bottom}
        y2={lane.bottom}
        className="stroke-chart-grid"
        shapeRendering="crispEdges"
      />
      <text x="-8" y={middle} textAnchor="end" className="fill-ink-2 text-micro">
        {name}
      </text>
      {most !== undefined && (
        <text x="-8" y={lane.top + 4} textAnchor="end" className="figures fill-chart-axis text-micro">
          {most}
        </text>
      )}
    </>
  );
}

type LanesProps = { strip: Strip; past: readonly StripPoint[] };
type LaneProps = LanesProps & { lane: Lane; most: number; of: (point: StripPoint) => number | null };

function Area({ strip, past, lane, most, of }: LaneProps) {
  const y = linearScale([0, most], [lane.bottom, lane.top]);
  const count = strip.points.length;
  const places = past.flatMap((point, place) => {
    const value = of(point);
    const level = value === null ? null : y(value);
    return [place, place + 1].map((edge) => ({ x: (edge / count) * WIDE, y: level }));
  });
  return (
    <>
      <Unseen strip={strip} past={past} lane={lane} isUnseen={(point) => of(point) === null} />
      <Stretched height={HEIGHT}>
        <path d={areaPath(places, lane.bottom)} className="fill-chart-1-mid opacity-40" />
        <path d={linePath(places)} className="fill-none stroke-chart-1" strokeWidth="1" strokeLinejoin="round" />
      </Stretched>
    </>
  );
}

/** Who was held up, from the floor of the lane; at least 3 px, so that one of a hundred is seen. */
function Bars({ strip, past, lane, most, of }: LaneProps) {
  const count = strip.points.length;
  return past.map((point, place) => {
    const value = of(point) ?? 0;
    if (value === 0) return null;
    const height = Math.max(3, ((lane.bottom - lane.top) * value) / most);
    return (
      <rect
        key={point.at}
        x={percent(place / count)}
        width={percent(1 / count)}
        y={lane.bottom - height}
        height={height}
        // However narrow a bucket is, at least a pixel of it is seen.
        strokeWidth="1"
        className="fill-lamp-crit stroke-lamp-crit"
      />
    );
  });
}

/** Nothing told is a line, a warning half as high as what is critical. */
function Verdicts({ strip, past }: LanesProps) {
  const count = strip.points.length;
  const middle = (TOLD.top + TOLD.bottom) / 2;
  return (
    <>
      <Unseen strip={strip} past={past} lane={TOLD} isUnseen={({ verdict }) => verdict === null} />
      {runsBy(past, ({ verdict }) => verdict).map(({ place, length, value }) => {
        if (value === null || value === 0) return null;
        return (
          <rect
            key={place}
            x={percent(place / count)}
            width={percent(length / count)}
            y={value === 2 ? TOLD.top : middle}
            height={TOLD.bottom - (value === 2 ? TOLD.top : middle)}
            className={value === 2 ? 'fill-lamp-crit' : 'fill-lamp-warn'}
          />
        );
      })}
    </>
  );
}

function Redis({ strip, past }: LanesProps) {
  const count = strip.points.length;
  const y = linearScale([0, 1], [REDIS.bottom, REDIS.top]);
  const places = past.map(({ hitRate }, place) => ({
    x: ((place + 0.5) / count) * WIDE,
    y: hitRate === null ? null : y(hitRate),
  }));
  return (
    <>
      <Unseen strip={strip} past={past} lane={REDIS} isUnseen={({ redisState }) => redisState === null} />
      {runsBy(past, ({ redisState }) => redisState).map(({ place, length, value }) =>
        value === redisStates.away ? (
          <rect
            key={place}
            x={percent(place / count)}
            width={percent(length / count)}
            y={REDIS.top}
            height={REDIS.bottom - REDIS.top}
            className="fill-lamp-warn"
          />
        ) : null,
      )}
      <Stretched height={HEIGHT}>
        <path d={linePath(places)} className="fill-none stroke-chart-1" strokeWidth="1.5" strokeLinejoin="round" />
      </Stretched>
    </>
  );
}

type UnseenProps = LanesProps & { lane: Lane; isUnseen: (point: StripPoint) => boolean };

/** A hollow, dashed stretch where nothing was sampled. */
function Unseen({ strip, past, lane, isUnseen }: UnseenProps) {
  const count = strip.points.length;
  return runsBy(past, isUnseen)
    .filter(({ value }) => value)
    .map(({ place, length }) => (
      <rect
        key={place}
        x={percent(place / count)}
        width={percent(length / count)}
        y={lane.top}
        height={lane.bottom - lane.top}
        className="fill-none stroke-line-control"
        strokeDasharray="3 3"
      />
    ));
}

type Run<T> = { place: number; length: number; value: T };

function runsBy<T>(points: readonly StripPoint[], of: (point: StripPoint) => T): Run<T>[] {
  const runs: Run<T>[] = [];
  for (const [place, point] of points.entries()) {
    const value = of(point);
    const last = runs.at(-1);
    if (last !== undefined && last.value === value) last.length += 1;
    else runs.push({ place, length: 1, value });
  }
  return runs;
}
