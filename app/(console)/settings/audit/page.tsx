import { PageHead } from '#components/layout/page-head.tsx';
import { AuditFilters } from '#components/settings/audit-filters.tsx';
import { AuditTable } from '#components/settings/audit-table.tsx';
import { ButtonLink, FileLink } from '#components/ui/button.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { auditHref, isFiltered, parseAuditParams } from '#lib/settings/audit-params.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findAuditChoices, findAuditRows } from '#server/settings/audit/queries.ts';

export const metadata = { title: 'Audit log' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: Props) {
  const actor = await requireActor('audit.read');
  const params = parseAuditParams(await searchParams);
  const zone = await getViewerZone();
  const [page, choices] = await Promise.all([findAuditRows(actor, params, zone), findAuditChoices(actor)]);
  const { before: _before, after: _after, ...filters } = params;
  const exportHref = auditHref(filters, '/settings/audit/export');
  return (
    <>
      <PageHead
        title="Audit log"
        note="Who did what, and when. Each row is chained to the one before; npm run cli -- verify finds one that was touched."
        actions={<FileLink href={exportHref}>Export CSV</FileLink>}
      />
      <AuditFilters key={auditHref(params)} params={params} choices={choices} />
      {page.rows.length === 0 ? <Nothing filtered={isFiltered(params)} /> : <AuditTable rows={page.rows} zone={zone} />}
      <nav aria-label="Pages" className="flex justify-end gap-1 px-5 py-3">
        {page.newer !== null && (
          <ButtonLink href={auditHref({ ...filters, after: page.newer })} rel="prev">
            Newer
          </ButtonLink>
        )}
        {page.older !== null && (
          <ButtonLink href={auditHref({ ...filters, before: page.older })} rel="next">
            Older
          </ButtonLink>
        )}
      </nav>
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <NothingFound
        title="No row fits these filters."
        action={<ButtonLink href="/settings/audit">Show all rows</ButtonLink>}
      />
    );
  return <EmptyState title="Nothing has been done yet.">The first sign-in or change is the first row.</EmptyState>;
}
