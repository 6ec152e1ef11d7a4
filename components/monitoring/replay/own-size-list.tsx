import { PanelHead } from '#components/layout/page-head.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import { formatSpan } from '#lib/time.ts';

type OwnSize = {
  bytes: number;
  samplesBytes: number;
  capBytes: number;
  bytesADay: number | null;
  oldest: string | null;
  share: number | null;
  connections: number;
};

/** What monitoring itself takes of the disk, of the server's time and of its connections, against what it may. */
export function OwnSizeList({ size, canEdit }: { size: OwnSize; canEdit: boolean }) {
  const { bytes, samplesBytes, capBytes, bytesADay, oldest, share, connections } = size;
  const reach = oldest === null ? 'none yet' : `back to ${formatSpan(Date.now() - Date.parse(oldest))} ago`;
  return (
    <section aria-label="What monitoring takes">
      <PanelHead
        title="What monitoring takes"
        note="Samples for 72 hours, then what each hour came to for 400 days. Past the cap the oldest samples go first."
        actions={canEdit && <ButtonLink href="/settings">Change the cap</ButtonLink>}
      />
      <dl className="grid grid-cols-2 border-b border-line sm:grid-cols-3 lg:grid-cols-5">
        <Figure label="On disk" value={formatBytes(bytes)} note={`of ${formatBytes(capBytes)} it may take`} />
        <Figure label="Samples" value={formatBytes(samplesBytes)} note={reach} />
        <Figure
          label="A day"
          value={bytesADay === null ? '–' : formatBytes(bytesADay)}
          note={bytesADay === null ? 'counted once an hour is over' : 'of samples, by the last 24 hours'}
        />
        <Figure
          label="Database time"
          value={share === null ? '–' : `${(share * 100).toFixed(1)} %`}
          note={share === null ? 'not seen yet' : 'of all statements in 24 h'}
        />
        <Figure label="Connections" value={formatCount(connections)} note="of its own, beside the pools" />
      </dl>
    </section>
  );
}

function Figure({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <div className="min-w-0 px-5 py-3">
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <p className="text-figure tabular-nums">{value}</p>
        <p className="text-small text-ink-2">{note}</p>
      </dd>
    </div>
  );
}
