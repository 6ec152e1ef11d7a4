'use client';

import { PanelHead } from '#components/layout/page-head.tsx';
import { Cords, cordsWidth } from '#components/monitoring/locks/cords.tsx';
import { FateMark, OwnFate } from '#components/monitoring/locks/fate.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { countOf } from '#lib/count.ts';
import type { Ending, Fate } from '#lib/monitoring/locks/effect.ts';
import { cordsOf } from '#lib/monitoring/locks/lanes.ts';
import { type TreeRow, treeOf } from '#lib/monitoring/locks/tree.ts';
import type { Session, Sessions } from '#lib/monitoring/sessions/sample.ts';
import { clockOf, partyOf, pidsOf, preparedName, stateOf } from '#lib/monitoring/sessions/words.ts';

type TreeProps = {
  sample: Sessions;
  /** Whose end is looked at. */
  chosen: number | null;
  ending: Ending;
  fates: readonly Fate[];
  onChoose: (pid: number) => void;
};

/** Who waits for whom, in queue order, and what the end of the chosen one would do for each. */
export function BlockingTree({ sample, chosen, ending, fates, onChoose }: TreeProps) {
  const { locks } = sample;
  const rows = treeOf(locks);
  const note = rows.length === 0 ? undefined : `${countOf(rows.length, 'session', 'sessions')}, in queue order`;
  return (
    <section aria-label="Who waits for whom" className="min-w-0">
      <PanelHead title="Who waits for whom" note={note} />
      {rows.length === 0 ? (
        <EmptyState title="Nobody waits for a lock.">
          A session that waits shows here with whom it waits for, and what would free it.
        </EmptyState>
      ) : (
        <Rows rows={rows} sample={sample} chosen={chosen} ending={ending} fates={fates} onChoose={onChoose} />
      )}
      {locks.moreWaits > 0 && (
        <p className="border-b border-line px-5 py-2 text-ink-2">
          {locks.moreWaits} more wait in these queues; those that came first are shown.
        </p>
      )}
    </section>
  );
}

function Rows({ rows, sample, chosen, ending, fates, onChoose }: TreeProps & { rows: readonly TreeRow[] }) {
  const sessions = new Map(sample.sessions.map((session) => [session.pid, session]));
  const cords = cordsOf(rows);
  const lanes = 1 + Math.max(...cords.map(({ dot }) => dot));
  const frees = fates.filter(({ fate }) => fate === 'free').map(({ pid }) => pid);
  return (
    <Table label="Who waits for whom">
      <TableHead>
        <Th>pid</Th>
        <Th>Who</Th>
        <Th className="phone:hidden">Statement</Th>
        <Th align="end">m:s</Th>
        <Th className="phone:hidden">{ending === 'cancel' ? 'If cancelled' : 'If ended'}</Th>
        <Th>Waits for</Th>
      </TableHead>
      <TableBody>
        {rows.map((row, place) => {
          const fate = fates.find(({ pid }) => pid === row.pid);
          const drawn = cords[place];
          const outcome =
            fate === undefined ? (
              <OwnFate ended={row.pid === chosen} ending={ending} />
            ) : (
              <FateMark fate={fate} frees={frees} />
            );
          return (
            <Tr
              key={row.pid}
              data-pid={row.pid}
              data-blockers={row.blockers.join(' ')}
              className={row.pid === chosen ? 'bg-crit-tint hover:bg-crit-tint' : undefined}
            >
              <Td mono className="relative">
                <span className="absolute -inset-y-px left-4" style={{ width: cordsWidth(lanes) }}>
                  {drawn && <Cords cords={drawn} width={lanes} ended={chosen} pid={row.pid} />}
                </span>
                <PidButton row={row} chosen={row.pid === chosen} indent={cordsWidth(lanes)} onChoose={onChoose} />
              </Td>
              <Td className="max-w-56 phone:max-w-44">
                <Who session={sessions.get(row.pid)} pid={row.pid} />
                <span className="md:hidden">{outcome}</span>
              </Td>
              <Td className="max-w-56 truncate font-mono text-small text-ink-2 phone:hidden">
                {sessions.get(row.pid)?.statement}
              </Td>
              <Td align="end" mono>
                {clockOf(sinceOf(row, sessions.get(row.pid)), sample.at)}
              </Td>
              <Td className="phone:hidden">{outcome}</Td>
              <Td className="whitespace-nowrap">
                <WaitsFor row={row} sample={sample} />
              </Td>
            </Tr>
          );
        })}
      </TableBody>
    </Table>
  );
}

type PidProps = { row: TreeRow; chosen: boolean; indent: number; onChoose: (pid: number) => void };

function PidButton({ row, chosen, indent, onChoose }: PidProps) {
  if (row.pid <= 0) return <span style={{ marginLeft: indent }}>–</span>;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={`What if ${row.pid} ended`}
      onClick={() => onChoose(row.pid)}
      className="touch link-quiet pr-2 font-medium"
      style={{ marginLeft: indent }}
    >
      {row.pid}
    </button>
  );
}

/** Whose session it is, and that it stands idle where it does. */
function Who({ session, pid }: { session: Session | undefined; pid: number }) {
  if (pid <= 0) return preparedName(pid);
  if (session === undefined) return <span className="text-ink-3">not seen</span>;
  const { application, user, address, kind, state } = session;
  const ours = application.startsWith('switchboard-');
  const more = [ours ? null : user, address, state === 'active' ? null : stateOf(session)].filter(
    (one) => one !== null,
  );
  return (
    <span className="block truncate" title={partyOf(session)}>
      <span className="font-medium">{kind === 'autovacuum' ? 'autovacuum' : application || 'without a name'}</span>
      {more.length > 0 && `, ${more.join(', ')}`}
    </span>
  );
}

function WaitsFor({ row, sample }: { row: TreeRow; sample: Sessions }) {
  const object = sample.locks.objects.find(({ id }) => id === row.wait?.object);
  if (row.wait === null) return <span className="text-ink-3">nobody</span>;
  return (
    <span title={`${row.wait.mode} on ${object?.name}`}>
      <span className="figures">{pidsOf(row.blockers.toSorted((one, other) => one - other))}</span>
      <span className="text-ink-3"> · {object?.name}</span>
    </span>
  );
}

/** A waiter counts from when it began to wait, a root from when its transaction began. */
function sinceOf(row: TreeRow, session: Session | undefined): string | null {
  return row.wait === null ? (session?.transactionSince ?? session?.stateSince ?? null) : row.wait.since;
}
