import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { ChangeTable } from '#components/monitoring/changes/change-table.tsx';
import { ChangesSight } from '#components/monitoring/changes/changes-sight.tsx';
import { KindMenu } from '#components/monitoring/changes/kind-menu.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { type ChangesParams, changesHref, parseChangesParams } from '#lib/monitoring/changes/params.ts';
import { kindWord } from '#lib/monitoring/changes/words.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { findChanges, getWatch } from '#server/monitoring/changes/list.ts';

export const metadata: Metadata = { title: 'Changes' };

const A_PAGE = 100;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ChangesPage({ searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  const params = parseChangesParams(await searchParams);
  return (
    <>
      <PageHead
        title="Changes"
        note="What changed in schema, indexes, settings and versions, and what started. Kept for 400 days."
        actions={<KindMenu kind={params.kind} />}
      />
      <ChangesSight panel={getMonitoring(actor, ['changes']).panels.changes} zone={await getViewerZone()} />
      <Panel name="Changes" rows={8}>
        <List actor={actor} params={params} />
      </Panel>
    </>
  );
}

async function List({ actor, params }: { actor: Actor; params: ChangesParams }) {
  const { kind, page } = params;
  const [found, watch, zone] = await Promise.all([
    findChanges(actor, { from: new Date(0), kind, most: A_PAGE + 1, skip: (page - 1) * A_PAGE }),
    getWatch(actor),
    getViewerZone(),
  ]);
  const now = new Date();
  const changes = found.slice(0, A_PAGE);
  return (
    <>
      <p className="border-b border-line px-5 py-2 text-ink-2">
        {watch === null ? (
          'Nothing was looked at yet: the worker takes its first look within seconds of its start.'
        ) : (
          <>
            Watched since <Time value={watch.since} zone={zone} now={now} style="moment" />, last looked at{' '}
            <Time value={watch.at} zone={zone} now={now} style="ago" />; every 30 s while somebody watches monitoring,
            else every 150 s.
          </>
        )}
      </p>
      {changes.length === 0 ? <None params={params} /> : <ChangeTable changes={changes} zone={zone} now={now} />}
      <div className="flex gap-2 px-5 py-3 empty:hidden">
        {page > 1 && <ButtonLink href={changesHref({ kind, page: page - 1 })}>Newer</ButtonLink>}
        {found.length > A_PAGE && <ButtonLink href={changesHref({ kind, page: page + 1 })}>Older</ButtonLink>}
      </div>
    </>
  );
}

function None({ params: { kind, page } }: { params: ChangesParams }) {
  if (kind === null && page === 1)
    return (
      <EmptyState title="Nothing has changed since then.">
        A table, column, index, constraint, trigger, function, extension, setting, migration or version that changes
        shows here at the next look.
      </EmptyState>
    );
  return (
    <NothingFound
      title={kind === null ? 'No change is older.' : `Nothing of the kind “${kindWord(kind)}” changed.`}
      action={<ButtonLink href={changesHref({ kind: null, page: 1 })}>All changes</ButtonLink>}
    />
  );
}
