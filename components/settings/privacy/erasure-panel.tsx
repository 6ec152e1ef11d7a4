'use client';

import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { ErasureAtWork } from '#components/settings/privacy/erasure-at-work.tsx';
import { FoundTable } from '#components/settings/privacy/found-table.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { type Erasure, isErasureAtWork, totalOf } from '#lib/erasure/erasure.ts';
import { subjectWords } from '#lib/erasure/subject.ts';
import { allWords } from '#lib/erasure/words.ts';
import { noAnswer } from '#lib/result.ts';
import { confirmErasureAction, discardErasureAction } from '#server/settings/privacy/actions.ts';

type OpenErasure = Omit<Erasure, 'createdAt' | 'erasedAt'>;

/** An erasure that has not ended: its preview, the question, its progress. */
export function ErasurePanel({ erasure }: { erasure: OpenErasure }) {
  const { id, kind, value, state, found } = erasure;
  return (
    <section aria-label={`Erasure ${id}`} className="flex flex-col gap-4 rounded-control border border-line-strong p-5">
      <p>
        <span className="text-ink-2">{subjectWords[kind].label} </span>
        <span className="font-medium wrap-anywhere">{value}</span>
      </p>
      {isErasureAtWork(state) ? (
        <ErasureAtWork id={id} isPreview={state === 'previewing'} progress={erasure.progress} />
      ) : (
        <>
          {erasure.error !== null && (
            <p role="alert" className="text-crit">
              {erasure.error}
            </p>
          )}
          {found.length > 0 && <FoundTable found={found} />}
          {found.length === 0 && erasure.error === null && <p>Nothing holds it.</p>}
          <Answer erasure={erasure} />
        </>
      )}
    </section>
  );
}

function Answer({ erasure: { id, state, found } }: { erasure: OpenErasure }) {
  const guarded = useRecentPassword();
  const toast = useToast();
  const going = found.filter(({ kept }) => kept === null);
  const discard = async () => {
    const result = await discardErasureAction(id).catch(noAnswer);
    if (!result.ok) toast({ tone: 'failed', text: result.message });
  };
  return (
    <div className="flex flex-wrap gap-2">
      {totalOf(going) > 0 && (
        <ConfirmDialog
          trigger={
            <Button size={32} variant="danger">
              {state === 'failed' ? 'Go on erasing' : 'Erase'}
            </Button>
          }
          title="Erase it everywhere?"
          description={`${allWords(going)}. A turn or an entry goes whole, with what was made of it; so does what comes until the worker is done. Nobody can take this back.`}
          confirm="Erase"
          onConfirm={() => guarded(() => confirmErasureAction(id))}
        />
      )}
      <Button size={32} onClick={discard}>
        {totalOf(going) > 0 ? 'Leave it' : 'Close'}
      </Button>
    </div>
  );
}
