'use client';

import { useState, useTransition } from 'react';
import { PanelHead } from '#components/layout/page-head.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import { type PlanNode, planRows } from '#lib/monitoring/statements/plan.ts';
import { noAnswer } from '#lib/result.ts';
import { explainStatementAction } from '#server/monitoring/statements/actions.ts';

type Plan = { shape: string; plan: PlanNode; firstAt: string; lastAt: string };
type Props = {
  statement: string;
  plans: readonly Plan[];
  /** Whether the viewer may have a plan made. */
  canExplain: boolean;
  zone: string;
  now: string;
};

/** The plans that were seen of a statement, made without its values, and the button that has one made now. */
export function PlanPanel({ statement, plans, canExplain, zone, now }: Props) {
  const [busy, start] = useTransition();
  const [failure, setFailure] = useState<string>();
  const [chosen, setChosen] = useState(0);
  const shown = plans[chosen] ?? plans[0];
  const explain = () =>
    start(async () => {
      const result = await explainStatementAction(statement).catch(noAnswer);
      setFailure(result.ok ? undefined : result.message);
      if (result.ok) setChosen(0);
    });
  return (
    <section aria-label="Plan">
      <PanelHead
        title="Plan"
        note="without its values; planned, never run"
        actions={
          canExplain && (
            <Button size={24} busy={busy} onClick={explain}>
              Explain now
            </Button>
          )
        }
      />
      {failure !== undefined && (
        <p role="alert" className="border-b border-line px-5 py-2 text-crit">
          {failure}
        </p>
      )}
      {shown === undefined ? (
        <EmptyState title="No plan of it was made yet.">
          {canExplain ? 'Explain now has the server make one.' : 'Admins can have the server make one.'}
        </EmptyState>
      ) : (
        <>
          {plans.length > 1 && (
            <nav aria-label="Plans" className="flex flex-wrap gap-2 border-b border-line px-5 py-2">
              {plans.map((plan, place) => (
                <Button key={plan.shape} size={24} aria-pressed={plan === shown} onClick={() => setChosen(place)}>
                  {place === 0 ? 'Latest, ' : 'Before, '}
                  <Time value={plan.lastAt} zone={zone} now={new Date(now)} />
                </Button>
              ))}
            </nav>
          )}
          <Steps plan={shown.plan} />
          <p className="px-5 py-2 text-small text-ink-2">
            Seen first <Time value={shown.firstAt} zone={zone} now={new Date(now)} style="moment" />, last{' '}
            <Time value={shown.lastAt} zone={zone} now={new Date(now)} style="moment" />. Costs and rows are the
            planner’s guesses.
          </p>
        </>
      )}
    </section>
  );
}

function Steps({ plan }: { plan: PlanNode }) {
  return (
    <ol className="overflow-x-auto px-5 py-2 text-small">
      {planRows(plan).map(({ depth, node }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place.
        <li key={place} className="flex items-baseline gap-3 py-0.5" style={{ paddingLeft: depth * 16 }}>
          <span className="min-w-0 flex-1">
            <span className={cx('font-medium', node.node === 'Seq Scan' && 'text-warn')}>{node.node}</span>
            {node.relation !== null && <span className="font-mono"> {node.relation}</span>}
            {node.index !== null && <span className="font-mono text-ink-2"> by {node.index}</span>}
            {node.details.map((detail) => (
              <span key={detail} className="block font-mono text-ink-2 wrap-anywhere">
                {detail}
              </span>
            ))}
          </span>
          <span className="figures shrink-0 text-ink-2">
            {formatCount(Math.round(node.rows))} <span className="font-sans">rows</span>,{' '}
            {formatCount(Math.round(node.cost))} <span className="font-sans">cost</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
