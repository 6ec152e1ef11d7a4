import { ChangesTable } from '#components/imports/changes-table.tsx';
import { ProblemsTable } from '#components/imports/problems-table.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { type Tab, Tabs } from '#components/ui/tabs.tsx';
import { changeKinds, type ImportCounts } from '#lib/imports/batch.ts';
import { type BatchParams, batchHref, CHANGES_PER_PAGE } from '#lib/imports/params.ts';
import type { BatchView, ChangeLine, ProblemLine } from '#lib/imports/views.ts';

type DetailsProps = {
  batch: BatchView;
  counts: ImportCounts;
  view: BatchParams;
  changes: readonly ChangeLine[];
  problems: readonly ProblemLine[];
};

/** The rows behind the figures, one kind at a time, and the problems. */
export function Details({ batch, counts, view, changes, problems }: DetailsProps) {
  const all = changeKinds.reduce((sum, kind) => sum + counts[kind], 0);
  const troubles = batch.problems + batch.remarks;
  const tabs: Tab[] = [
    { href: batchHref(batch.id), label: 'All changes', count: all, current: view.show === undefined },
    ...changeKinds.map((kind) => ({
      href: batchHref(batch.id, kind),
      label: kind.charAt(0).toUpperCase() + kind.slice(1),
      count: counts[kind],
      current: view.show === kind,
    })),
    { href: batchHref(batch.id, 'problems'), label: 'Problems', count: troubles, current: view.show === 'problems' },
  ];
  const total = tabs.find((tab) => tab.current)?.count ?? 0;
  const shown = view.show === 'problems' ? problems.length : changes.length;
  const from = (view.page - 1) * CHANGES_PER_PAGE;
  return (
    <>
      <Tabs label="Kinds of change" tabs={tabs} />
      <Rows view={view} changes={changes} problems={problems} />
      {total > CHANGES_PER_PAGE && (
        <Pagination
          from={from + 1}
          to={from + shown}
          total={total}
          previousHref={view.page > 1 ? batchHref(batch.id, view.show, view.page - 1) : undefined}
          nextHref={from + shown < total ? batchHref(batch.id, view.show, view.page + 1) : undefined}
        />
      )}
    </>
  );
}

function Rows({ view, changes, problems }: Pick<DetailsProps, 'view' | 'changes' | 'problems'>) {
  if (view.show === 'problems') {
    if (problems.length > 0) return <ProblemsTable rows={problems} />;
    return <EmptyState title="No row has a problem." />;
  }
  if (changes.length > 0) return <ChangesTable rows={changes} />;
  return <EmptyState title="No entry changes.">The file says what the phonebook says already.</EmptyState>;
}
