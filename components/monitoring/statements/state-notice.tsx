'use client';

import { useMonitoring } from '#components/monitoring/use-monitoring.ts';
import { useNewMinute } from '#components/monitoring/use-new-minute.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import { countOf } from '#lib/count.ts';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { statementsSampleSchema } from '#lib/monitoring/statements/sample.ts';

type Props = {
  initial: MonitoringAnswer;
  zone: string;
  /** Whether the page shows a window that ends now: then it is drawn anew as minutes end. */
  follows: boolean;
};

/** Whether statements are seen at all, and what mends it where they are not; follows what is shown with the minutes. */
export function StateNotice({ initial, zone, follows }: Props) {
  const { answer, lost } = useMonitoring(initial, 'statements');
  const panel = answer.panels.statements;
  useNewMinute(follows && !lost ? answer.at.slice(0, 16) : '');
  if (panel === undefined) return null;
  if (panel.state === 'blind') return <Blind panel={panel} />;
  const sample = statementsSampleSchema.safeParse(panel.value);
  const overflows = sample.success && sample.data.evictions > 0;
  if (panel.state === 'stale')
    return (
      <Line state="stale">
        As of <Time value={panel.at} zone={zone} now={new Date(answer.at)} />. {panel.reason}
      </Line>
    );
  if (!overflows) return null;
  return (
    <Line state="warn">
      The server’s list of statements is overflowing: it dropped lines {countOf(sample.data.evictions, 'time', 'times')}{' '}
      since the last reading, and their counts are lost. Raise <code>pg_stat_statements.max</code> and restart Postgres.
    </Line>
  );
}

function Blind({ panel }: { panel: Extract<Panel<unknown>, { state: 'blind' }> }) {
  return (
    <section
      aria-label="Statements are not seen"
      className="m-3 rounded-overlay border border-dashed border-line-strong px-4 py-3"
    >
      <p className="flex items-center gap-2">
        <LampGlyph state="blind" />
        <span className="font-medium">Statements</span>
        <span className="ml-auto text-ink-2">blind</span>
      </p>
      <p className="mt-2 max-w-prose">{panel.reason}</p>
      <p className="max-w-prose text-ink-2">{panel.blinds}</p>
      {panel.mend !== null && (
        <div className="mt-2 flex flex-wrap items-start gap-2">
          <code className="min-w-0 flex-1 rounded-control bg-sunken px-3 py-2 font-mono text-small wrap-anywhere whitespace-pre-wrap">
            {panel.mend}
          </code>
          <CopyButton text={panel.mend} what="Statement" withText />
        </div>
      )}
    </section>
  );
}

function Line({ state, children }: { state: 'stale' | 'warn'; children: React.ReactNode }) {
  return (
    <p role="status" className="flex items-start gap-2 border-b border-line bg-sunken px-5 py-2 text-ink-2">
      <span className="pt-[3px]">
        <LampGlyph state={state} />
      </span>
      <span className="min-w-0">{children}</span>
    </p>
  );
}
