import type { ReactNode } from 'react';
import { Statement } from '#components/monitoring/sight-notice.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { countOf } from '#lib/count.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { formatBytes } from '#lib/monitoring/storage/bytes.ts';
import { daysOf } from '#lib/monitoring/storage/causes.ts';
import { type Counters, cacheShare } from '#lib/monitoring/storage/counters.ts';
import type { Storage } from '#lib/monitoring/storage/sample.ts';
import { formatSpan } from '#lib/time.ts';

type Props = { storage: Storage; counters: Panel<Counters> };

/** Single figures: the cache, temporary files, the log, slots, who keeps dead rows, and how far off the end of numbers is. */
export function UpkeepFigures({ storage, counters }: Props) {
  const { wal, slots, horizon, wraparound } = storage;
  return (
    <dl className="grid grid-cols-[max-content_1fr]">
      <Figure name="Cache" panel={counters}>
        {cacheWords}
      </Figure>
      <Figure name="Temporary files" panel={counters}>
        {tempWords}
      </Figure>
      <Figure name="Write-ahead log" panel={wal}>
        {({ bytes, files }) => `${formatBytes(bytes)} in ${countOf(files, 'file', 'files')}`}
      </Figure>
      <Figure name="Replication slots" panel={slots}>
        {slotWords}
      </Figure>
      <Figure name="Oldest view" panel={horizon}>
        {viewWords}
      </Figure>
      <Figure name="Transaction numbers" panel={wraparound}>
        {({ xid }) => endWords(xid)}
      </Figure>
      <Figure name="Multixact numbers" panel={wraparound}>
        {({ multixact }) => endWords(multixact)}
      </Figure>
    </dl>
  );
}

type FigureProps<T> = { name: string; panel: Panel<T>; children: (value: T) => ReactNode };

function Figure<T>({ name, panel, children }: FigureProps<T>) {
  return (
    <div className="col-span-2 grid grid-cols-subgrid gap-x-4 border-b border-line px-5 py-1.5">
      <dt className="text-ink-2">{name}</dt>
      <dd className="flex min-w-0 flex-col gap-1 tabular-nums">
        {panel.state === 'blind' ? (
          <>
            <span className="flex gap-2 text-ink-2">
              <span className="pt-[3px]">
                <LampGlyph state="blind" word="cannot see" />
              </span>
              {panel.reason} {panel.blinds}
            </span>
            {panel.mend !== null && <Statement text={panel.mend} what="Statement" />}
          </>
        ) : (
          <span className={panel.state === 'stale' ? 'flex gap-2 text-ink-3' : undefined}>
            {panel.state === 'stale' && (
              <span className="pt-[3px]">
                <LampGlyph state="stale" word="last known is old" />
              </span>
            )}
            {children(panel.value)}
          </span>
        )}
      </dd>
    </div>
  );
}

function cacheWords(counters: Counters): string {
  const share = cacheShare(counters);
  if (counters.recent === null) return 'Counted from the next sample on';
  const span = formatSpan(counters.recent.seconds * 1_000);
  if (share === null) return `Fewer than 1,000 blocks had to be read in ${span}, too few to judge`;
  return `${(share * 100).toFixed(1)} % found in it, in the last ${span}`;
}

function tempWords({ recent }: Counters): string {
  if (recent === null) return 'Counted from the next sample on';
  const span = formatSpan(recent.seconds * 1_000);
  if (recent.tempFiles === 0) return `None in the last ${span}`;
  return `${formatBytes(recent.tempBytes)} in ${countOf(recent.tempFiles, 'file', 'files')}, in the last ${span}`;
}

function slotWords({ rows, count }: Extract<Storage['slots'], { state: 'measured' }>['value']): string {
  if (count === 0) return 'None';
  return rows
    .map(
      ({ name, active, retainedBytes }) =>
        `${name}: ${active ? 'in use' : 'not in use'}, keeps ${formatBytes(retainedBytes ?? 0)}`,
    )
    .join('; ');
}

function viewWords({ age, holder }: Extract<Storage['horizon'], { state: 'measured' }>['value']): string {
  if (age === 0) return 'Nobody holds one.';
  const back = `${countOf(age, 'transaction', 'transactions')} back`;
  return holder === null ? `${back}, by nobody for long` : `${back}, held by ${holder}`;
}

function endWords({ database, age, daysLeft }: { database: string; age: number; daysLeft: number | null }): string {
  const used = `${((age / 2 ** 31) * 100).toFixed(1)} % used (${database})`;
  return daysLeft === null ? used : `${used}; ${daysOf(daysLeft)} left at the present pace if nothing is frozen`;
}
