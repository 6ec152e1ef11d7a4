import { areaPath, linePath } from '#lib/charts/paths.ts';
import { linearScale } from '#lib/charts/scale.ts';
import { cx } from '#lib/class-names.ts';

type SparklineProps = {
  /** From the oldest to the newest; null leaves a gap. */
  values: readonly (number | null)[];
  /** What it shows, in words: `Turns a day, 12 to 48, rising`. */
  label: string;
  /** The last value is still counting. */
  unfinished?: boolean;
  className?: string;
};

const HEIGHT = 20;
const WIDTH = 64;

/** A trend the size of a word, drawn on the server. Its ground is zero, its top the greatest value. */
export function Sparkline({ values, label, unfinished, className }: SparklineProps) {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const y = linearScale([0, most || 1], [HEIGHT - 1, 4]);
  const x = linearScale([0, Math.max(1, values.length - 1)], [0, WIDTH - 4]);
  const places = values.map((value, index) => ({ x: x(index), y: value === null ? null : y(value) }));
  const last = places.at(-1);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      className={cx('shrink-0', className)}
    >
      <path d={areaPath(places, HEIGHT)} className="fill-active" />
      <path d={linePath(places)} className="fill-none stroke-chart-axis" strokeWidth="1.25" strokeLinejoin="round" />
      {last && last.y !== null && (
        <circle
          cx={last.x}
          cy={last.y}
          r="2"
          className={unfinished ? 'fill-page stroke-chart-axis' : 'fill-chart-axis stroke-chart-axis'}
        />
      )}
    </svg>
  );
}
