'use client';

import { PanelHead } from '#components/layout/page-head.tsx';
import { useDecisions } from '#components/questions/use-decisions.ts';
import { Button } from '#components/ui/button.tsx';
import { Time } from '#components/ui/time.tsx';
import { cx } from '#lib/class-names.ts';
import { countOf } from '#lib/count.ts';
import type { DecisionKind } from '#lib/questions/rulings/decision.ts';

type Taken = {
  id: number;
  kind: DecisionKind;
  groups: readonly number[];
  cameWith: boolean;
  texts: number;
  name: string | null;
  by: string | null;
  /** UTC. */
  at: string;
  undoneBy: string | null;
  undoneAt: string | null;
};

type PanelProps = { decisions: readonly Taken[]; zone: string; now: string };

/** What people decided about the group, the latest first; each can be taken back here. */
export function DecisionsPanel({ decisions, zone, now }: PanelProps) {
  const { busy, undo } = useDecisions();
  return (
    <section aria-label="Decisions" className="min-w-0">
      <PanelHead title="Decisions" note="they hold however questions are grouped anew" />
      {decisions.length === 0 && (
        <p className="px-5 py-3 text-ink-2 phone:px-4">Nobody has decided anything about this group yet.</p>
      )}
      <ul>
        {decisions.map((decision) => (
          <li
            key={decision.id}
            className="flex min-h-11 flex-wrap items-center gap-x-3 border-b border-line px-5 py-1.5 phone:px-4"
          >
            <span className={cx('min-w-0 flex-1', decision.undoneAt !== null && 'text-ink-3 line-through')}>
              {decisionWords(decision)}
              {decision.cameWith && ', of a group that came into this one'}
            </span>
            <span className="text-small text-ink-2">
              {decision.by ?? 'a program'}, <Time value={decision.at} zone={zone} now={new Date(now)} style="ago" />
              {decision.undoneAt !== null && `, undone by ${decision.undoneBy ?? 'a program'}`}
            </span>
            {decision.undoneAt === null && (
              <Button size={24} busy={busy} onClick={() => undo(decision.id)}>
                Undo
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function decisionWords({ kind, groups, texts, name }: Taken): string {
  const wordings = countOf(texts, 'wording', 'wordings');
  switch (kind) {
    case 'together':
      return `Merged ${groups.length} groups, ${wordings} moved`;
    case 'apart':
      return `Split off ${wordings}`;
    case 'move':
      return `Moved ${wordings} to another group`;
    case 'pin':
      return 'Pinned';
    case 'unpin':
      return 'Unpinned';
    case 'rename':
      return name === null ? 'Named it' : `Renamed it, was “${name}”`;
    case 'not_question':
      return 'Marked as no question';
    case 'question':
      return 'Marked as a question';
  }
}
