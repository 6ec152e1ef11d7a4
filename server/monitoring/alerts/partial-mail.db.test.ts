import { beforeEach, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { createChannel } from '#server/monitoring/alerts/channels.ts';
import { alertStore } from '#server/monitoring/alerts/erasure.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';
import { startMailServer } from '#test/mail-server.ts';
import { roomInCharge, told, verdict } from '#test/post-rooms.ts';

withDatabase();

const NIGHT = 'night@example.org';
const LATE = 'late@example.org';

beforeEach(async () => {
  await mainPool().query('delete from monitor.alerts; delete from monitor.alert_channels');
});

/** A mail to three that one of them has had, the server that refused it to the others, and who sends. */
async function mailToOne() {
  const server = await startMailServer();
  for (const one of [NIGHT, LATE]) server.refused.add(one);
  setEnvironment({ SMTP_URL: server.url });
  const target = `it@example.org,${NIGHT},${LATE}`;
  await createChannel(userActor('admin'), { kind: 'email', name: 'Mail', target, leastSeverity: 'warn' });
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  await room.work();
  expect(server.mails.map(({ to }) => to)).toEqual([['it@example.org']]);
  return { server, room };
}

const leftOver = async () => (await mainPool().query('select left_over from monitor.alert_messages')).rows;

test('after a restart a mail goes to those alone who have not had it, and who that was is kept no longer', async () => {
  const { server } = await mailToOne();
  expect(await leftOver()).toEqual([{ left_over: [NIGHT, LATE] }]);
  server.refused.clear();
  const next = await roomInCharge();
  next.consider(verdict(5, told('pool')));
  await next.work();
  expect(server.mails.map(({ to }) => to)).toEqual([['it@example.org'], [NIGHT, LATE]]);
  expect(await leftOver()).toEqual([{ left_over: null }]);
  setEnvironment({ SMTP_URL: '' });
  server.close();
});

test('whoever is erased is no more among those whom a mail has not reached', async () => {
  const { server, room } = await mailToOne();
  const matcher = await matcherOf({ kind: 'email', value: NIGHT });
  expect((await alertStore.find(matcher, quietWork)).counts).toEqual({ 'channels, mutes and messages of alerts': 2 });
  await alertStore.erase?.(matcher, quietWork);
  expect(await leftOver()).toEqual([{ left_over: [LATE] }]);
  expect((await alertStore.find(matcher, quietWork)).counts).toEqual({ 'channels, mutes and messages of alerts': 0 });
  // Who sends knew of them until now, and meets a server that answers nobody.
  setEnvironment({ SMTP_URL: 'smtp://127.0.0.1:1' });
  await room.work(Date.now() + 11_000);
  expect(await leftOver()).toEqual([{ left_over: [LATE] }]);
  setEnvironment({ SMTP_URL: '' });
  server.close();
});
