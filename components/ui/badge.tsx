import type { ReactNode } from 'react';
import { cx } from '#lib/class-names.ts';

export type BadgeTone = 'neutral' | 'accent' | 'ok' | 'warn' | 'crit';

const tones: Record<BadgeTone, string> = {
  neutral: 'bg-active text-ink-2',
  accent: 'bg-accent-tint text-accent',
  ok: 'bg-ok-tint text-ok',
  warn: 'bg-warn-tint text-warn',
  crit: 'bg-crit-tint text-crit',
};

/** A word of state on a tint. The word carries the meaning, the tone only repeats it. */
export function Badge({ tone = 'neutral', children }: { tone?: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={cx(
        'inline-flex h-[18px] items-center gap-1 whitespace-nowrap rounded-chip px-1.5 text-micro font-medium',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
