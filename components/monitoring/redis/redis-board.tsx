'use client';

import { RedisView } from '#components/monitoring/redis/redis-view.tsx';
import { BlindNotice, StaleLine } from '#components/monitoring/sight-notice.tsx';
import { usePanel } from '#components/monitoring/use-panel.ts';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import { redisSampleSchema } from '#lib/monitoring/redis/sample.ts';

/** Redis as it is now, drawn anew every two seconds. */
export function RedisBoard({ initial, zone }: { initial: MonitoringAnswer; zone: string }) {
  const panel = usePanel(initial, 'redis', redisSampleSchema);
  if (panel.state === 'blind') return <BlindNotice title="Redis" {...panel} />;
  return (
    <>
      {panel.state === 'stale' && <StaleLine {...panel} zone={zone} />}
      <RedisView sample={panel.value} zone={zone} isStale={panel.state === 'stale'} />
    </>
  );
}
