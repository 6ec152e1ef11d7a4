'use client';

import { DeadlockList } from '#components/monitoring/errors/deadlock-list.tsx';
import { GivenUpJobs } from '#components/monitoring/errors/given-up-jobs.tsx';
import { BlindNotice, StaleLine } from '#components/monitoring/sight-notice.tsx';
import { useNewMinute } from '#components/monitoring/use-new-minute.ts';
import { usePanel } from '#components/monitoring/use-panel.ts';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { KeptDeadlocks } from '#lib/monitoring/errors/deadlock.ts';
import { matterTitle } from '#lib/monitoring/errors/history.ts';
import { type ErrorsSample, errorsSampleSchema } from '#lib/monitoring/errors/sample.ts';
import type { TallyKind } from '#lib/monitoring/errors/tally.ts';

type NowProps = {
  initial: MonitoringAnswer;
  zone: string;
  /** Deadlocks of 72 hours as the tables have them; null where they could not be read. */
  kept: KeptDeadlocks | null;
};

/** What failed in the last five minutes, with deadlocks and given-up jobs; draws the page's history anew as minutes end. */
export function ErrorsNow({ initial, zone, kept }: NowProps) {
  const panel = usePanel(initial, 'errors', errorsSampleSchema);
  useNewMinute(panel.state === 'measured' ? panel.at.slice(0, 16) : '');
  if (panel.state === 'blind')
    return (
      <>
        <BlindNotice {...panel} title="What fails now" />
        <DeadlockList kept={kept} newest={[]} zone={zone} />
      </>
    );
  return (
    <>
      {panel.state === 'stale' && <StaleLine {...panel} zone={zone} />}
      <div className={panel.state === 'stale' ? 'grayscale' : undefined}>
        <Figures sample={panel.value} />
        {!panel.value.serverSeen && (
          <BlindNotice
            title="What the server counts"
            reason="No sample of sessions has come for half a minute."
            blinds="Rollbacks, ended sessions and deadlocks of other programs are not counted meanwhile."
            mend={null}
          />
        )}
        <DeadlockList kept={kept} newest={panel.value.deadlocks} zone={zone} />
        <GivenUpJobs jobs={panel.value.jobs} zone={zone} />
      </div>
    </>
  );
}

const figures: readonly { label: string; kinds: readonly TallyKind[]; hasRate: boolean }[] = [
  { label: 'Requests with 5xx', kinds: ['route'], hasRate: true },
  { label: 'Actions failed', kinds: ['action'], hasRate: true },
  { label: 'Statements refused', kinds: ['query'], hasRate: false },
  { label: 'Connections failed', kinds: ['connection', 'timeout'], hasRate: false },
  { label: 'Work failed', kinds: ['job'], hasRate: true },
];

function Figures({ sample }: { sample: ErrorsSample }) {
  return (
    <dl
      aria-label="In the last 5 minutes"
      className="grid grid-cols-2 border-b border-line sm:grid-cols-3 xl:grid-cols-5"
    >
      {figures.map(({ label, kinds, hasRate }) => (
        <Figure key={label} label={label} kinds={kinds} hasRate={hasRate} sample={sample} />
      ))}
    </dl>
  );
}

type FigureProps = { label: string; kinds: readonly TallyKind[]; hasRate: boolean; sample: ErrorsSample };

function Figure({ label, kinds, hasRate, sample }: FigureProps) {
  const sums = kinds.flatMap((kind) => sample.sums[kind]?.five ?? []);
  const failed = sums.reduce((sum, one) => sum + one.failed, 0);
  const total = sums.reduce((sum, one) => sum + one.total, 0);
  const [most] = sample.rows
    .filter(({ kind, five }) => kinds.includes(kind) && five.failed > 0)
    .toSorted((a, b) => b.five.failed - a.five.failed);
  return (
    <div className="min-w-0 px-5 py-3">
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <p className={cx('text-figure tabular-nums', failed > 0 && 'font-medium text-warn')}>{formatCount(failed)}</p>
        <p className="text-small text-ink-2 wrap-anywhere">
          {hasRate ? `of ${formatCount(total)} in 5 min` : 'in 5 min'}
          {most !== undefined && `, most ${matterTitle(most)}`}
        </p>
      </dd>
    </div>
  );
}
