import { cx } from '#lib/class-names.ts';
import type { Cords as CordsOfRow } from '#lib/monitoring/locks/lanes.ts';

const STEP = 14;
const MARGIN = 8;

type CordsProps = {
  cords: CordsOfRow;
  /** How many lanes the whole tree has, so that all rows are equally wide. */
  width: number;
  /** Who is ended, whose cord stands out. */
  ended: number | null;
  pid: number;
};

/** The cords of one row: from each blocker down to those who wait for it. */
export function Cords({ cords, width, ended, pid }: CordsProps) {
  const x = (lane: number) => MARGIN + lane * STEP;
  const dot = x(cords.dot);
  const tone = (from: number) => (from === ended ? 'stroke-lamp-crit' : 'stroke-ink-3');
  return (
    <svg width={x(width - 1) + MARGIN} height="100%" aria-hidden="true" className="absolute left-0 overflow-visible">
      {cords.lanes.map(({ lane, from, plugs, ends }) => (
        <g key={from} className={tone(from)} strokeWidth="1.5">
          <line x1={x(lane)} x2={x(lane)} y1="0%" y2={ends ? '50%' : '100%'} />
          {plugs && <line x1={x(lane)} x2={dot} y1="50%" y2="50%" />}
        </g>
      ))}
      {cords.starts && <line x1={dot} x2={dot} y1="50%" y2="100%" strokeWidth="1.5" className={tone(pid)} />}
      <circle
        cx={dot}
        cy="50%"
        r={pid === ended ? 4.5 : 3.5}
        strokeWidth="1.5"
        className={cx(pid === ended ? 'fill-lamp-crit stroke-lamp-crit' : 'fill-page stroke-ink-3')}
      />
    </svg>
  );
}

/** How wide the cords of a tree are, in px. */
export function cordsWidth(lanes: number): number {
  return MARGIN * 2 + Math.max(0, lanes - 1) * STEP;
}
