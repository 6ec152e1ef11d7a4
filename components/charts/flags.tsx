import { percent } from '#lib/charts/scale.ts';
import type { Flag } from '#lib/charts/series.ts';

/** What changed and when, as small flags on the top edge. */
export function Flags({ flags, count, bottom }: { flags: readonly Flag[]; count: number; bottom: number }) {
  return flags.map(({ at, label }) => {
    const x = percent(at / count);
    const late = at / count > 0.8;
    return (
      <g key={`${at} ${label}`}>
        <svg x={x} y={bottom - 14} aria-hidden="true" className="overflow-visible">
          <path d="M-4 0h8l-4 6.5Z" className="fill-chart-axis" />
          <path d="M0 6v8" className="stroke-chart-axis" />
        </svg>
        <text
          x={x}
          dx={late ? -8 : 8}
          y={bottom - 6}
          textAnchor={late ? 'end' : 'start'}
          className="fill-ink-2 text-micro"
        >
          {label}
        </text>
      </g>
    );
  });
}
