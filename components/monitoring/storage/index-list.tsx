import type { z } from 'zod';
import { Statement } from '#components/monitoring/sight-notice.tsx';
import { Badge, type BadgeTone } from '#components/ui/badge.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { countOf } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/storage/bytes.ts';
import type { IndexAdvice, indexesSchema } from '#lib/monitoring/storage/sample.ts';

const tones: Record<IndexAdvice['kind'], BadgeTone> = {
  missing: 'crit',
  invalid: 'warn',
  wanted: 'neutral',
  duplicate: 'neutral',
  unused: 'neutral',
};

/** What is wrong with indexes, each with its evidence and the statement to run. */
export function IndexList({ indexes: { count, advice, more } }: { indexes: z.infer<typeof indexesSchema> }) {
  if (advice.length === 0)
    return (
      <EmptyState
        title={`None of the ${count} indexes is missing, invalid, double or unused, and no foreign key of a large table is without one.`}
      >
        One counts as unused after 35 days in which nobody was seen to use it, and never while it holds up a constraint,
        serves a foreign key or belongs to Switchboard.
      </EmptyState>
    );
  return (
    <ul>
      {advice.map(({ kind, table, index, bytes, why, ddl }) => (
        <li key={`${kind} ${table} ${index}`} className="flex flex-col gap-1 border-b border-line px-5 py-2">
          <p className="flex flex-wrap items-center gap-x-2">
            <Badge tone={tones[kind]}>{kind}</Badge>
            <span className="font-medium wrap-anywhere">{index}</span>
            <span className="text-ink-2 wrap-anywhere">of {table}</span>
            {bytes > 0 && <span className="figures ml-auto">{formatBytes(bytes)}</span>}
          </p>
          <p className="max-w-prose text-ink-2">{why}</p>
          <Statement text={ddl} what="Statement" />
        </li>
      ))}
      {more > 0 && (
        <li className="px-5 py-2 text-ink-2">And {countOf(more, 'piece of advice', 'pieces of advice')} more.</li>
      )}
    </ul>
  );
}
