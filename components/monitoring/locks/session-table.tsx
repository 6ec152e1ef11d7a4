'use client';

import { useState } from 'react';
import { PanelHead } from '#components/layout/page-head.tsx';
import { NativeSelect } from '#components/ui/input.tsx';
import { SegmentedControl } from '#components/ui/segmented-control.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { filterSessions, type SessionState, sessionFilters } from '#lib/monitoring/sessions/filter.ts';
import type { Session, Sessions } from '#lib/monitoring/sessions/sample.ts';
import { clockOf, stateOf } from '#lib/monitoring/sessions/words.ts';

type TableProps = {
  sample: Sessions;
  chosen: number | null;
  onChoose: (pid: number) => void;
  /** The sample is of the past: nothing comes to it any more. */
  past?: boolean;
};

/** The sessions of this database, those in a queue and at work first, filtered by state and application. */
export function SessionTable({ sample, chosen, onChoose, past = false }: TableProps) {
  const [state, setState] = useState<SessionState>('all');
  const [application, setApplication] = useState('');
  const shown = filterSessions(sample.sessions, state, application);
  const applications = [...new Set(sample.sessions.map((session) => session.application))].toSorted();
  const note = `${countOf(sample.clientsHere, 'connection', 'connections')} to this database; the monitor’s own are not listed`;
  return (
    <section aria-label="Sessions" className="min-w-0">
      <PanelHead title="Sessions" note={note} />
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-5 py-2">
        <div className="relative max-w-full overflow-x-auto">
          <SegmentedControl
            label="State"
            name="state"
            options={sessionFilters}
            defaultValue="all"
            onChange={(value) => setState(sessionFilters.find((one) => one.value === value)?.value ?? 'all')}
          />
        </div>
        <NativeSelect
          aria-label="Application"
          value={application}
          onChange={(event) => setApplication(event.currentTarget.value)}
          options={[
            { value: '', label: 'All applications' },
            ...applications.map((name) => ({ value: name || ' ', label: name || 'without a name' })),
          ]}
          className="w-52"
        />
      </div>
      <Rows
        shown={shown}
        total={sample.sessions.length}
        at={sample.at}
        chosen={chosen}
        onChoose={onChoose}
        past={past}
      />
      {sample.moreSessions > 0 && (
        <p className="border-b border-line px-5 py-2 text-ink-2">
          {formatCount(sample.moreSessions)} more are not listed, those idle longest first among them.
        </p>
      )}
    </section>
  );
}

type RowsProps = { shown: readonly Session[]; total: number; at: string } & Pick<
  TableProps,
  'chosen' | 'onChoose' | 'past'
>;

function Rows({ shown, total, at, chosen, onChoose, past }: RowsProps) {
  if (total === 0)
    return (
      <EmptyState title="Nobody is connected but the monitor.">
        {!past && 'The next session shows here within 2 s.'}
      </EmptyState>
    );
  if (shown.length === 0)
    return (
      <NothingFound title="No session is so at this moment.">{!past && 'The list looks again every 2 s.'}</NothingFound>
    );
  return (
    <Table label="Sessions">
      <TableHead>
        <Th>pid</Th>
        <Th>Application</Th>
        <Th className="phone:hidden">Login</Th>
        <Th>State</Th>
        <Th align="end">m:s</Th>
        <Th className="phone:hidden">Waits on</Th>
        <Th>Statement</Th>
      </TableHead>
      <TableBody>
        {shown.map((session) => (
          <Tr key={session.pid} state={session.pid === chosen ? 'selected' : undefined}>
            <Td mono>
              <button
                type="button"
                aria-pressed={session.pid === chosen}
                aria-label={`Choose ${session.pid}`}
                onClick={() => onChoose(session.pid)}
                className="touch link-quiet font-medium"
              >
                {session.pid}
              </button>
            </Td>
            <Td className="max-w-52 truncate">{session.application || 'without a name'}</Td>
            <Td className="phone:hidden">{session.user ?? '–'}</Td>
            <Td className="whitespace-nowrap">{stateOf(session)}</Td>
            <Td align="end" mono>
              {clockOf(session.stateSince, at)}
            </Td>
            <Td className="whitespace-nowrap text-ink-2 phone:hidden">{session.wait ?? ''}</Td>
            <Td
              className="max-w-0 min-w-60 truncate font-mono text-small text-ink-2"
              title={session.statement ?? undefined}
            >
              {session.statement ?? 'not seen'}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
