'use client';

import { CauseEntry } from '#components/monitoring/cause-entry.tsx';
import { useMonitoring } from '#components/monitoring/use-monitoring.ts';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { VerdictLine } from '#components/ui/verdict-line.tsx';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';

/** What is to blame now, the first most, drawn anew every two seconds. */
export function VerdictBoard({ initial, zone }: { initial: MonitoringAnswer; zone: string }) {
  const { answer, lost } = useMonitoring(initial, '');
  const { verdict } = answer;
  if (verdict === null || lost) return <Unsaid lost={lost} isElsewhere={answer.isElsewhere} />;
  const [first, ...others] = verdict.causes;
  return (
    <div aria-live="polite">
      {first === undefined ? (
        <Well unseen={verdict.unseen} off={verdict.off ?? []} />
      ) : (
        <ol aria-label="What is to blame">
          <CauseEntry cause={first} zone={zone} now={verdict.at} lead />
          {others.map((cause) => (
            <CauseEntry key={cause.key} cause={cause} zone={zone} now={verdict.at} />
          ))}
        </ol>
      )}
      <SwitchedOff rules={verdict.off ?? []} />
    </div>
  );
}

/** Nothing is claimed while nobody says anything. */
function Unsaid({ lost, isElsewhere }: { lost: boolean; isElsewhere: boolean }) {
  if (!lost && isElsewhere)
    return (
      <Line state="blind" title="Another installation samples this database.">
        Only one does at a time. What it sees is shown there; when it ends, this one takes over by itself.
      </Line>
    );
  return (
    <Line state="blind" title={lost ? 'This page has not reached the server.' : 'No verdict is known.'}>
      {lost
        ? 'What is to blame is not known here. The page asks again every 2 s.'
        : 'The worker has not said anything for some seconds. It samples the database and judges; without it nothing is claimed.'}
    </Line>
  );
}

/** What is not told because somebody wanted it so is said all the same. */
function SwitchedOff({ rules }: { rules: readonly string[] }) {
  if (rules.length === 0) return null;
  return (
    <VerdictLine tone="blind" href="/monitoring/rules" linkText="Rules">
      Nothing is told of what is switched off: {rules.join(', ')}.
    </VerdictLine>
  );
}

function Well({ unseen, off }: { unseen: readonly string[]; off: readonly string[] }) {
  if (unseen.length === 0 && off.length > 0)
    return (
      <Line state="blind" title="Nothing is to blame by the rules that are on.">
        Every part is measured, and none is past its limit.
      </Line>
    );
  if (unseen.length === 0)
    return (
      <Line state="ok" title="Nothing is to blame.">
        Every part is measured, and none is past its limit.
      </Line>
    );
  return (
    <Line state="blind" title="Nothing is to blame as far as monitoring sees.">
      It does not see {unseen.join(', ')}. Each page says why, and what would mend it.
    </Line>
  );
}

type LineProps = { state: 'ok' | 'blind'; title: string; children: React.ReactNode };

function Line({ state, title, children }: LineProps) {
  return (
    <div className="flex gap-4 border-b border-line px-5 py-5">
      <span className="pt-1">
        <LampGlyph state={state} size={20} />
      </span>
      <div className="min-w-0">
        <p className="text-title">{title}</p>
        <p className="mt-1 max-w-prose text-ink-2">{children}</p>
      </div>
    </div>
  );
}
