'use client';

import { ExternalLink, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect } from 'react';
import { Thread } from '#components/conversations/thread.tsx';
import { type ShownThread, useVerdicts } from '#components/conversations/use-thread.ts';
import { StateMark } from '#components/layout/state-mark.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { FailedPanel } from '#components/ui/states.tsx';
import { useLatestWish } from '#components/ui/use-latest-wish.ts';
import { sessionHref } from '#lib/conversations/params.ts';
import { parseQuery } from '#lib/conversations/query.ts';
import type { TurnRow } from '#lib/conversations/row.ts';
import { type TurnDetail, threadWords } from '#lib/conversations/turn-detail.ts';
import type { TurnState } from '#lib/measures/turn-filter.ts';
import { getThreadAction } from '#server/conversations/actions.ts';

const iconLink =
  'touch-square flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink-1';
type PanelProps = {
  row: TurnRow;
  /** What was searched for. */
  searched: string;
  zone: string;
  onClose: () => void;
  /** Called with the turns of the session after a verdict. */
  onJudged: (turns: TurnDetail[]) => void;
  /** Takes what judges the chosen turn; null while its thread is on its way. */
  takeJudge: (judge: ((state: TurnState | null) => void) | null) => void;
};

/** The session of the chosen turn, beside the log. */
export function SessionPanel({ row, ...rest }: PanelProps) {
  const { wish, latest, failed } = useLatestWish(getThreadAction);
  const { sessionId, at, id } = row;
  const thread = latest?.wish.sessionId === sessionId ? latest.answer : null;
  const isShown = thread?.rows.some((turn) => turn.id === id) === true;
  useEffect(() => {
    if (!isShown) wish({ sessionId, around: { at, id } });
  }, [wish, sessionId, at, id, isShown]);
  return (
    <aside
      aria-label={`Session ${sessionId}`}
      className="sticky top-12 hidden h-[calc(100dvh-84px)] w-[460px] shrink-0 flex-col self-start overflow-y-auto border-l border-line min-[1700px]:w-auto min-[1700px]:flex-1 xl:flex"
    >
      <div className="sticky top-0 z-10 flex min-h-12 items-center gap-2 border-b border-line bg-page px-6">
        <h2 className="min-w-0 flex-1 truncate text-title font-semibold">
          Session <span className="font-mono text-strong font-normal">{sessionId}</span>
        </h2>
        <CopyButton text={sessionId} what="Session" />
        <Link
          href={sessionHref(sessionId, row, rest.searched)}
          aria-label="Open as page"
          title="Open as page"
          className={iconLink}
        >
          <ExternalLink size={15} />
        </Link>
        <IconButton label="Close" icon={<X size={16} />} onClick={rest.onClose} />
      </div>
      {failed !== undefined && (
        <FailedPanel title="The session could not be read">
          Choose another turn, or this one again in a moment.
        </FailedPanel>
      )}
      {thread !== null && <OpenThread key={sessionId} thread={thread} row={row} {...rest} />}
    </aside>
  );
}

type OpenProps = Omit<PanelProps, 'onClose'> & {
  thread: ShownThread & { hasEarlier: boolean; hasLater: boolean };
};

function OpenThread({ thread, row, searched, zone, onJudged, takeJudge }: OpenProps) {
  const { rows, judge } = useVerdicts(thread, onJudged);
  useEffect(() => {
    takeJudge((state) => {
      const turn = rows.find(({ id }) => id === row.id);
      if (turn !== undefined) judge(turn, state);
    });
    return () => takeJudge(null);
  });
  const isThere = rows.some(({ id }) => id === row.id);
  useEffect(() => {
    if (isThere) document.getElementById(`turn-${row.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [row.id, isThere]);
  const count = (state: TurnState) => rows.filter((turn) => turn.state === state).length;
  return (
    <>
      <p className="flex items-center gap-4 border-b border-line px-6 py-2 text-ink-2">
        <span>{threadWords(thread)}</span>
        {(['answered', 'unanswered', 'partial'] as const).map(
          (state) =>
            count(state) > 0 && (
              <span key={state} className="inline-flex items-center gap-1 tabular-nums">
                <StateMark state={state} /> {count(state)}
              </span>
            ),
        )}
        <span className="ml-auto truncate">{row.source}</span>
      </p>
      <Thread
        rows={rows}
        selected={row.id}
        onSelect={() => {}}
        onVerdict={judge}
        query={parseQuery(searched)}
        zone={zone}
      />
    </>
  );
}
