import { Statement } from '#components/monitoring/sight-notice.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { lampWords } from '#lib/lamps.ts';
import type { Sight } from '#lib/monitoring/server/rights.ts';

/** Each right, extension and switch: in force, or hollow with what it hides and the one mend. */
export function SightsList({ sights, isStale }: { sights: readonly Sight[]; isStale: boolean }) {
  return (
    <dl>
      {sights.map((sight) => (
        <Entry key={sight.name} sight={sight} isStale={isStale} />
      ))}
    </dl>
  );
}

function Entry({ sight: { name, state, found, blinds, mend, restart }, isStale }: { sight: Sight; isStale: boolean }) {
  const inForce = isStale ? 'stale' : 'ok';
  const lamp = state === 'seen' ? inForce : 'blind';
  return (
    <div className="grid items-start gap-x-3 gap-y-1 border-b border-line px-5 py-2.5 md:grid-cols-[13rem_minmax(0,1fr)]">
      <dt className="flex items-center gap-2">
        <LampGlyph state={lamp} word={lampWords[lamp]} />
        <span className="font-mono text-small">{name}</span>
      </dt>
      <dd className="flex max-w-prose flex-col gap-2">
        <p>
          {found} {blinds && <span className="text-ink-2">{blinds}</span>}
        </p>
        {mend !== null && <Statement text={mend} what="Statement" />}
        {mend !== null && (
          <p className="text-small text-ink-2">
            {restart
              ? 'Run it as a superuser, then restart Postgres.'
              : 'Run it as a superuser; this page sees it within a minute.'}
          </p>
        )}
      </dd>
    </div>
  );
}
