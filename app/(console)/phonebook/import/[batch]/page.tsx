import { notFound } from 'next/navigation';
import { ApplyForm } from '#components/imports/apply-form.tsx';
import { AtWork } from '#components/imports/at-work.tsx';
import { BatchHead } from '#components/imports/batch-head.tsx';
import { Details } from '#components/imports/details.tsx';
import { Outcome } from '#components/imports/outcome.tsx';
import { PlanForm } from '#components/imports/plan-form.tsx';
import { VerdictLine } from '#components/ui/verdict-line.tsx';
import { isAtWork } from '#lib/imports/batch.ts';
import { type BatchParams, parseBatchParams, readBatchId } from '#lib/imports/params.ts';
import type { BatchView } from '#lib/imports/views.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findChanges, findProblems, getBatch } from '#server/imports/queries.ts';

export const metadata = { title: 'Import' };

type Props = {
  params: Promise<{ batch: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function BatchPage({ params, searchParams }: Props) {
  const actor = await requireActor('phonebook.import');
  const id = readBatchId((await params).batch);
  const [batch, zone] = await Promise.all([id === null ? null : getBatch(actor, id), getViewerZone()]);
  if (batch === null) notFound();
  return (
    <>
      <BatchHead batch={batch} zone={zone} />
      {batch.error !== null && (
        <VerdictLine tone={batch.state === 'failed' ? 'crit' : 'warn'}>{batch.error}</VerdictLine>
      )}
      <Body actor={actor} batch={batch} view={parseBatchParams(await searchParams)} />
    </>
  );
}

async function Body({ actor, batch, view }: { actor: Actor; batch: BatchView; view: BatchParams }) {
  if (isAtWork(batch.state)) return <AtWork batch={batch.id} state={batch.state} progress={batch.progress} />;
  if (batch.state === 'uploaded' || batch.state === 'failed') return <Plan batch={batch} />;
  if (batch.counts === null) return null;
  const kind = view.show === undefined || view.show === 'problems' ? null : view.show;
  const [changes, problems] = await Promise.all([
    view.show === 'problems' ? [] : findChanges(actor, batch.id, kind, view.page),
    view.show === 'problems' ? findProblems(actor, batch.id, view.page) : [],
  ]);
  return (
    <>
      <Outcome counts={batch.counts} />
      {batch.state === 'previewed' && <ApplyForm batch={batch.id} preview={batch.preview} counts={batch.counts} />}
      <Details batch={batch} counts={batch.counts} view={view} changes={changes} problems={problems} />
      {batch.state === 'previewed' && (
        <details className="border-t border-line">
          <summary className="touch cursor-pointer px-5 py-3 font-medium">Change the mapping and preview again</summary>
          <Plan batch={batch} />
        </details>
      )}
    </>
  );
}

function Plan({ batch }: { batch: BatchView }) {
  return <PlanForm batch={batch.id} facts={batch.facts} mapping={batch.mapping} mode={batch.mode} />;
}
