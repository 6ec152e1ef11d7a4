'use client';

import { type PointerEvent, useMemo, useState } from 'react';
import { Plot } from '#components/charts/plot.tsx';
import { HEIGHT, StillStrip, TOLD } from '#components/monitoring/replay/still-strip.tsx';
import { percent } from '#lib/charts/scale.ts';
import { countOf } from '#lib/count.ts';
import { axisOf, momentWords } from '#lib/monitoring/replay/axis.ts';
import {
  momentAt,
  pointAt,
  pointWords,
  type Strip,
  type StripChange,
  type StripIncident,
  stripSummary,
  unseenPoint,
} from '#lib/monitoring/replay/strip.ts';

type StripProps = {
  /** What the strip shows: `72 hours`. */
  title: string;
  strip: Strip;
  incidents: readonly StripIncident[];
  changes: readonly StripChange[];
  /** The moment looked at, in milliseconds since 1970. */
  at: number;
  now: number;
  zone: string;
  onMove: (at: number) => void;
};

const MINUTE = 60_000;

/** A stretch of time as one picture, with the moment looked at as a line in it that a click, a finger or a drag moves. */
export function StripPicture({ title, strip: newest, incidents, changes, at, now, zone, onMove }: StripProps) {
  // While somebody drags, the picture stays under the pointer.
  const [held, setHeld] = useState<Strip | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const strip = held ?? newest;
  const { from, to, step } = strip;
  const axis = useMemo(() => axisOf(strip, zone), [strip, zone]);
  const within = useMemo(
    () => incidents.filter((one) => one.from < to && (one.to ?? now) >= from),
    [incidents, from, to, now],
  );
  const read = hovered ?? at;
  const shareOf = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(0.999_999, (event.clientX - left) / width));
  };
  const move = (event: PointerEvent<HTMLElement>) => onMove(Math.min(momentAt(strip, shareOf(event)), now));
  const place = (at - from) / (to - from);
  return (
    <section aria-label={title} className="@container border-b border-line pt-2">
      <Reading title={title} at={read} zone={zone} strip={strip} incidents={within} changes={changes} now={now} />
      <div className="relative mr-5 mb-2 ml-20 phone:mr-4">
        <Plot summary={`${title}. ${stripSummary(strip, within.length)}`} height={HEIGHT}>
          <StillStrip strip={strip} axis={axis} incidents={within} changes={changes} now={now} />
          {place >= 0 && place <= 1 && (
            <g className="stroke-accent" shapeRendering="crispEdges">
              <line x1={percent(place)} x2={percent(place)} y1={TOLD.top - 6} y2={HEIGHT - 20} strokeWidth="2" />
            </g>
          )}
        </Plot>
        <div
          role="slider"
          tabIndex={0}
          aria-label={`Moment in ${title}`}
          aria-valuemin={from / 1_000}
          aria-valuemax={to / 1_000}
          aria-valuenow={Math.max(from, Math.min(at, to)) / 1_000}
          aria-valuetext={`${momentWords(at, zone)}: ${pointWords(pointAt(strip, at) ?? unseenPoint(at)).join(', ')}`}
          className="absolute inset-0 touch-pan-y cursor-ew-resize rounded-chip"
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setHeld(newest);
            move(event);
          }}
          onPointerMove={(event) => {
            setHovered(from + Math.floor((shareOf(event) * (to - from)) / (step * MINUTE)) * step * MINUTE);
            if (held !== null) move(event);
          }}
          onPointerUp={() => setHeld(null)}
          onPointerCancel={() => setHeld(null)}
          onPointerLeave={() => setHovered(null)}
        />
      </div>
    </section>
  );
}

type ReadingProps = Omit<StripProps, 'onMove'>;

/** What is read of one bucket: figures, what was told in it, what changed. */
function Reading({ title, at, zone, strip, incidents, changes, now }: ReadingProps) {
  const point = pointAt(strip, at);
  const [start, end] = point === undefined ? [0, 0] : [point.at, point.at + strip.step * MINUTE];
  const told = incidents.filter((one) => one.from < end && (one.to ?? now) >= start);
  const changed = changes.filter((one) => one.at >= start && one.at < end);
  const lines = [
    ...changed.slice(0, 3).map(({ label }) => label),
    ...told.slice(0, 1).map(({ sentence }) => sentence),
    ...(told.length > 1 ? [`${countOf(told.length - 1, 'more incident', 'more incidents')}`] : []),
  ];
  return (
    <div className="flex min-h-11 flex-wrap items-baseline gap-x-4 px-5 phone:min-h-20">
      <h2>{title}</h2>
      <p className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3 text-small text-ink-2">
        {point === undefined ? (
          <span>The moment lies outside of it.</span>
        ) : (
          <>
            <span className="font-medium text-ink-1 tabular-nums">{momentWords(point.at, zone).slice(0, -3)}</span>
            {pointWords(point).map((words) => (
              <span key={words}>{words}</span>
            ))}
          </>
        )}
        <span className="block w-full truncate text-ink-1">{lines.join(' · ')}</span>
      </p>
    </div>
  );
}
