import type { HistoryRow } from '#lib/monitoring/errors/history.ts';

const WIDTH = 144;
const HEIGHT = 22;
const BASE = 20;

type BarsProps = {
  bars: HistoryRow['bars'];
  /** Minutes watched in each bar: where there are none the ground is dashed, since nothing is claimed of it. */
  watched: readonly number[];
  /** What the bars say, for those who do not see them. */
  label: string;
};

/** When something failed, each row to its own height. */
export function FailureBars({ bars, watched, label }: BarsProps) {
  const step = WIDTH / watched.length;
  const most = Math.max(1, ...bars.map(({ failed }) => failed));
  return (
    <svg role="img" aria-label={label} width={WIDTH} height={HEIGHT} className="block shrink-0">
      {stretches(watched).map(({ from, to, isWatched }) => (
        <line
          key={from}
          x1={from * step}
          x2={to * step}
          y1={BASE + 0.5}
          y2={BASE + 0.5}
          strokeDasharray={isWatched ? undefined : '1.5 2.5'}
          className={isWatched ? 'stroke-ink-3' : 'stroke-line-strong'}
        />
      ))}
      {bars.map(({ bar, failed }) => {
        const height = Math.max(2, (failed / most) * BASE);
        return (
          <rect
            key={bar}
            x={bar * step}
            y={BASE - height}
            width={Math.max(1.5, step - 0.5)}
            height={height}
            className="fill-crit"
          />
        );
      })}
    </svg>
  );
}

function stretches(watched: readonly number[]): { from: number; to: number; isWatched: boolean }[] {
  const found: { from: number; to: number; isWatched: boolean }[] = [];
  for (const [bar, minutes] of watched.entries()) {
    const last = found.at(-1);
    if (last?.isWatched === minutes > 0) last.to = bar + 1;
    else found.push({ from: bar, to: bar + 1, isWatched: minutes > 0 });
  }
  return found;
}
