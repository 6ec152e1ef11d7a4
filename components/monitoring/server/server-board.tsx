'use client';

import { PanelHead } from '#components/layout/page-head.tsx';
import { SettingsTable } from '#components/monitoring/server/settings-table.tsx';
import { SightsList } from '#components/monitoring/server/sights-list.tsx';
import { BlindNotice, StaleLine } from '#components/monitoring/sight-notice.tsx';
import { usePanel } from '#components/monitoring/use-panel.ts';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import { adviseSettings } from '#lib/monitoring/server/advice.ts';
import { sightsOf } from '#lib/monitoring/server/rights.ts';
import { type ServerSample, serverSampleSchema } from '#lib/monitoring/server/sample.ts';
import { formatSpan } from '#lib/time.ts';

/** What monitoring may see of the server, and its settings against what is advised. */
export function ServerBoard({ initial, zone }: { initial: MonitoringAnswer; zone: string }) {
  const panel = usePanel(initial, 'server', serverSampleSchema);
  if (panel.state === 'blind') return <BlindNotice title="Server settings" {...panel} />;
  const { value } = panel;
  const sights = sightsOf(value.rights);
  const advice = adviseSettings(value);
  const isStale = panel.state === 'stale';
  const missing = sights.filter(({ state }) => state === 'blind').length;
  const asked = advice.filter(({ state }) => state === 'asked').length;
  return (
    <>
      {isStale && <StaleLine {...panel} zone={zone} />}
      <div className={isStale ? 'grayscale' : undefined}>
        <PanelHead
          title="Rights and extensions"
          note={missing === 0 ? 'Nothing is missing.' : `${missing} of ${sights.length} are missing.`}
        />
        <SightsList sights={sights} isStale={isStale} />
        <PanelHead title="Settings" note={settingsNote(value, asked)} />
        <SettingsTable advice={advice} isStale={isStale} />
      </div>
    </>
  );
}

function settingsNote({ memory, symptoms }: ServerSample, asked: number): string {
  const machine =
    memory === null
      ? 'The memory of its machine is not known here.'
      : `For a machine with ${formatBytes(memory)} of memory.`;
  if (symptoms.seconds === 0) return `${machine} What asks for a change is measured from now on.`;
  const watched = `in the last ${formatSpan(symptoms.seconds * 1_000)}`;
  return asked === 0
    ? `${machine} Nothing measured ${watched} asks for a change.`
    : `${machine} ${asked} asked for by what was measured ${watched}.`;
}
