'use client';

import type { ReactNode } from 'react';
import { PoolView } from '#components/monitoring/pool/pool-view.tsx';
import { useNames } from '#components/monitoring/pool/use-names.ts';
import { useMonitoring } from '#components/monitoring/use-monitoring.ts';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { backendsOf, SESSIONS } from '#lib/monitoring/pool/backends.ts';
import { poolsSeen, tagsOf } from '#lib/monitoring/pool/board.ts';
import { OWN_POOLS, type PoolFigures } from '#lib/monitoring/pool/figures.ts';

type Props = { initial: MonitoringAnswer; names: Readonly<Record<string, string>>; zone: string };

/** The pools as they are, drawn anew every two seconds: the web's own from within, so that they are seen whatever is away. */
export function PoolBoard({ initial, names: first, zone }: Props) {
  const { answer, lost } = useMonitoring(initial, `pool,${OWN_POOLS},${SESSIONS}`);
  const names = useNames(first, tagsOf(answer));
  const { web, worker } = poolsSeen(answer);
  const pools = [web, worker].flatMap((panel) => (panel.state === 'blind' ? [] : panel.value));
  return (
    <>
      {lost ? (
        <Line state="stale" title="This page has not reached the server.">
          What stands below is as of <Time value={answer.at} zone={zone} />. The page asks again every 2 s.
        </Line>
      ) : (
        <>
          <Unseen panel={web} of="The web process’s pools" zone={zone} />
          <Unseen panel={worker} of="The worker’s pools" zone={zone} />
        </>
      )}
      {pools.length > 0 && (
        <div className={lost ? 'grayscale' : undefined}>
          <PoolView pools={pools} names={names} backends={backendsOf(answer)} />
        </div>
      )}
    </>
  );
}

/** Says of pools that were not measured just now why, and what is not known for it. */
function Unseen({ panel, of, zone }: { panel: Panel<PoolFigures[]>; of: string; zone: string }) {
  if (panel.state === 'measured') return null;
  if (panel.state === 'blind')
    return (
      <Line state="blind" title={`${of} are not seen.`}>
        {panel.reason} {panel.blinds}
      </Line>
    );
  return (
    <Line state="stale" title={`${of} are old.`}>
      {panel.reason} What stands below of them is as of <Time value={panel.at} zone={zone} />.
    </Line>
  );
}

function Line({ state, title, children }: { state: 'blind' | 'stale'; title: string; children: ReactNode }) {
  return (
    <div role="status" className="flex gap-3 border-b border-line bg-sunken px-5 py-3">
      <span className="pt-[3px]">
        <LampGlyph state={state} />
      </span>
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <p className="max-w-prose text-ink-2">{children}</p>
      </div>
    </div>
  );
}
