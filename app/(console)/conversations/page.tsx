import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LogBoard } from '#components/conversations/log-board.tsx';
import { LogFilters } from '#components/conversations/log-filters.tsx';
import { LogVolume } from '#components/conversations/log-volume.tsx';
import { RawExport } from '#components/conversations/raw-export.tsx';
import { ButtonLink, FileLink } from '#components/ui/button.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { isNarrowed, type LogParams, logHref, parseLogParams } from '#lib/conversations/params.ts';
import { bucketsWithin } from '#lib/measures/buckets.ts';
import type { TurnFilter } from '#lib/measures/turn-filter.ts';
import { resolveWindow } from '#lib/measures/windows.ts';
import { zoneChoices } from '#lib/measures/zones.ts';
import { roleMay } from '#lib/roles.ts';
import { findChoices, findTurns, inWindow } from '#server/conversations/queries.ts';
import { findVolume } from '#server/conversations/volume.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';

export const metadata: Metadata = { title: 'Conversations' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ConversationsPage({ searchParams }: Props) {
  const actor = await requireActor('conversations.read');
  const now = new Date();
  const params = parseLogParams(await searchParams, now);
  const viewersZone = await getViewerZone();
  const zone = params.zone ?? viewersZone;
  const filter = inWindow(params, zone, now);
  const [page, choices] = await Promise.all([findTurns(actor, { filter, walk: params.walk }), findChoices(actor)]);
  return (
    <LogBoard
      key={logHref({ ...params, open: null })}
      params={params}
      page={page}
      zone={zone}
      now={now.toISOString()}
      filters={<LogFilters params={params} choices={choices} zone={viewersZone} zones={zoneChoices()} />}
      volume={
        <>
          {page.problems.map((problem) => (
            <p key={problem} role="status" className="px-5 pb-2 text-ink-2">
              {problem}
            </p>
          ))}
          {page.rows.length > 0 && (
            <Suspense>
              <Volume actor={actor} filter={filter} zone={zone} now={now} params={params} />
            </Suspense>
          )}
        </>
      }
      actions={
        page.rows.length > 0 && (
          <>
            <FileLink href={exportHref(params)} icon={<Download size={14} />}>
              CSV
            </FileLink>
            <FileLink href={exportHref(params, { format: 'jsonl' })} icon={<Download size={14} />}>
              JSONL
            </FileLink>
            {roleMay(actor.role, 'conversations.reveal') && (
              <RawExport
                csv={exportHref(params, { raw: '1' })}
                jsonl={exportHref(params, { raw: '1', format: 'jsonl' })}
              />
            )}
          </>
        )
      }
      empty={<NoTurns params={params} isCut={page.searchedTo !== null} />}
    />
  );
}

function exportHref(params: LogParams, wish: { format?: 'jsonl'; raw?: '1' } = {}): string {
  const href = logHref({ ...params, open: null }, {}, '/conversations/export');
  const search = new URLSearchParams(wish).toString();
  return search === '' ? href : `${href}${href.includes('?') ? '&' : '?'}${search}`;
}

type VolumeProps = { actor: Actor; filter: TurnFilter; zone: string; now: Date; params: LogParams };

/** The volume of the filter's time; without one, of the last 30 days. */
async function Volume({ actor, filter, zone, now, params }: VolumeProps) {
  const usual = resolveWindow(zone, { name: '30d' }, now);
  const buckets = bucketsWithin(zone, filter.from ?? usual.fromUtc, filter.to ?? usual.toUtc);
  if (buckets.length === 0) return null;
  const windows = buckets.map(({ startUtc, endUtc }) => ({ from: startUtc, to: endUtc }));
  const volume = await findVolume(actor, filter, windows);
  return <LogVolume buckets={buckets} volume={volume} params={params} filter={filter} zone={zone} now={now} />;
}

/** `isCut`: a search ended by its time, before it had looked everywhere. */
function NoTurns({ params, isCut }: { params: LogParams; isCut: boolean }) {
  if (isCut) return <NothingFound title="The search ran out of time and has found no turn so far." />;
  if (params.walk.cursor !== null)
    return (
      <NothingFound
        title="The log ends before this page."
        action={
          <ButtonLink href={logHref(params, { walk: { cursor: null, direction: 'older' } })}>
            To the newest turns
          </ButtonLink>
        }
      />
    );
  if (isNarrowed(params) || params.window !== null || params.filter.from !== null)
    return (
      <NothingFound title="No turn fits." action={<ButtonLink href="/conversations">Show all turns</ButtonLink>}>
        Fewer words or a wider time may find more. Words match whole; end one with * for its beginning.
      </NothingFound>
    );
  return (
    <EmptyState
      title="No turn has arrived yet."
      action={<ButtonLink href="/settings/keys">Make an API key</ButtonLink>}
    >
      The chatbot posts each turn to /api/conversations with a key of its own. The first one lights the Ingest lamp and
      stands here a second later.
    </EmptyState>
  );
}
