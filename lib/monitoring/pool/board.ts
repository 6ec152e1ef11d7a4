import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { OWN_POOLS, type PoolFigures, poolSampleSchema } from '#lib/monitoring/pool/figures.ts';

type Pools = Panel<PoolFigures[]>;

/** What the page of the pools shows: the web's own, which this process knows by itself, and the worker's as it last sent them. */
export type PoolsSeen = { web: Pools; worker: Pools };

/** The pools of the web and those of the worker out of what monitoring answered. */
export function poolsSeen({ panels, at }: MonitoringAnswer): PoolsSeen {
  return {
    web: poolsOf(panels[OWN_POOLS], at, () => true),
    worker: poolsOf(panels.pool, at, ({ process }) => process !== 'web'),
  };
}

/** Who holds or waits for a connection, for looking their names up: `user:<id>`, `key:<id>`. */
export function tagsOf(answer: MonitoringAnswer): string[] {
  const { web, worker } = poolsSeen(answer);
  const pools = [web, worker].flatMap((panel) => (panel.state === 'blind' ? [] : panel.value));
  const tags = pools.flatMap(({ holders }) => holders.flatMap(({ actor }) => actor ?? []));
  return [...new Set(tags.filter((tag) => /^(?:user|key):/.test(tag)))];
}

function poolsOf(
  panel: MonitoringAnswer['panels'][string] | undefined,
  at: string,
  keep: (pool: PoolFigures) => boolean,
): Pools {
  if (panel === undefined) return { state: 'blind', at, reason: 'Nothing was sent.', blinds: BLINDS, mend: null };
  if (panel.state === 'blind') return panel;
  const pools = poolSampleSchema.safeParse(panel.value);
  if (pools.success) return { ...panel, value: pools.data.filter(keep) };
  return {
    state: 'blind',
    at,
    reason: 'What was sent cannot be read by this page: load it anew.',
    blinds: BLINDS,
    mend: null,
  };
}

const BLINDS = 'Who holds connections, and who waits, is not known.';
