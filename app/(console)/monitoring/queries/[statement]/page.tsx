import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead, PanelHead } from '#components/layout/page-head.tsx';
import { HistoryChart } from '#components/monitoring/statements/history-chart.tsx';
import { Numbers } from '#components/monitoring/statements/numbers.tsx';
import { ParametersList } from '#components/monitoring/statements/parameters-list.tsx';
import { PlanPanel } from '#components/monitoring/statements/plan-panel.tsx';
import { RunnerTable } from '#components/monitoring/statements/runner-table.tsx';
import { WindowMenu } from '#components/monitoring/statements/window-menu.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { historyPoints, seamFlags, stretchName } from '#lib/monitoring/statements/history.ts';
import {
  parseStatementParams,
  readStatementId,
  resolveStatementWindow,
  type StatementParams,
  statementHref,
  statementsHref,
} from '#lib/monitoring/statements/params.ts';
import { otherWords } from '#lib/monitoring/statements/words.ts';
import { roleMay } from '#lib/roles.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getParameters } from '#server/monitoring/statements/parameters.ts';
import { findRunners, shapeId } from '#server/monitoring/statements/runs.ts';
import {
  findPlans,
  getStatement,
  getStatementHistory,
  type Statement,
} from '#server/monitoring/statements/statement.ts';

export const metadata: Metadata = { title: 'Query' };

type Props = {
  params: Promise<{ statement: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};
type Seen = { actor: Actor; statement: Statement; params: StatementParams; zone: string; now: Date };

export default async function QueryPage({ params: path, searchParams }: Props) {
  const actor = await requireActor('monitoring.read');
  const id = readStatementId((await path).statement);
  const statement = id === null ? null : await getStatement(actor, id);
  if (statement === null) notFound();
  const params = parseStatementParams(await searchParams);
  const zone = await getViewerZone();
  const now = new Date();
  const seen = { actor, statement, params, zone, now };
  const { window, before } = resolveStatementWindow(params, now.getTime());
  return (
    <>
      <PageHead
        title={<span className="wrap-anywhere">{statement.name}</span>}
        note={
          <span className="flex flex-wrap items-center gap-2">
            {statement.watching && <Badge>watches the server</Badge>}
            {statement.nested && <Badge>within a function</Badge>}
            <span>
              known since <Time value={statement.firstSeen} zone={zone} now={now} style="moment" />
            </span>
          </span>
        }
        actions={
          <>
            <ButtonLink href={statementsHref(params)} size={32} variant="quiet" icon={<ArrowLeft size={14} />}>
              All queries
            </ButtonLink>
            <WindowMenu {...{ params, zone, ...window }} statement={statement.id} other={before.from} />
          </>
        }
      />
      <Panel name="Figures" rows={8}>
        <Figures {...seen} />
      </Panel>
      <Panel name="Who sends it" rows={3}>
        <Runners {...seen} />
      </Panel>
      <div className="grid flex-1 grid-cols-2 max-[1100px]:grid-cols-1">
        <div className="min-w-0 border-line min-[1101px]:border-r">
          <section aria-label="Text">
            <PanelHead
              title="Text"
              note="without values"
              actions={<CopyButton text={statement.text} what="Text" size={24} />}
            />
            <p className="px-5 py-3 font-mono text-small wrap-anywhere whitespace-pre-wrap">{statement.text}</p>
          </section>
          <Panel name="Sample parameters, redacted" rows={3}>
            <SampleParameters {...seen} />
          </Panel>
        </div>
        <div className="min-w-0 max-[1100px]:border-t max-[1100px]:border-line">
          <Panel name="Plan" rows={6}>
            <Plans {...seen} />
          </Panel>
        </div>
      </div>
    </>
  );
}

async function Figures({ actor, statement, params, zone, now }: Seen) {
  const windows = resolveStatementWindow(params, now.getTime());
  const history = await getStatementHistory(actor, statement.id, windows, now.getTime());
  const { step, points, seams, usualMs, since, totalMs } = history;
  const { from, to } = windows.window;
  const isCounted = !statement.nested && !statement.watching;
  return (
    <>
      {since !== null && (
        <p role="status" className="border-b border-line bg-warn-tint px-5 py-2 phone:px-4">
          Slower than its usual time since <Time value={new Date(since)} zone={zone} now={now} />.
        </p>
      )}
      <Numbers
        now={history.now}
        before={history.before}
        other={otherWords(params, windows.before, zone, now)}
        usualMs={usualMs}
        share={isCounted && totalMs > 0 ? history.now.ms / totalMs : null}
      />
      <div className="border-b border-line pt-1">
        <HistoryChart
          title="Time a call, and calls"
          subtitle={step < 60 ? `${step} min a point` : `${step / 60} h a point`}
          file={`statement-${statement.id}-${stretchName(from, to)}`}
          points={historyPoints(points, {
            step,
            zone,
            now,
            hrefOf: (start, end) =>
              statementHref(statement.id, { ...params, window: { name: 'own', from: start, to: end } }),
          })}
          flags={seamFlags(seams, points, step)}
          usualMs={usualMs}
        />
      </div>
    </>
  );
}

async function Runners({ actor, statement, params, now }: Seen) {
  const { window } = resolveStatementWindow(params, now.getTime());
  const [runners = []] = await findRunners(actor, [statement.text], window);
  return <RunnerTable runners={runners} />;
}

async function SampleParameters({ actor, statement, zone, now }: Seen) {
  return <ParametersList parameters={await getParameters(actor, shapeId(statement.text))} {...{ zone, now }} />;
}

async function Plans({ actor, statement, zone, now }: Seen) {
  const canExplain = actor.kind === 'user' && roleMay(actor.role, 'monitoring.act');
  return (
    <PlanPanel
      statement={statement.id}
      plans={await findPlans(actor, statement.id)}
      canExplain={canExplain}
      zone={zone}
      now={now.toISOString()}
    />
  );
}
