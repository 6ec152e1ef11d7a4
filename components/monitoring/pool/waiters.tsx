import type { PoolFigures } from '#lib/monitoring/pool/figures.ts';
import { spanWords } from '#lib/monitoring/pool/holders.ts';
import { workTitle } from '#lib/monitoring/pool/work-words.ts';

const SHOWN = 28;
const A_ROW = 7;
const RING = 16;

/** Who waits for a connection, a ring each, and for what. */
export function Waiters({ pool }: { pool: PoolFigures }) {
  const { waiting, longestWaitMs, waiters } = pool;
  const rings = Array.from({ length: Math.min(waiting, SHOWN) }, (_, place) => ({
    x: RING / 2 + (place % A_ROW) * RING,
    y: RING / 2 + Math.floor(place / A_ROW) * RING,
  }));
  return (
    <div className="min-w-44">
      <p className={waiting > 0 ? 'font-medium text-crit' : 'text-ink-2'}>
        {waiting === 0 ? 'Nobody waits' : `${waiting} waiting`}
      </p>
      {waiting > 0 && (
        <>
          <svg
            aria-hidden="true"
            viewBox={`0 0 ${A_ROW * RING} ${Math.ceil(rings.length / A_ROW) * RING}`}
            width={A_ROW * RING}
            fill="none"
            className="my-1.5 block stroke-lamp-crit"
          >
            {rings.map(({ x, y }) => (
              <circle key={`${x} ${y}`} cx={x} cy={y} r="5" strokeWidth="1.5" />
            ))}
          </svg>
          <p className="text-ink-2">The longest for {spanWords(longestWaitMs)}.</p>
          <ul className="mt-1 text-small text-ink-2">
            {waiters.map(({ count, ...work }) => (
              <li key={`${work.route} ${work.operation}`}>
                <span className="tabular-nums">{count}</span> × {workTitle(work)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
