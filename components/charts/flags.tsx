import { rooms } from '#components/charts/plot.tsx';
import { placeFlags } from '#lib/charts/flags.ts';
import { percent } from '#lib/charts/scale.ts';
import type { Flag } from '#lib/charts/series.ts';

/** What changed and when, as small flags on the top edge; a label stands where it has room. */
export function Flags({ flags, count, bottom }: { flags: readonly Flag[]; count: number; bottom: number }) {
  return (
    <>
      {flags.map(({ at, label }) => (
        <svg
          key={`${at} ${label}`}
          x={percent(at / count)}
          y={bottom - 14}
          aria-hidden="true"
          className="overflow-visible"
        >
          <path d="M-4 0h8l-4 6.5Z" className="fill-chart-axis" />
          <path d="M0 6v8" className="stroke-chart-axis" />
        </svg>
      ))}
      {rooms.map(({ width, shown }) => (
        <g key={width} className={shown}>
          {placeFlags(flags, count, width)
            .filter(({ written }) => written)
            .map(({ at, label, side }) => (
              <text
                key={`${at} ${label}`}
                x={percent(at)}
                dx={side === 'right' ? 8 : -8}
                y={bottom - 6}
                textAnchor={side === 'right' ? 'start' : 'end'}
                className="fill-ink-2 text-micro"
              >
                {label}
              </text>
            ))}
        </g>
      ))}
    </>
  );
}
