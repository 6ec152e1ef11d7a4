import { formatCount } from '#lib/count.ts';
import type { PoolFigures, Spread } from '#lib/monitoring/pool/figures.ts';
import { spanWords } from '#lib/monitoring/pool/holders.ts';

/** How long it took to get a connection and how long one was kept, over the last minute; on a phone without the longest. */
export function LastMinute({ pool: { wait, queued, hold } }: { pool: PoolFigures }) {
  return (
    <table className="self-start text-left">
      <caption className="mb-1 text-left text-ink-2">The last minute</caption>
      <thead className="text-small text-ink-3">
        <tr>
          <td />
          {['Times', 'p50', 'p95', 'p99', 'most'].map((head) => (
            <th key={head} scope="col" className="pl-4 text-right font-normal last:phone:hidden phone:pl-2">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Row name="Wait for one" spread={wait} />
        <Row name="… all taken" spread={queued} />
        <Row name="Hold it" spread={hold} />
      </tbody>
    </table>
  );
}

function Row({ name: title, spread: { count, p50, p95, p99, max } }: { name: string; spread: Spread }) {
  return (
    <tr className="h-6">
      <th scope="row" className="font-normal whitespace-nowrap text-ink-2 phone:text-small">
        {title}
      </th>
      <td className="figures pl-4 text-right phone:pl-2">{formatCount(count)}</td>
      {Object.entries({ p50, p95, p99, max }).map(([name, length]) => (
        <td
          key={name}
          className="figures pl-4 text-right whitespace-nowrap last:phone:hidden phone:pl-2 phone:text-small"
        >
          {count === 0 ? '' : spanWords(length)}
        </td>
      ))}
    </tr>
  );
}
