import { percent } from '#lib/charts/scale.ts';
import type { Change } from '#lib/charts/series.ts';
import { changeWords, isClear, whiskerPlaces } from '#lib/charts/whisker.ts';
import { cx } from '#lib/class-names.ts';

type WhiskerProps = {
  /** Null when there is too little to say anything. */
  value: Change | null;
  /** Where the axis ends on either side of zero, in the unit of the change; the same for rows to be compared. */
  reach: number;
  unit: string;
  decimals?: number;
  /** Whether it is clear, where more than its own interval decides that. */
  clear?: boolean;
  className?: string;
};

/** A change with its 95 % interval: solid and in the accent when it leaves out zero, hollow when it could be chance. */
export function Whisker({ value, reach, unit, decimals = 1, clear, className }: WhiskerProps) {
  if (value === null) {
    return (
      <svg role="img" aria-label="change not known" height="16" className={cx('overflow-visible', className ?? 'w-24')}>
        <line x1="20%" x2="80%" y1="8" y2="8" className="stroke-lamp-blind" strokeDasharray="2 3" />
      </svg>
    );
  }
  const { zero, at, from, to } = whiskerPlaces(value, reach);
  const isSolid = clear ?? isClear(value);
  return (
    <svg
      role="img"
      aria-label={changeWords(value, unit, decimals, isSolid)}
      height="16"
      className={cx('overflow-visible', className ?? 'w-24')}
    >
      <line x1={percent(zero)} x2={percent(zero)} y1="2" y2="14" className="stroke-line-strong" />
      <line
        x1={percent(from)}
        x2={percent(to)}
        y1="8"
        y2="8"
        strokeWidth="1.5"
        className={isSolid ? 'stroke-chart-1' : 'stroke-chart-axis'}
      />
      <circle
        cx={percent(at)}
        cy="8"
        r="3"
        strokeWidth="1.5"
        className={isSolid ? 'fill-chart-1 stroke-chart-1' : 'fill-page stroke-chart-axis'}
      />
    </svg>
  );
}
