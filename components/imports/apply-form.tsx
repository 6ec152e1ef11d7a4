'use client';

import { DiscardButton } from '#components/imports/discard-button.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { countOf, formatCount } from '#lib/count.ts';
import type { ImportCounts } from '#lib/imports/batch.ts';
import { applyImportAction } from '#server/imports/actions.ts';

/** The last step: applies what was previewed. Where the fuse tripped, the exact number must be typed first. */
export function ApplyForm({ batch, preview, counts }: { batch: number; preview: number; counts: ImportCounts }) {
  const { onSubmit, busy, errorOf, message } = useSubmit(
    (fields) =>
      applyImportAction({ batch, preview, confirmMissing: counts.fuse ? readNumber(fields.get('confirm')) : null }),
    () => undefined,
  );
  const changes = counts.created + counts.updated + counts.deleted + counts.restored;
  return (
    <form method="post" onSubmit={onSubmit} className="flex flex-col gap-3 border-b border-line px-5 py-4" noValidate>
      {counts.fuse && (
        <Field
          className="max-w-md"
          label={`Type ${counts.deleted} to confirm that so many entries go`}
          error={errorOf('confirmMissing')}
          hint={`${formatCount(counts.deleted)} of ${formatCount(counts.live)} entries are not in this file. Past 10 % or 50 nothing is deleted unasked.`}
        >
          <Input name="confirm" inputMode="numeric" autoComplete="off" mono className="max-w-32" />
        </Field>
      )}
      {message !== undefined && (
        <p role="alert" className="text-crit">
          {message}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          size={32}
          variant={counts.deleted > 0 ? 'danger' : 'primary'}
          busy={busy}
          off={changes === 0 && 'Nothing would change.'}
        >
          {changes === 0 ? 'Nothing to apply' : `Apply ${countOf(changes, 'change', 'changes')}`}
        </Button>
        <DiscardButton batch={batch} />
      </div>
    </form>
  );
}

function readNumber(value: FormDataEntryValue | null): number | null {
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value.trim()) : null;
}
