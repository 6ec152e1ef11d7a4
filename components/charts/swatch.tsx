import { useId } from 'react';
import { Hatch } from '#components/charts/plot.tsx';
import { stateFills } from '#components/charts/volume-stack.tsx';
import type { Mark } from '#lib/charts/reading.ts';

/** The dash of each series from the second on, so that colour is never the only mark. */
export const seriesLooks = {
  'line-1': { line: 'stroke-chart-1', dash: undefined },
  'line-2': { line: 'stroke-chart-2', dash: '7 3' },
  'line-3': { line: 'stroke-chart-3', dash: '2.5 2' },
} as const;

/** How a series is drawn, small, before its name. */
export function Swatch({ mark }: { mark: Mark }) {
  const line = mark.startsWith('line') || mark === 'before';
  return (
    <svg aria-hidden="true" width={line ? 16 : 10} height="10" className="shrink-0">
      <SwatchForm mark={mark} />
    </svg>
  );
}

function SwatchForm({ mark }: { mark: Mark }) {
  const hatch = useId();
  switch (mark) {
    case 'line-1':
    case 'line-2':
    case 'line-3':
      return (
        <path
          d="M0 5h16"
          className={seriesLooks[mark].line}
          strokeWidth="1.75"
          strokeDasharray={seriesLooks[mark].dash}
        />
      );
    case 'before':
      return <path d="M0 5h16" className="stroke-chart-before" strokeWidth="1.5" strokeDasharray="2 2" />;
    case 'band':
      return <rect width="10" height="10" rx="2" className="fill-chart-1-soft opacity-60" />;
    case 'answered':
    case 'unanswered':
    case 'partial':
    case 'unknown':
      return <rect width="10" height="10" rx="2" className={stateFills[mark].fill} />;
    case 'matching':
      return <rect width="10" height="10" rx="2" className="fill-chart-1" />;
    case 'all':
      return <rect width="10" height="10" rx="2" className="fill-active" />;
    case 'counting':
      return (
        <>
          <defs>
            <Hatch id={hatch} className="fill-chart-1" />
          </defs>
          <rect width="10" height="10" rx="2" fill={`url(#${hatch})`} />
        </>
      );
  }
}
