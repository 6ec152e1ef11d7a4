import { Badge, type BadgeTone } from '#components/ui/badge.tsx';
import type { BatchState } from '#lib/imports/batch.ts';

const words: Record<BatchState, [word: string, tone: BadgeTone]> = {
  uploaded: ['not previewed', 'neutral'],
  previewing: ['previewing', 'accent'],
  previewed: ['waits to be applied', 'accent'],
  applying: ['applying', 'accent'],
  applied: ['applied', 'ok'],
  undoing: ['taking back', 'accent'],
  undone: ['taken back', 'neutral'],
  failed: ['failed', 'crit'],
  discarded: ['discarded', 'neutral'],
};

/** Where an import stands, in a word or three. */
export function StateBadge({ state }: { state: BatchState }) {
  const [word, tone] = words[state];
  return <Badge tone={tone}>{word}</Badge>;
}
