import { Time } from '#components/ui/time.tsx';
import type { Erasure } from '#lib/erasure/erasure.ts';
import { subjectWords } from '#lib/erasure/subject.ts';
import { allWords } from '#lib/erasure/words.ts';

/** Erasures that ended, newest first. What was looked for is forgotten. */
export function ErasedList({ erasures, zone }: { erasures: readonly Erasure[]; zone: string }) {
  if (erasures.length === 0) return null;
  return (
    <div className="mt-6">
      <h3 className="text-small text-ink-2">Erased before</h3>
      <ul className="mt-1">
        {erasures.map(({ id, kind, erased, erasedAt, askedBy }) => (
          <li key={id} className="flex flex-wrap gap-x-3 border-b border-line py-1.5 last:border-0">
            {erasedAt !== null && <Time value={erasedAt} zone={zone} mono className="text-ink-2" />}
            <span>{subjectWords[kind].label}</span>
            <span className="text-ink-2">
              {allWords(erased) || 'nothing was left to erase'}, by {askedBy}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
