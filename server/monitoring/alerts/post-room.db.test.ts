import { createHmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { readMoment } from '#lib/monitoring/replay/params.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { acknowledgeAlert, findAlerts } from '#server/monitoring/alerts/alerts.ts';
import { createChannel, findChannels } from '#server/monitoring/alerts/channels.ts';
import { PostRoom } from '#server/monitoring/alerts/post-room.ts';
import { getMoment } from '#server/monitoring/replay/moment.ts';
import { keepInTables } from '#server/monitoring/sampler/keep.ts';
import { userActor } from '#test/actors.ts';
import { makeWebhook, postedTo, withReceiver } from '#test/alert-channels.ts';
import { withDatabase } from '#test/database.ts';
import { startMailServer } from '#test/mail-server.ts';
import { roomInCharge, told, verdict } from '#test/post-rooms.ts';
import { type Receiver, startReceiver } from '#test/webhook-receiver.ts';

withDatabase();

const admin = userActor('admin');
let receiver: Receiver;
withReceiver((fresh) => {
  receiver = fresh;
});

const posted = () => postedTo(receiver).map(({ kind, key }) => `${kind} ${key}`);

test('what is told is posted once, signed, and once more when it is over', async () => {
  const secret = await makeWebhook(receiver);
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  await room.work();
  room.consider(verdict(1, told('pool')));
  await room.work();
  room.consider(verdict(121.5));
  await room.work();
  expect(postedTo(receiver).map(({ kind }) => kind)).toEqual(['raised', 'resolved']);
  expect(JSON.parse(receiver.posts[0]?.body ?? '')).toMatchObject({
    key: 'pool',
    severity: 'crit',
    sentence: 'pool is full.',
    until: null,
  });
  const [, seconds, signature] =
    /^t=(\d+),v1=(\w+)$/.exec(String(receiver.posts[0]?.headers['switchboard-signature'])) ?? [];
  expect(signature).toBe(createHmac('sha256', secret).update(`${seconds}.${receiver.posts[0]?.body}`).digest('hex'));
  expect(await findAlerts(admin)).toMatchObject([
    {
      severity: 'crit',
      sent: 2,
      waiting: 0,
      muted: false,
      resolvedAt: `${verdict(1).at.slice(0, 19)}Z`,
    },
  ]);
});

test('the moment that is posted, and the one the list leads to, is one at which it was told', async () => {
  await makeWebhook(receiver);
  const second = Math.floor(Date.parse(verdict(0).at) / 1_000) * 1_000;
  const toldAt = new Date(second + 400).toISOString();
  const news = verdict(2, { ...told('pool'), toldAt });
  const sink = keepInTables();
  sink.verdict(news);
  await sink.close();
  const room = await roomInCharge();
  room.consider(news);
  await room.work();
  const posted = readMoment(new URL(postedTo(receiver)[0]?.moment ?? '', 'http://x').searchParams.get('at') ?? '');
  expect(posted).toBe(second + 1_000);
  expect((await getMoment(admin, new Date(posted ?? 0))).told.map(({ key }) => key)).toEqual(['pool']);
  expect(await findAlerts(admin)).toMatchObject([{ raisedAt: toldAt }]);
});

test('a receiver that is down gets it once when it is back, also after the worker was started again', async () => {
  await makeWebhook(receiver);
  receiver.answer = 503;
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  const now = Date.now();
  await room.work(now);
  expect((await findChannels(admin))[0]).toMatchObject({
    failure: 'It answered 503.',
    waiting: 1,
    target: new URL(receiver.url).host,
  });
  await room.work(now + 5_000);
  expect(receiver.posts).toHaveLength(1);
  await room.work(now + 11_000);
  expect(receiver.posts).toHaveLength(2);
  receiver.answer = 200;
  const next = await roomInCharge();
  next.consider(verdict(5, told('pool')));
  await next.work();
  expect(receiver.posts).toHaveLength(3);
  const ids = new Set(receiver.posts.map(({ headers }) => headers['switchboard-delivery']));
  expect(ids.size).toBe(1);
});

test('a receiver that is back hears of an alert in order, and at once when there is news of it', async () => {
  await makeWebhook(receiver);
  receiver.answer = 503;
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool', 'warn')));
  const now = Date.now();
  for (const seconds of [0, 10, 40, 100, 220, 520]) await room.work(now + seconds * 1_000);
  expect(receiver.posts).toHaveLength(6);
  room.consider(verdict(530, told('pool')));
  // It is still down, and the news is tried again soon, as if it were alone.
  await room.work(now + 531_000);
  expect(receiver.posts).toHaveLength(7);
  receiver.answer = 200;
  receiver.posts.length = 0;
  room.consider(verdict(660));
  for (const seconds of [660, 661, 662, 1_120]) await room.work(now + seconds * 1_000);
  expect(postedTo(receiver)).toMatchObject([
    { kind: 'raised', severity: 'warn' },
    { kind: 'raised', severity: 'crit' },
    { kind: 'resolved', severity: 'crit' },
  ]);
});

test('what waits for one alert or channel holds up no other, and a restart leaves it in order', async () => {
  await makeWebhook(receiver);
  const other = await startReceiver();
  await makeWebhook(other);
  receiver.answer = 503;
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  await room.work();
  room.consider(verdict(130, told('disk')));
  await room.work();
  expect(postedTo(other)).toHaveLength(3);
  other.close();
  receiver.answer = 200;
  receiver.posts.length = 0;
  const next = await roomInCharge();
  await next.work();
  expect(posted().filter((one) => one.endsWith('pool'))).toEqual(['raised pool', 'resolved pool']);
  expect(posted()).toContain('raised disk');
});

test('a message that is given up no longer holds up the one after it', async () => {
  await makeWebhook(receiver);
  receiver.answer = 503;
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  await room.work();
  room.consider(verdict(130));
  const later = Date.now() + 24 * 3_600_000 + 60_000;
  await room.work(later);
  receiver.answer = 200;
  receiver.posts.length = 0;
  await room.work(later + 1_000);
  expect(posted()).toEqual(['resolved pool']);
});

test('a mail that some recipients were refused is tried again for those alone, and keeps no news from the others', async () => {
  const server = await startMailServer();
  server.refused.add('night@example.org');
  setEnvironment({ SMTP_URL: server.url });
  const target = 'it@example.org,night@example.org';
  await createChannel(admin, { kind: 'email', name: 'Night', target, leastSeverity: 'warn' });
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  const now = Date.now();
  for (const seconds of [0, 11]) await room.work(now + seconds * 1_000);
  const failure = 'The mail server refused 1 of 2 recipients: 550.';
  expect(await findChannels(admin)).toMatchObject([{ failure, waiting: 1, deliveredAt: null }]);
  server.refused.clear();
  await room.work(now + 60_000);
  expect(await findChannels(admin)).toMatchObject([{ failure: null, waiting: 0 }]);
  expect(server.mails.map(({ to }) => to)).toEqual([['it@example.org'], ['night@example.org']]);

  server.refused.add('night@example.org');
  room.consider(verdict(70, told('disk')));
  await room.work(now + 70_000);
  server.mails.length = 0;
  room.consider(verdict(300));
  for (const seconds of [300, 301]) await room.work(now + seconds * 1_000);
  expect(server.mails).toEqual([
    { to: ['it@example.org'], subject: expect.stringContaining('Over: pool') },
    { to: ['it@example.org'], subject: expect.stringContaining('Over: disk') },
  ]);
  setEnvironment({ SMTP_URL: '' });
  server.close();
});

test('while the database is away an alert is sent all the same, and written down later', async () => {
  await makeWebhook(receiver);
  const room = await roomInCharge();
  const query = vi.spyOn(mainPool(), 'query').mockImplementation(() => Promise.reject(new Error('no database')));
  room.consider(verdict(0, told('postgres:silent')));
  await room.work();
  expect(receiver.posts).toHaveLength(1);
  query.mockRestore();
  expect(await findAlerts(admin)).toEqual([]);
  await room.work();
  expect(await findAlerts(admin)).toMatchObject([{ sent: 1, waiting: 0 }]);
  expect(receiver.posts).toHaveLength(1);
});

test('while the database hangs an alert is sent within seconds', async () => {
  await makeWebhook(receiver);
  const room = await roomInCharge();
  const query = vi.spyOn(mainPool(), 'query').mockImplementation(() => new Promise(() => {}));
  room.consider(verdict(0, told('postgres:silent')));
  await room.work(Date.now() + 6_000);
  expect(posted()).toEqual(['raised postgres:silent']);
  await room.work(Date.now() + 6_000);
  query.mockRestore();
});

test('one that begins without the database raises what still lasts once it is back, on what there was', async () => {
  await makeWebhook(receiver);
  const before = await roomInCharge();
  before.consider(verdict(0, told('disk')));
  await before.work();
  const query = vi.spyOn(mainPool(), 'query').mockImplementation(() => Promise.reject(new Error('no database')));
  const room = await roomInCharge();
  room.consider(verdict(1, told('disk'), told('pool')));
  await room.work();
  query.mockRestore();
  room.consider(verdict(2, told('disk'), told('pool')));
  await room.work(Date.now() + 6_000);
  expect(posted()).toEqual(['raised disk', 'raised pool']);
  expect(await findAlerts(admin)).toHaveLength(2);
});

test('while another process samples the database, that one sends; one that takes over again begins with what is open then', async () => {
  await makeWebhook(receiver);
  const [one, other] = [await roomInCharge(), new PostRoom()];
  one.consider(verdict(0, told('pool')));
  receiver.answer = 503;
  await one.work();
  await other.work();
  expect(posted()).toEqual(['raised pool']);
  receiver.answer = 200;
  one.standDown();
  other.consider(verdict(1, told('pool')));
  await other.work();
  await one.work(Date.now() + 60_000);
  other.consider(verdict(200));
  await other.work();
  expect(posted()).toEqual(['raised pool', 'raised pool', 'resolved pool']);
  one.consider(verdict(201));
  await one.work();
  one.consider(verdict(400));
  await one.work();
  expect(posted()).toHaveLength(3);
});

test('what changes while it is written is written again', async () => {
  await makeWebhook(receiver);
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  const query = mainPool().query.bind(mainPool());
  const slow = vi.spyOn(mainPool(), 'query').mockImplementation((async (text: string, values: unknown[]) => {
    if (text.includes('insert into monitor.alerts')) room.consider(verdict(130));
    return query(text, values);
  }) as typeof query);
  await room.work();
  slow.mockRestore();
  await room.work();
  expect(await findAlerts(admin)).toMatchObject([{ resolvedAt: expect.any(String) }]);
});

test('somebody takes note of an alert, once', async () => {
  const room = await roomInCharge();
  room.consider(verdict(0, told('pool')));
  await room.work();
  const [alert] = await findAlerts(admin);
  expect(await acknowledgeAlert(admin, alert?.id ?? '')).toMatchObject({ ok: true });
  expect(await acknowledgeAlert(admin, alert?.id ?? '')).toMatchObject({ ok: false });
  expect((await findAlerts(admin))[0]?.acknowledgedAt).not.toBeNull();
});
