'use client';

import { PanelHead } from '#components/layout/page-head.tsx';
import { AnswerFinder } from '#components/monitoring/redis/answer-finder.tsx';
import { BasesTable } from '#components/monitoring/redis/bases-table.tsx';
import { useAnswers } from '#components/monitoring/redis/use-answers.ts';
import { Button } from '#components/ui/button.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import type { AnswerCache, AnswerPass } from '#lib/monitoring/lightrag/pass.ts';

type AnswersProps = { initial: AnswerCache; zone: string; canAct: boolean };

/** The answers that LightRAG's chatbot keeps in the same Redis: how many, one of them, and clearing a knowledge base. */
export function AnswersPanel({ initial, zone, canAct }: AnswersProps) {
  const { cache, busy, message, count, clear } = useAnswers(initial);
  const { running, counted, cleared, failure } = cache;
  return (
    <>
      <PanelHead
        title="Cached answers of LightRAG"
        note={counted === null ? 'Not counted yet.' : undefined}
        actions={
          <>
            {counted !== null && (
              <span>
                Counted <Time value={counted.at} zone={zone} />
              </span>
            )}
            <Button busy={busy} off={running !== null} onClick={count}>
              {counted === null ? 'Count them' : 'Count anew'}
            </Button>
          </>
        }
      />
      {running !== null && <Walk pass={running} />}
      <div aria-live="polite">
        {(message ?? failure) && running === null && (
          <p className="border-b border-line px-5 py-2 text-crit">{message ?? `The last walk failed: ${failure}`}</p>
        )}
        {cleared !== null && running === null && (
          <p className="border-b border-line px-5 py-2 text-ink-2">
            {countOf(cleared.removed, 'answer', 'answers')} of {cleared.base} were removed{' '}
            <Time value={cleared.at} zone={zone} />.{' '}
            {cleared.left === 0
              ? 'A second walk found none left.'
              : `A second walk found ${formatCount(cleared.left)}, kept anew meanwhile.`}
          </p>
        )}
      </div>
      {counted !== null && counted.bases.length > 0 && (
        <>
          <BasesTable counted={counted} isOff={running !== null} onClear={canAct ? clear : undefined} />
          <AnswerFinder zone={zone} />
        </>
      )}
      {counted !== null && counted.bases.length === 0 && (
        <EmptyState title="No cached answer was found.">
          The chatbot keeps them as lightrag:KNOWLEDGE BASE:query:MD5; none of this Redis is one.
        </EmptyState>
      )}
      {counted === null && running === null && (
        <EmptyState title="Counting walks past every key in small steps.">
          It changes nothing. A million keys take about half a minute.
        </EmptyState>
      )}
    </>
  );
}

function Walk({ pass: { kind, base, seen, total } }: { pass: AnswerPass }) {
  const what = kind === 'count' ? 'Counting the cached answers' : `Clearing ${base}`;
  return (
    <div role="status" className="border-b border-line px-5 py-2">
      <p className="mb-1.5">
        {what}
        {total > 0 && (
          <span className="text-ink-2">
            : {formatCount(seen)} of {formatCount(total)} keys walked past
          </span>
        )}
      </p>
      <ProgressBar label={what} done={seen} total={total} />
    </div>
  );
}
