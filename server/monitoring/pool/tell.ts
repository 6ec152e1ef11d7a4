import 'server-only';
import type { MonitorMessage } from '#lib/monitoring/message.ts';
import { OWN_POOLS } from '#lib/monitoring/pool/figures.ts';
import { receiveSample } from '#server/monitoring/latest.ts';
import { readPools } from '#server/monitoring/pool/read-pools.ts';

/** Twice as often as samples are kept: what fills is to be told ten seconds later, five of which it must last. */
const EVERY_MS = 1_000;

/**
 * Tells the worker's sampler of this process's pools every second, and keeps them here as a panel of their own, so that pages know of
 * them while neither the worker nor the database answers.
 */
export function tellOfPools(send: (message: MonitorMessage) => void): void {
  const tell = () => {
    const pools = readPools();
    const panel = { state: 'measured', at: new Date().toISOString(), value: pools } as const;
    receiveSample({ to: 'web', kind: 'panel', name: OWN_POOLS, dueMs: EVERY_MS, panel } satisfies MonitorMessage);
    send({ to: 'worker', kind: 'pools', pools });
  };
  tell();
  setInterval(tell, EVERY_MS).unref();
}
