'use client';

import { type ReactNode, useState } from 'react';
import { PanelHead } from '#components/layout/page-head.tsx';
import { CauseEntry } from '#components/monitoring/cause-entry.tsx';
import { BlockingTree } from '#components/monitoring/locks/blocking-tree.tsx';
import { ConnectionsTable } from '#components/monitoring/locks/connections-table.tsx';
import { SessionTable } from '#components/monitoring/locks/session-table.tsx';
import { PoolView } from '#components/monitoring/pool/pool-view.tsx';
import { RedisView } from '#components/monitoring/redis/redis-view.tsx';
import { BlindNotice } from '#components/monitoring/sight-notice.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { lampWords } from '#lib/lamps.ts';
import { effectOf } from '#lib/monitoring/locks/effect.ts';
import { culpritsOf } from '#lib/monitoring/locks/tree.ts';
import type { Backends } from '#lib/monitoring/pool/backends.ts';
import { momentWords } from '#lib/monitoring/replay/axis.ts';
import type { Judged, Moment, Sampled } from '#lib/monitoring/replay/moment.ts';
import type { Sessions } from '#lib/monitoring/sessions/sample.ts';
import { formatSpan } from '#lib/time.ts';

type ViewProps = { moment: Moment; zone: string };

/** Everything that was known at a moment: what was told, who waited for whom, the sessions, the pool and Redis. Nothing can be acted on. */
export function MomentView({ moment, zone }: ViewProps) {
  const { sessions, pool, redis, names, at } = moment;
  return (
    <>
      <ToldThen moment={moment} zone={zone} />
      <Part title="Sessions and locks" sampled={sessions} at={at} zone={zone}>
        {(sample) => <SessionsThen key={sample.at} sample={sample} />}
      </Part>
      <Part title="Pool" sampled={pool} at={at} zone={zone}>
        {(pools) =>
          pools.length === 0 ? (
            <EmptyState title="No pool had told of itself yet." />
          ) : (
            <PoolView pools={pools} names={names} backends={backendsThen(sessions)} />
          )
        }
      </Part>
      <Part title="Redis" sampled={redis} at={at} zone={zone}>
        {(sample) => <RedisView sample={sample} zone={zone} isStale={false} />}
      </Part>
    </>
  );
}

function ToldThen({ moment: { told, judged, at }, zone }: ViewProps) {
  return (
    <section aria-label="What was told then">
      <PanelHead title="What was told then" note={told.length > 0 && 'In the words in which it was last told.'} />
      {told.length > 0 ? (
        <ol>
          {told.map((cause, place) => (
            // The pages it leads to show what is now, not what was then.
            <CauseEntry
              key={cause.key}
              cause={{ ...cause, href: '/monitoring' }}
              zone={zone}
              now={at}
              lead={place === 0}
            />
          ))}
        </ol>
      ) : (
        <p className="flex items-center gap-2 border-b border-line px-5 py-3">
          <LampGlyph
            state={judged === 'all' ? 'ok' : 'blind'}
            word={judged === 'all' ? lampWords.ok : lampWords.blind}
          />
          {nothingTold[judged]}
        </p>
      )}
    </section>
  );
}

const nothingTold: Readonly<Record<Judged, string>> = {
  all: 'Nothing was to blame.',
  partly: 'Nothing was to blame as far as monitoring saw: a part could not see then, or rules were switched off.',
  hour: 'Nothing was told to be to blame then. Of what is older than 72 hours it is not kept whether each minute was judged.',
  nobody: 'Nobody judged in that minute, so that nothing was told means nothing.',
};

type PartProps<T> = {
  title: string;
  sampled: Sampled<T>;
  at: string;
  zone: string;
  children: (value: T) => ReactNode;
};

/** One part under a line that says how long before the moment its sample was taken; hollow when there is none. */
function Part<T>({ title, sampled, at, zone, children }: PartProps<T>) {
  if (!sampled.seen)
    return (
      <section aria-label={`${title} then`}>
        <PanelHead title={title} note="Not sampled then." />
        <BlindNotice
          title={`${title}: not sampled then`}
          reason={lastWords(sampled.last, at, zone)}
          blinds="What it was like at this moment is not known."
          mend={null}
        />
      </section>
    );
  const { panel } = sampled;
  return (
    <section aria-label={`${title} then`}>
      <PanelHead
        title={title}
        note={`As of ${momentWords(Date.parse(panel.at), zone).slice(-8)}, ${ageWords(panel.at, at)}.`}
      />
      {panel.state === 'blind' ? <BlindNotice title={title} {...panel} mend={null} /> : children(panel.value)}
    </section>
  );
}

function lastWords(last: string | null, at: string, zone: string): string {
  if (last === null) return 'There is no sample of it as old as this moment.';
  return `Its last sample before is of ${momentWords(Date.parse(last), zone)}, ${formatSpan(Date.parse(at) - Date.parse(last))} earlier.`;
}

function ageWords(sampleAt: string, at: string): string {
  const age = Date.parse(at) - Date.parse(sampleAt);
  return age < 1_000 ? 'at this very second' : `${formatSpan(age)} before`;
}

function SessionsThen({ sample }: { sample: Sessions }) {
  const [wished, setWished] = useState<number | null>(null);
  const { locks, sessions, hidden } = sample;
  const chosen = wished ?? culpritsOf(locks)[0]?.pid ?? null;
  const state = sessions.find(({ pid }) => pid === chosen)?.state;
  // As it was offered then: a session that ran nothing could only be ended.
  const ending = state === undefined || state === null || state === 'active' ? 'cancel' : 'terminate';
  return (
    <>
      {hidden !== null && (
        <BlindNotice
          title="What others did"
          reason={`The monitor’s login could not see what ${hidden.sessions} other sessions did.`}
          blinds="Who waited for whom was seen all the same."
          mend={null}
        />
      )}
      <BlockingTree
        sample={sample}
        chosen={chosen}
        ending={ending}
        fates={chosen === null ? [] : effectOf(locks, chosen, ending)}
        onChoose={setWished}
      />
      <SessionTable sample={sample} chosen={chosen} onChoose={setWished} past />
      <ConnectionsTable sample={sample} />
    </>
  );
}

/** The other ends of the pool's connections at that moment. */
function backendsThen(sessions: Sampled<Sessions>): Backends {
  if (!sessions.seen || sessions.panel.state === 'blind') return new Map();
  return new Map(sessions.panel.value.sessions.map((session) => [session.pid, session]));
}
