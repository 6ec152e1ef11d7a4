import { CircleDashed } from 'lucide-react';

/** Above guesses: nobody is close enough. Hollow, as all that is not known. */
export function NearestLine({ text }: { text: string }) {
  return (
    <p className="flex items-center gap-2 border-b border-dashed border-line-strong bg-sunken px-5 py-2 phone:px-4">
      <CircleDashed size={14} aria-hidden="true" className="shrink-0 text-ink-3" />
      <span className="min-w-0 break-words">
        <b className="font-medium">Nobody close to “{text}”.</b> <span className="text-ink-2">The nearest:</span>
      </span>
    </p>
  );
}
