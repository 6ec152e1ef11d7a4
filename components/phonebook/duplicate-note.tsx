import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import type { Duplicate } from '#lib/phonebook/saved.ts';

/** Warns that others bear the same id or e-mail, names them, and lets it be saved all the same. */
export function DuplicateNote({
  duplicates,
  busy,
  onSave,
}: {
  duplicates: readonly Duplicate[];
  busy: boolean;
  onSave: () => void;
}) {
  if (duplicates.length === 0) return null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control bg-warn-tint px-3 py-2">
      <p className="min-w-0 flex-1">
        Not saved yet:{' '}
        {duplicates.map(({ field, id, full_name }, position) => (
          <span key={field}>
            {position > 0 && ' '}
            <Link href={`/phonebook/${id}`} className="link">
              {full_name}
            </Link>{' '}
            has this {field === 'email' ? 'e-mail' : 'employee id'} already.
          </span>
        ))}
      </p>
      <Button onClick={onSave} busy={busy}>
        Save anyway
      </Button>
    </div>
  );
}
