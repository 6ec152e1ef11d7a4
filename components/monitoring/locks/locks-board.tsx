'use client';

import { useState } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { BlockingTree } from '#components/monitoring/locks/blocking-tree.tsx';
import { ConnectionsTable } from '#components/monitoring/locks/connections-table.tsx';
import { Counted } from '#components/monitoring/locks/counted.tsx';
import { EffectPanel } from '#components/monitoring/locks/effect-panel.tsx';
import { SessionTable } from '#components/monitoring/locks/session-table.tsx';
import { BlindFrame, Sight } from '#components/monitoring/locks/sight.tsx';
import { useMonitoring } from '#components/monitoring/use-monitoring.ts';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import { type Ending, effectOf } from '#lib/monitoring/locks/effect.ts';
import { culpritsOf, treeOf } from '#lib/monitoring/locks/tree.ts';
import { changeOf } from '#lib/monitoring/sessions/counters.ts';
import { toSessionsPanel } from '#lib/monitoring/sessions/panel.ts';
import type { Session, Sessions } from '#lib/monitoring/sessions/sample.ts';

type BoardProps = {
  initial: MonitoringAnswer;
  zone: string;
  /** Whether the viewer may cancel and end. */
  mayAct: boolean;
  /** The session to choose first; null for whoever holds up most. */
  pid: number | null;
};

/** Who waits for whom and what would free them, who is connected, and what failed; looked at anew every 2 s. */
export function LocksBoard({ initial, zone, mayAct, pid }: BoardProps) {
  const { answer, lost } = useMonitoring(initial, 'sessions');
  const panel = toSessionsPanel(answer.panels.sessions, answer.at);
  return (
    <Sight
      panel={panel}
      lost={lost ? 'This page has not reached the server; it asks again every 2 s.' : null}
      zone={zone}
      now={answer.at}
    >
      {(sample) => <Seen key={pid} sample={sample} mayAct={mayAct} pid={pid} />}
    </Sight>
  );
}

function Seen({ sample, mayAct, pid }: { sample: Sessions; mayAct: boolean; pid: number | null }) {
  const [first] = useState(sample);
  const [wished, setWished] = useState(pid);
  const { locks, sessions } = sample;
  const order = treeOf(locks)
    .map(({ pid }) => pid)
    .filter((pid) => pid !== 0);
  const known = wished !== null && (order.includes(wished) || sessions.some(({ pid }) => pid === wished));
  const chosen = known ? wished : (culpritsOf(locks)[0]?.pid ?? null);
  const session = sessions.find(({ pid }) => pid === chosen);
  const ending = endingOf(session);
  const fates = chosen === null ? [] : effectOf(locks, chosen, ending);
  const step = (by: number) => {
    const next = order[Math.max(0, order.indexOf(chosen ?? -1) + by)];
    if (next !== undefined) setWished(next);
  };
  useKeys('Locks', [
    { keys: 'j', label: 'Next in the queue', run: () => step(1), foot: true },
    { keys: 'k', label: 'One before', run: () => step(-1), foot: true },
    ...(mayAct
      ? [
          {
            keys: 'x',
            label: 'Cancel or end it',
            run: () => document.querySelector<HTMLElement>('[data-end="first"]')?.click(),
            foot: true,
          },
        ]
      : []),
  ]);
  return (
    <>
      {sample.hidden !== null && (
        <BlindFrame
          title="What others do"
          reason={`The monitor’s login may not see what ${sample.hidden.sessions} other sessions do. This one right mends it.`}
          blinds="Who waits for whom is seen all the same; who stands idle in a transaction, for how long, and with which statement is not."
          mend={sample.hidden.mend}
        />
      )}
      {wished === pid && pid !== null && !known && (
        <p className="border-b border-line px-5 py-2 text-ink-2">Session {pid} is not seen any more.</p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] border-b border-line lg:grid-cols-[minmax(0,1fr)_264px]">
        <BlockingTree sample={sample} chosen={chosen} ending={ending} fates={fates} onChoose={setWished} />
        <div className="border-line lg:border-l phone:border-t">
          <EffectPanel sample={sample} session={session} ending={ending} fates={fates} mayAct={mayAct} />
        </div>
      </div>
      <SessionTable sample={sample} chosen={chosen} onChoose={setWished} />
      <ConnectionsTable sample={sample} />
      <Counted
        sample={sample}
        change={first.at === sample.at ? null : changeOf(sample, [{ at: first.at, value: first }])}
      />
    </>
  );
}

/** A session that runs nothing can only be ended; of any other the statement is cancelled first. */
function endingOf(session: Session | undefined): Ending {
  return session?.state === 'active' || session?.state === null || session === undefined ? 'cancel' : 'terminate';
}
