import { expect, test, vi } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { findAlerts } from '#server/monitoring/alerts/alerts.ts';
import { userActor } from '#test/actors.ts';
import { makeWebhook, withReceiver } from '#test/alert-channels.ts';
import { withDatabase } from '#test/database.ts';
import { roomInCharge, told, verdict } from '#test/post-rooms.ts';
import type { Receiver } from '#test/webhook-receiver.ts';

withDatabase();

let receiver: Receiver;
withReceiver((fresh) => {
  receiver = fresh;
});

test.each([
  { answer: 204, fate: { sent: 1, waiting: 0 }, what: 'is sent' },
  { answer: 503, fate: { sent: 0, waiting: 1 }, what: 'waits for the other' },
])('a message under way when another process takes over $what, and is left alone from then on', async (one) => {
  await makeWebhook(receiver);
  receiver.answer = 503;
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  const now = Date.now();
  await room.work(now);
  const answer = Promise.withResolvers<void>();
  receiver.until = answer.promise;
  receiver.answer = one.answer;
  const working = room.work(now + 11_000);
  await expect.poll(() => receiver.posts.length).toBe(2);
  room.standDown();
  answer.resolve();
  await working;
  expect(await findAlerts(userActor('admin'))).toMatchObject([one.fate]);
  const query = vi.spyOn(mainPool(), 'query');
  await room.work(now + 60_000);
  expect(query).not.toHaveBeenCalled();
  expect(receiver.posts).toHaveLength(2);
});
