import 'server-only';
import type { Actor } from '#server/core/auth/actor.ts';
import { every } from '#server/core/jobs/every.ts';
import { getWorkerVerdict } from '#server/monitoring/latest.ts';
import { PostRoom } from './post-room.ts';

const EVERY_SECONDS = 1;

/** Has the web send what is to be told of the worker, which cannot send it itself: once when it is told, once when it is over. */
export function watchWorker(actor: Actor): { stop(): Promise<void> } {
  const room = new PostRoom('web');
  return every(EVERY_SECONDS, 'monitoring.worker', async () => {
    room.consider(getWorkerVerdict(actor));
    await room.work();
  });
}
