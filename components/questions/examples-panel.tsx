import Link from 'next/link';
import { PanelHead } from '#components/layout/page-head.tsx';
import { StateMark } from '#components/layout/state-mark.tsx';
import { Time } from '#components/ui/time.tsx';
import { sessionHref } from '#lib/conversations/params.ts';
import type { GivenTurn } from '#lib/questions/answers.ts';

type ExamplesProps = { examples: readonly GivenTurn[]; zone: string; now: Date };

/** A few sessions in which it was asked, the youngest first; each leads to its turn. */
export function ExamplesPanel({ examples, zone, now }: ExamplesProps) {
  if (examples.length === 0) return null;
  return (
    <section aria-label="Example sessions" className="min-w-0">
      <PanelHead title="Example sessions" />
      <ul>
        {examples.map((turn) => (
          <li key={turn.id} className="border-b border-line">
            <Link
              href={sessionHref(turn.sessionId, turn)}
              prefetch={false}
              className="flex min-h-11 items-center gap-3 px-5 py-1.5 hover:bg-hover phone:px-4"
            >
              <StateMark state={turn.state} />
              <span className="min-w-0 flex-1 truncate">{turn.question}</span>
              <Time value={turn.at} zone={zone} now={now} className="text-small text-ink-2" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
