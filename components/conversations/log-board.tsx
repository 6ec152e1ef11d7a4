'use client';

import { Pause, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { LogSearch } from '#components/conversations/log-search.tsx';
import { SessionPanel } from '#components/conversations/session-panel.tsx';
import { FailedLine, HeldLine } from '#components/conversations/tail-lines.tsx';
import { verdicts } from '#components/conversations/thread.tsx';
import { TurnCards, TurnTable } from '#components/conversations/turn-list.tsx';
import { useTail } from '#components/conversations/use-tail.ts';
import { useKeys } from '#components/layout/keys.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { type LogParams, logHref, sessionHref } from '#lib/conversations/params.ts';
import { placeIn, type TurnRow } from '#lib/conversations/row.ts';
import type { Cursor } from '#lib/conversations/turn.ts';
import type { TurnState } from '#lib/measures/turn-filter.ts';
import { formatInstant } from '#lib/time.ts';

type BoardProps = {
  params: LogParams;
  page: {
    rows: TurnRow[];
    older: Cursor | null;
    newer: Cursor | null;
    searchedTo: { at: string; direction: 'older' | 'newer' } | null;
    mark: string;
  };
  zone: string;
  now: string;
  filters: ReactNode;
  volume: ReactNode;
  actions: ReactNode;
  /** What stands where no turn fits or none has come. */
  empty: ReactNode;
};

/** Search, filters, the list that stays live at its newest page, and the session of the chosen turn. */
export function LogBoard({ params, page, zone, now, filters, volume, actions, empty }: BoardProps) {
  const router = useRouter();
  const searched = params.filter.query;
  const isNewest = params.walk.cursor === null;
  const [live, setLive] = useState(true);
  const [open, setOpen] = useState<Cursor | null>(page.rows.find(({ id }) => id === params.open?.id) ?? null);
  const list = useRef<HTMLDivElement>(null);
  const scrolled = useScrolled(list);
  const tail = useTail({
    page,
    address: logHref({ ...params, walk: { cursor: null, direction: 'older' }, open: null }, {}, '/conversations/tail'),
    live: live && isNewest,
    held: scrolled || open !== null,
    renew: () => router.refresh(),
  });
  const holds = tail.isPast ? !tail.beginsAnew : tail.waitingCount > 0;
  const position = placeIn(tail.rows, open);
  const row = tail.rows[position] ?? null;
  // The open turn may be gone from the log: what took its place is open then.
  if (open !== null && open.id !== row?.id) setOpen(row);
  const judge = useRef<((state: TurnState | null) => void) | null>(null);
  const select = (next: number) => {
    const chosen = tail.rows[Math.min(Math.max(next, 0), tail.rows.length - 1)];
    if (chosen === undefined) return;
    setOpen(chosen);
    document.querySelector(`[data-turn="${chosen.id}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const resume = () => {
    setOpen(null);
    list.current?.scrollTo({ top: 0 });
    tail.show();
    setLive(true);
  };
  useKeys('Conversations', [
    { keys: 'j', caps: ['J', 'K'], label: 'turn', foot: true, run: () => select(position + 1) },
    { keys: 'k', caps: null, label: 'turn', run: () => select(position - 1) },
    { keys: 'ArrowDown', label: 'next turn', run: () => select(position + 1) },
    { keys: 'ArrowUp', label: 'turn before', run: () => select(position - 1) },
    {
      keys: 'Enter',
      label: 'session',
      foot: true,
      run: () => row !== null && router.push(sessionHref(row.sessionId, row, searched)),
    },
    ...verdicts.map(({ state, key }, place) => ({
      keys: key,
      caps: place === 0 ? ['1', '2', '3'] : null,
      label: 'verdict',
      foot: place === 0,
      run: () => judge.current?.(state),
    })),
    { keys: '0', label: 'take the verdict back', run: () => judge.current?.(null) },
    {
      keys: ' ',
      caps: ['Space'],
      label: 'live',
      foot: true,
      run: () => (live && !holds ? setLive(false) : resume()),
    },
    {
      keys: ']',
      label: 'older turns',
      run: () =>
        tail.older !== null && router.push(logHref(params, { walk: { cursor: tail.older, direction: 'older' } })),
    },
    {
      keys: '[',
      label: 'newer turns',
      run: () =>
        page.newer !== null && router.push(logHref(params, { walk: { cursor: page.newer, direction: 'newer' } })),
    },
    { keys: 'Escape', label: 'close the session', run: () => setOpen(null) },
  ]);
  const reading = new Date(now);
  return (
    <div className="flex min-h-0 flex-1">
      <div ref={list} className="flex min-w-0 flex-1 flex-col overflow-y-auto">
        <div className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-5 py-2 phone:px-4">
          <h1 className="text-title font-semibold">Log</h1>
          <p className="flex-1 text-ink-2">Times in {zone}</p>
          {actions}
          {isNewest && (
            <Button
              aria-pressed={live}
              icon={live ? <Pause size={14} /> : <Play size={14} />}
              onClick={() => (live ? setLive(false) : resume())}
            >
              {live ? 'Live' : 'Paused'}
            </Button>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-2 px-5 py-3 phone:px-4">
          <LogSearch
            params={params}
            hasRows={tail.rows.length > 0}
            activeRow={row?.id ?? null}
            onMove={(step) => select(position + step)}
          />
          {filters}
        </div>
        {volume}
        {tail.failed !== null && <FailedLine failed={tail.failed} zone={zone} now={reading} />}
        {holds && <HeldLine tail={tail} onShow={tail.show} onResume={resume} />}
        {tail.rows.length === 0 ? (
          empty
        ) : (
          <>
            <TurnTable
              rows={tail.rows}
              selected={row?.id ?? null}
              searched={searched}
              zone={zone}
              now={reading}
              onSelect={setOpen}
            />
            <TurnCards rows={tail.rows} searched={searched} zone={zone} now={reading} />
          </>
        )}
        <Foot
          params={params}
          page={{ ...page, older: tail.older, searchedTo: tail.searchedTo }}
          zone={zone}
          now={reading}
        />
      </div>
      {row !== null && (
        <SessionPanel
          row={row}
          searched={searched}
          zone={zone}
          onClose={() => setOpen(null)}
          onJudged={tail.judge}
          takeJudge={(next) => {
            judge.current = next;
          }}
        />
      )}
    </div>
  );
}

function Foot({ params, page, zone, now }: Pick<BoardProps, 'params' | 'page' | 'zone'> & { now: Date }) {
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-2 px-5 py-3 text-ink-2 phone:px-4">
      {page.newer !== null && (
        <ButtonLink href={logHref(params, { walk: { cursor: page.newer, direction: 'newer' } })}>Newer</ButtonLink>
      )}
      {params.walk.cursor !== null && (
        <ButtonLink href={logHref(params, { walk: { cursor: null, direction: 'older' } })}>Newest</ButtonLink>
      )}
      {page.older !== null && (
        <ButtonLink href={logHref(params, { walk: { cursor: page.older, direction: 'older' } })}>Older</ButtonLink>
      )}
      {page.searchedTo !== null && (
        <span>
          {page.searchedTo.direction === 'older' ? 'Searched back to' : 'Searched up to'}{' '}
          {formatInstant(new Date(page.searchedTo.at), zone, 'moment', now)}; {page.searchedTo.direction} turns were not
          looked at. The next page goes on from there; a narrower time
          {params.filter.query.trim() !== '' && ' or a rarer word'} finds more.
        </span>
      )}
    </nav>
  );
}

/** Whether somebody is reading further down, so that nothing may be pushed in above. */
function useScrolled(list: { current: HTMLElement | null }): boolean {
  const [scrolled, setScrolled] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const look = () => setScrolled(element.scrollTop > 8 || window.scrollY > 8);
    element.addEventListener('scroll', look, { passive: true });
    window.addEventListener('scroll', look, { passive: true });
    return () => {
      element.removeEventListener('scroll', look);
      window.removeEventListener('scroll', look);
    };
  }, [list]);
  return scrolled;
}
