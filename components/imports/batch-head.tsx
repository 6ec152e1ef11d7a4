import { Download } from 'lucide-react';
import { StateBadge } from '#components/imports/state-badge.tsx';
import { UndoButton } from '#components/imports/undo-button.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { FileLink } from '#components/ui/button.tsx';
import { Time } from '#components/ui/time.tsx';
import { countOf } from '#lib/count.ts';
import { batchHref } from '#lib/imports/params.ts';
import type { BatchView } from '#lib/imports/views.ts';

/** The head of one import: which file, where it stands, and what can be done with the whole of it. */
export function BatchHead({ batch, zone }: { batch: BatchView; zone: string }) {
  return (
    <>
      <PageHead
        title={`Import ${batch.id}`}
        note={
          <span className="flex flex-wrap items-center gap-2">
            <span className="break-all">{batch.fileName}</span>
            <StateBadge state={batch.state} />
            <span className="text-small text-ink-3">
              {batch.createdBy}, <Time value={batch.undoneAt ?? batch.appliedAt ?? batch.createdAt} zone={zone} />
            </span>
          </span>
        }
        actions={
          <>
            {batch.hasRejectFile && (
              <FileLink href={`${batchHref(batch.id)}/rejected`} icon={<Download size={14} />}>
                Rejected rows
              </FileLink>
            )}
            {batch.state === 'applied' && <UndoButton batch={batch.id} fileName={batch.fileName} size={28} />}
          </>
        }
      />
      {batch.state === 'undone' && batch.undo !== null && (
        <p role="status" className="border-b border-line bg-sunken px-5 py-2">
          Taken back: {countOf(batch.undo.reverted, 'entry', 'entries')} reverted,{' '}
          {countOf(batch.undo.deleted, 'entry', 'entries')} deleted, {countOf(batch.undo.restored, 'entry', 'entries')}{' '}
          restored. {keptWords(batch.undo.kept)} Below is what the import had done.
        </p>
      )}
    </>
  );
}

function keptWords(kept: number): string {
  if (kept === 0) return '';
  return `${countOf(kept, 'field', 'fields')} changed since by others and stayed.`;
}
