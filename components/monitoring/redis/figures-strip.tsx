import type { ReactNode } from 'react';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import { hitRate, type RedisFigures } from '#lib/monitoring/redis/sample.ts';

const ALMOST_FULL = 0.9;

/** What Redis counted in the last minute, and what it holds. */
export function FiguresStrip({ figures }: { figures: RedisFigures }) {
  const { minute, used, max, policy, fragmentation, clients, keys, usualHitRate, errorKinds } = figures;
  const rate = minute === null ? null : hitRate(minute);
  const span = minute === null ? 'counting' : `in ${Math.round(minute.seconds)} s`;
  const worst = errorKinds.toSorted((a, b) => b.count - a.count)[0];
  return (
    <dl className="grid grid-cols-2 border-b border-line sm:grid-cols-3 xl:grid-cols-6">
      <Figure
        label="Found"
        value={rate === null ? '–' : `${Math.round(rate * 100)} %`}
        note={
          usualHitRate === null
            ? `${formatCount((minute?.hits ?? 0) + (minute?.misses ?? 0))} look-ups ${span}`
            : `${Math.round(usualHitRate * 100)} % is usual`
        }
      />
      <Figure
        label="Memory"
        value={formatBytes(used)}
        note={max === null ? 'no limit is set' : `of ${formatBytes(max)}, ${policy}`}
        isLoud={max !== null && used >= max * ALMOST_FULL}
      />
      <Figure
        label="Keys"
        value={formatCount(keys)}
        note={fragmentation === null ? 'in all' : `fragmentation ${fragmentation.toFixed(2)}`}
      />
      <Figure
        label="Evicted"
        value={minute === null ? '–' : formatCount(minute.evicted)}
        note={minute === null ? span : `and ${formatCount(minute.expired)} ended by themselves`}
        isLoud={minute !== null && minute.evicted > 0}
      />
      <Figure
        label="Clients"
        value={formatCount(clients)}
        note={minute === null ? span : `${formatCount(minute.rejected)} turned away`}
        isLoud={minute !== null && minute.rejected > 0}
      />
      <Figure
        label="Errors"
        value={minute === null ? '–' : formatCount(minute.errors)}
        note={worst === undefined ? span : `most of them ${worst.kind}`}
        isLoud={minute !== null && minute.errors > 0}
      />
    </dl>
  );
}

function Figure({
  label,
  value,
  note,
  isLoud,
}: {
  label: string;
  value: ReactNode;
  note: ReactNode;
  isLoud?: boolean;
}) {
  return (
    <div className="min-w-0 px-5 py-3">
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <p className={cx('text-figure tabular-nums', isLoud && 'font-medium text-warn')}>{value}</p>
        <p className="text-small text-ink-2 wrap-anywhere">{note}</p>
      </dd>
    </div>
  );
}
