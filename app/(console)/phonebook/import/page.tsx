import { BatchesTable } from '#components/imports/batches-table.tsx';
import { UploadPanel } from '#components/imports/upload-panel.tsx';
import { PageHead, PanelHead } from '#components/layout/page-head.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { BATCHES_PER_PAGE, parseListPage } from '#lib/imports/params.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findBatches } from '#server/imports/queries.ts';

export const metadata = { title: 'Import' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ImportPage({ searchParams }: Props) {
  const actor = await requireActor('phonebook.import');
  const page = parseListPage(await searchParams);
  const [{ rows, total }, zone] = await Promise.all([findBatches(actor, page), getViewerZone()]);
  const from = (page - 1) * BATCHES_PER_PAGE;
  return (
    <>
      <PageHead title="Import" note="A preview shows every change first, and one click takes it back." />
      <div className="max-w-3xl px-5 py-6">
        <UploadPanel />
      </div>
      <PanelHead title="Imports so far" />
      {rows.length === 0 ? (
        <EmptyState title="Nothing was imported yet.">
          Each import stays here with what it changed and its undo.
        </EmptyState>
      ) : (
        <BatchesTable rows={rows} zone={zone} />
      )}
      {total > BATCHES_PER_PAGE && (
        <Pagination
          from={from + 1}
          to={from + rows.length}
          total={total}
          previousHref={page > 1 ? `/phonebook/import?page=${page - 1}` : undefined}
          nextHref={from + rows.length < total ? `/phonebook/import?page=${page + 1}` : undefined}
        />
      )}
    </>
  );
}
