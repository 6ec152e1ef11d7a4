import type { ReactNode } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Panel } from '#lib/monitoring/panel.ts';

type SightProps<T> = {
  panel: Panel<T>;
  /** Why the page itself has nothing newer; null while it has. */
  lost: string | null;
  zone: string;
  /** By which clock an age is told. */
  now: string;
  children: (value: T, at: string) => ReactNode;
};

/** Draws what a part knows: measured as it is, old under a line that says how old, and nothing but a hollow frame where blind. */
export function Sight<T>({ panel, lost, zone, now, children }: SightProps<T>) {
  if (panel.state === 'blind') return <BlindFrame {...panel} title="Sessions and locks" />;
  const reason = panel.state === 'stale' ? panel.reason : lost;
  return (
    <>
      {reason !== null && (
        <p role="status" className="flex items-center gap-3 border-b border-line bg-sunken px-5 py-2">
          <LampGlyph state="stale" word="Last known" />
          <span>
            As of <Time value={panel.at} zone={zone} now={new Date(now)} style="clock" />,{' '}
            <Time value={panel.at} zone={zone} now={new Date(now)} style="ago" />. {reason}
          </span>
        </p>
      )}
      <div className={reason === null ? undefined : 'grayscale'}>{children(panel.value, panel.at)}</div>
    </>
  );
}

type BlindProps = { title: string; reason: string; blinds: string; mend: string | null };

/** What cannot be seen, why, and the one statement that mends it. */
export function BlindFrame({ title, reason, blinds, mend }: BlindProps) {
  return (
    <section
      aria-label={`${title}: not seen`}
      className="m-3 flex flex-col gap-3 rounded-control border border-dashed border-lamp-blind p-4"
    >
      <div className="flex items-center gap-2">
        <LampGlyph state="blind" word="Cannot see" />
        <h2 className="font-medium">{title}</h2>
        <span className="ml-auto text-ink-3">blind</span>
      </div>
      <p className="max-w-prose">{reason}</p>
      <p className="max-w-prose text-ink-2">{blinds}</p>
      {mend !== null && (
        <div className="flex flex-wrap items-center gap-3">
          <code className="rounded-control bg-sunken px-3 py-2 font-mono wrap-anywhere">{mend}</code>
          <CopyButton text={mend} what="Statement" withText />
        </div>
      )}
    </section>
  );
}
