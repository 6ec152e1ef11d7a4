import type { ReactNode } from 'react';
import { PanelHead } from '#components/layout/page-head.tsx';
import { BlindNotice, StaleLine } from '#components/monitoring/sight-notice.tsx';
import type { Panel } from '#lib/monitoring/panel.ts';

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
      {panel.state === 'blind' && <BlindNotice {...panel} title={title} />}
      {panel.state === 'stale' && <StaleLine at={panel.at} reason={panel.reason} zone={zone} />}
      {panel.state !== 'blind' && (
        <div className={panel.state === 'stale' ? 'grayscale' : undefined}>{children(panel.value)}</div>
      )}
    </section>
  );
}
