import { z } from 'zod';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Holder, PoolFigures } from '#lib/monitoring/pool/figures.ts';

/** The part of monitoring that sees sessions from the server's side. */
export const SESSIONS = 'sessions';

const backendSchema = z.object({
  pid: z.int(),
  application: z.string(),
  state: z.string().nullable(),
  wait: z.string().nullable(),
});
const seenSchema = z.object({ sessions: z.array(backendSchema) });

/** A held connection's other end, as the server sees it: its state, and what it waits for (`Lock: relation`). */
export type Backend = z.infer<typeof backendSchema>;
export type Backends = ReadonlyMap<number, Backend>;

/** The sessions that the server sees at this moment by their process ids; none while they are not seen. */
export function backendsOf({ panels }: MonitoringAnswer): Backends {
  const panel = panels[SESSIONS];
  const seen = panel?.state === 'measured' ? seenSchema.safeParse(panel.value) : undefined;
  return new Map(seen?.success ? seen.data.sessions.map((backend) => [backend.pid, backend]) : []);
}

/** The other end of a connection; undefined while it is not seen, and when the id is another's by now. */
export function backendOf(
  backends: Backends,
  { name }: Pick<PoolFigures, 'name'>,
  { pid }: Holder,
): Backend | undefined {
  const backend = pid === null ? undefined : backends.get(pid);
  return backend?.application === name ? backend : undefined;
}

/** Whether it waits for a lock that another holds. */
export function isBlocked(backend: Backend | undefined): boolean {
  return backend?.wait?.startsWith('Lock') ?? false;
}

/** What the server adds to what the client knows: ` and waits for a lock`, `, its transaction open`; often nothing. */
export function backendWords(backend: Backend | undefined, { running }: Holder): string {
  if (backend === undefined) return '';
  if (running) return isBlocked(backend) ? ' and waits for a lock' : '';
  return backend.state?.startsWith('idle in transaction') ? ', its transaction open' : '';
}
