import type { Ending, Fate } from '#lib/monitoring/locks/effect.ts';
import { pidsOf } from '#lib/monitoring/sessions/words.ts';

/** What becomes of a session when another is ended, in two or three words with a form of its own. */
export function FateMark({ fate, frees }: { fate: Fate; frees: readonly number[] }) {
  if (fate.fate === 'free') {
    const meets = fate.perhaps.filter((pid) => !frees.includes(pid));
    return (
      <span className="flex items-center gap-2 whitespace-nowrap text-ok">
        <Dot form="free" />
        goes free
        {meets.length > 0 && <span className="text-ink-2">, may meet {pidsOf(meets)}</span>}
      </span>
    );
  }
  return (
    <span className="flex items-center gap-2 whitespace-nowrap text-ink-2">
      <Dot form={fate.fate} />
      {fate.fate === 'then' ? `then ${pidsOf(fate.behind)}` : `waits for ${pidsOf(fate.behind)}`}
    </span>
  );
}

/** The row that is ended itself, and who waits for nobody. */
export function OwnFate({ ended, ending }: { ended: boolean; ending: Ending }) {
  if (!ended) return <span className="text-ink-2">holds</span>;
  return <strong className="font-medium text-crit">{ending === 'cancel' ? 'stops' : 'ends'}</strong>;
}

/** Filled goes on, dashed goes one step, hollow stays. */
export function Dot({ form }: { form: Fate['fate'] }) {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" fill="none" aria-hidden="true" className="shrink-0">
      {form === 'free' && <circle cx="5" cy="5" r="4" className="fill-lamp-ok" />}
      {form === 'then' && (
        <circle cx="5" cy="5" r="4" className="stroke-ink-3" strokeWidth="1.3" strokeDasharray="2 1.6" />
      )}
      {form === 'waits' && <circle cx="5" cy="5" r="3.6" className="stroke-ink-3" strokeWidth="1.3" />}
    </svg>
  );
}
