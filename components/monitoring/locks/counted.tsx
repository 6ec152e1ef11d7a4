import { PanelHead } from '#components/layout/page-head.tsx';
import { formatCount } from '#lib/count.ts';
import { type Change, formatBytes } from '#lib/monitoring/sessions/counters.ts';
import type { Sessions } from '#lib/monitoring/sessions/sample.ts';
import { spanOf } from '#lib/monitoring/sessions/words.ts';

/** What the database counted while the page is open, and what goes on beside the sessions. */
export function Counted({ sample, change }: { sample: Sessions; change: Change | null }) {
  return (
    <section aria-label="Failures counted" className="min-w-0">
      <PanelHead
        title="Failures counted"
        note={
          change === null
            ? 'by Postgres, from now on'
            : `by Postgres in the last ${spanOf(change.from, change.to)}, while this page is open`
        }
      />
      {change === null ? (
        <p className="px-5 py-3 text-ink-2">The first figures come with the next sample.</p>
      ) : (
        <dl className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-x-6 px-5 py-2">
          {figures(change).map(({ name, value }) => (
            <div key={name} className="flex items-baseline justify-between gap-3 border-b border-line py-1.5">
              <dt className="text-ink-2">{name}</dt>
              <dd className="figures">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Beside sample={sample} />
    </section>
  );
}

function figures({ counted }: Change) {
  return [
    { name: 'Transactions rolled back', value: formatCount(counted.rollbacks) },
    { name: 'Deadlocks', value: formatCount(counted.deadlocks) },
    { name: 'Written to temporary files', value: formatBytes(counted.temporaryBytes) },
    { name: 'Sessions left by their program', value: formatCount(counted.abandoned) },
    { name: 'Sessions ended by an error', value: formatCount(counted.fatal) },
    { name: 'Sessions ended by somebody', value: formatCount(counted.killed) },
  ];
}

function Beside({ sample }: { sample: Sessions }) {
  const { autovacuums, prepared, replicating, at } = sample;
  const lines = [
    ...autovacuums.map(({ work, since }) => `${work}, for ${spanOf(since, at)}.`),
    ...prepared.map(
      ({ name, owner, since }) =>
        `Prepared transaction ${name} of ${owner}, for ${spanOf(since, at)}: it holds its locks until it is committed or taken back.`,
    ),
    ...(replicating > 0 ? [`${replicating} replication connections.`] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <ul aria-label="Beside the sessions" className="px-5 pb-3 text-ink-2">
      {lines.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  );
}
