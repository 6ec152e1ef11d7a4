import type { Told, Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { PostRoom } from '#server/monitoring/alerts/post-room.ts';

/** An hour ago: what was over for 90 days goes. */
const START = Date.now() - 3_600_000;

/** A cause that is told from the start on. */
export function told(key: string, severity: Told['severity'] = 'crit'): Told {
  return {
    ...{
      key,
      severity,
      holdSeconds: 0,
      sentence: `${key} is full.`,
      hurts: 'All wait.',
      step: 'End it.',
      evidence: [],
    },
    ...{ href: '/monitoring', explains: [], weight: 1, action: null, symptoms: [] },
    ...{ since: new Date(START - 1_000).toISOString(), toldAt: new Date(START).toISOString() },
  };
}

/** A verdict so many seconds after the start, an hour ago. */
export const verdict = (seconds: number, ...causes: Told[]): Verdict => ({
  at: new Date(START + seconds * 1_000).toISOString(),
  causes,
  unseen: [],
});

/** Sends from now on, and knows what there is. */
export async function roomInCharge(): Promise<PostRoom> {
  const room = new PostRoom();
  room.consider(verdict(-1));
  await room.work();
  return room;
}
