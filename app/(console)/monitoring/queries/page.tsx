import type { Metadata } from 'next';
import { PageHead } from '#components/layout/page-head.tsx';
import { SampledTable } from '#components/monitoring/statements/sampled-table.tsx';
import { SearchTable } from '#components/monitoring/statements/search-table.tsx';
import { StateNotice } from '#components/monitoring/statements/state-notice.tsx';
import { BoardLine, StatementTable } from '#components/monitoring/statements/statement-table.tsx';
import { WindowMenu } from '#components/monitoring/statements/window-menu.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import {
  parseStatementParams,
  resolveStatementWindow,
  type StatementParams,
  statementsHref,
} from '#lib/monitoring/statements/params.ts';
import { bytesWords, otherWords } from '#lib/monitoring/statements/words.ts';
import { formatInstant } from '#lib/time.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getMonitoring } from '#server/monitoring/answer.ts';
import { findStatements } from '#server/monitoring/statements/list.ts';
import { getStatementStore } from '#server/monitoring/statements/roll-up.ts';
import { findSampledStatements } from '#server/monitoring/statements/sampled.ts';
import { findSearchTimes } from '#server/monitoring/statements/search-times.ts';

export const metadata: Metadata = { title: 'Queries' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };
type Seen = { actor: Actor; params: StatementParams; zone: string; now: Date };

export default async function QueriesPage({ searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  const params = parseStatementParams(await searchParams);
  const zone = await getViewerZone();
  const now = new Date();
  const { window, before } = resolveStatementWindow(params, now.getTime());
  const at = (instant: number) =>
    formatInstant(new Date(instant), zone, window.to - window.from > 86_400_000 ? 'moment' : 'clock', now);
  const seen = { actor, params, zone, now };
  const monitoring = getMonitoring(actor, ['statements']);
  const isBlind = monitoring.panels.statements?.state === 'blind';
  return (
    <>
      <PageHead
        title="Queries"
        note={`${at(window.from)} to ${at(window.to)}, against ${otherWords(params, before, zone, now)}`}
        actions={<WindowMenu {...{ params, zone, ...window }} other={before.from} />}
      />
      <StateNotice initial={monitoring} zone={zone} follows={params.window.name !== 'own'} />
      {isBlind && (
        <Panel name="Statements, sampled" rows={6}>
          <Sampled {...seen} />
        </Panel>
      )}
      <Panel name="Statements" rows={12}>
        <List {...seen} isBlind={isBlind} />
      </Panel>
      <Panel name="Searches of the phonebook" rows={5}>
        <Searches {...seen} />
      </Panel>
      <Panel name="What this takes" rows={1}>
        <Store actor={actor} />
      </Panel>
    </>
  );
}

async function List({ actor, params, zone, now, isBlind }: Seen & { isBlind: boolean }) {
  const windows = resolveStatementWindow(params, now.getTime());
  const { trends, since, runners, ...board } = await findStatements(
    actor,
    { ...windows, order: params.order },
    now.getTime(),
  );
  if (board.total.calls === 0 && board.rows.length === 0)
    return (
      <EmptyState
        title="No statement was counted in this window."
        action={
          params.window.name !== '24h' && (
            <ButtonLink href={statementsHref({ ...params, window: { name: '24h' } })}>Last 24 hours</ButtonLink>
          )
        }
      >
        {isBlind
          ? 'Nothing is counted until statements can be read, as said above. What was counted before is kept.'
          : 'Figures are written once a minute, from the second minute after the worker started.'}
      </EmptyState>
    );
  return (
    <>
      <BoardLine board={board} />
      <StatementTable {...{ board, trends, since, runners, params, zone, now }} />
    </>
  );
}

async function Sampled({ actor, params, zone, now }: Seen) {
  const { window } = resolveStatementWindow(params, now.getTime());
  return <SampledTable sampled={await findSampledStatements(actor, window)} {...{ zone, now }} />;
}

async function Searches({ actor, params, now }: Seen) {
  const { window } = resolveStatementWindow(params, now.getTime());
  return <SearchTable times={await findSearchTimes(actor, window)} />;
}

async function Store({ actor }: { actor: Actor }) {
  const { bytes, isFull } = await getStatementStore(actor);
  return (
    <p className="px-5 py-3 text-small text-ink-3 phone:px-4">
      This history takes {bytesWords(bytes)}: minutes for 72 hours, ten minutes for 14 days, hours and days for 100
      days.{isFull && ' It has all the room it may take, so that the oldest go sooner.'} Nothing is ever reset in the
      server.
    </p>
  );
}
