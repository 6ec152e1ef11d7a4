import Link from 'next/link';
import type { ReactNode } from 'react';
import { PanelHead } from '#components/layout/page-head.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Blindness, Panel } from '#lib/monitoring/panel.ts';

type MatterProps<T> = {
  title: string;
  note?: ReactNode;
  panel: Panel<T>;
  zone: string;
  children: (value: T) => ReactNode;
};

/** One matter of a part: as it is, as it last was with its age, or hollow with what would mend that. */
export function Matter<T>({ title, note, panel, zone, children }: MatterProps<T>) {
  return (
    <section aria-label={title} className="min-w-0">
      <PanelHead title={title} note={panel.state === 'measured' ? note : undefined} />
      {panel.state === 'blind' ? (
        <Hollow {...panel} />
      ) : (
        <>
          {panel.state === 'stale' && (
            <p className="flex items-center gap-2 border-b border-line px-5 py-2 text-ink-2">
              <LampGlyph state="stale" word="last known is old" />
              <span>
                As of <Time value={panel.at} zone={zone} style="clock" />. {panel.reason}
              </span>
            </p>
          )}
          <div className={panel.state === 'stale' ? 'opacity-70' : undefined}>{children(panel.value)}</div>
        </>
      )}
    </section>
  );
}

/** What cannot be seen: why, what is not known for it, and the one statement that mends it. */
export function Hollow({ reason, blinds, mend }: Blindness) {
  return (
    <div className="m-5 flex gap-3 rounded-control border border-dashed border-line-strong px-4 py-3">
      <span className="pt-0.5">
        <LampGlyph state="blind" word="cannot see" size={16} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="max-w-prose">
          {reason} <span className="text-ink-2">{blinds}</span>
        </p>
        {mend !== null && <Mend mend={mend} />}
      </div>
    </div>
  );
}

function Mend({ mend }: { mend: string }) {
  if (mend.startsWith('Settings'))
    return (
      <Link href="/settings" className="link touch w-fit">
        Set a disk budget
      </Link>
    );
  return <Statement sql={mend} what="Statement" />;
}

/** A statement to run, and the button that copies it. */
export function Statement({ sql, what }: { sql: string; what: string }) {
  return (
    <span className="flex min-w-0 items-start gap-2">
      <code className="min-w-0 flex-1 rounded-control bg-sunken px-2 py-1 font-mono text-small wrap-anywhere">
        {sql}
      </code>
      <CopyButton text={sql} what={what} size={24} />
    </span>
  );
}
