import { BlindNotice, StaleLine } from '#components/monitoring/sight-notice.tsx';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import { changesSampleSchema } from '#lib/monitoring/changes/sample.ts';

/** Says what of changes is not seen at present; nothing while all is. */
export function ChangesSight({ panel, zone }: { panel: MonitoringAnswer['panels'][string] | undefined; zone: string }) {
  if (panel === undefined) return null;
  if (panel.state === 'blind') return <BlindNotice title="Changes" {...panel} />;
  const sample = changesSampleSchema.safeParse(panel.value);
  const mend = sample.success ? sample.data.settingsMend : null;
  return (
    <>
      {panel.state === 'stale' && <StaleLine at={panel.at} reason={panel.reason} zone={zone} />}
      {mend !== null && (
        <BlindNotice
          title="Settings that only superusers see"
          reason="The monitor’s login may not read them."
          blinds="When one of them changes, it is not listed here."
          mend={mend}
        />
      )}
    </>
  );
}
