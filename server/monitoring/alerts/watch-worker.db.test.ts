import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { findAlerts } from '#server/monitoring/alerts/alerts.ts';
import { createChannel } from '#server/monitoring/alerts/channels.ts';
import { PostRoom } from '#server/monitoring/alerts/post-room.ts';
import { watchWorker } from '#server/monitoring/alerts/watch-worker.ts';
import { receiveSample } from '#server/monitoring/latest.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { type Receiver, startReceiver } from '#test/webhook-receiver.ts';

withDatabase();
const admin = userActor('admin');
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  const target = { target: receiver.url, allowPrivate: true, leastSeverity: 'warn' } as const;
  await createChannel(admin, { kind: 'webhook', name: 'On-call', ...target });
});
afterEach(() => receiver.close());

const kinds = () => receiver.posts.map(({ body }) => JSON.parse(body).kind);
const well = (at: number) => ({ at: new Date(at).toISOString(), causes: [], unseen: [] });

test('a worker that ends again and again is told of by the web, once; the worker that is back leaves that alone', async () => {
  const web = watchWorker(systemActor('test'));
  for (const how of ['SIGKILL', 'SIGKILL', 'code 1']) receiveSample({ to: 'web', kind: 'worker-ended', how });
  await expect.poll(kinds).toEqual(['raised']);
  expect(JSON.parse(receiver.posts[0]?.body ?? '')).toMatchObject({ key: 'worker:restarts', severity: 'crit' });
  await expect.poll(async () => (await findAlerts(admin))[0]?.sent).toBe(1);
  const worker = new PostRoom();
  worker.consider(well(Date.now()));
  await worker.work();
  worker.consider(well(Date.now() + 600_000));
  await worker.work();
  await web.stop();

  // The web may have been started again meanwhile: it says when that is over.
  const next = new PostRoom('web');
  next.consider(well(Date.now()));
  await next.work();
  next.consider(well(Date.now() + 121_000));
  await next.work();
  expect(kinds()).toEqual(['raised', 'resolved']);
  expect(await findAlerts(admin)).toMatchObject([{ severity: 'crit', sent: 2, waiting: 0 }]);
});
