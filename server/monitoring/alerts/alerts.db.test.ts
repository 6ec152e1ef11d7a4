import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer as createNet } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Told, Verdict } from '#lib/monitoring/verdict/verdict.ts';
import type { Role } from '#lib/roles.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { acknowledgeAlert, findAlerts, findMutes, muteAlerts, unmuteAlerts } from '#server/monitoring/alerts/alerts.ts';
import { createChannel, deleteChannel, findChannels, testChannel } from '#server/monitoring/alerts/channels.ts';
import { PostRoom } from '#server/monitoring/alerts/post-room.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { type Receiver, startReceiver } from '#test/webhook-receiver.ts';

withDatabase();

const admin = userActor('admin');
/** An hour ago: what was over for 90 days goes. */
const START = Date.now() - 3_600_000;

let receiver: Receiver;

beforeEach(async () => {
  await mainPool().query(
    'delete from monitor.alerts; delete from monitor.alert_channels; delete from monitor.alert_mutes',
  );
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.close();
});

function told(key: string, severity: Told['severity'] = 'crit'): Told {
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

const verdict = (seconds: number, ...causes: Told[]): Verdict => ({
  at: new Date(START + seconds * 1_000).toISOString(),
  causes,
  unseen: [],
});

async function makeWebhook(more: { leastSeverity?: 'warn' | 'crit'; target?: string } = {}): Promise<string> {
  const form = {
    kind: 'webhook',
    name: 'On-call',
    target: receiver.url,
    allowPrivate: true,
    leastSeverity: 'warn',
  } as const;
  const made = await createChannel(admin, { ...form, ...more });
  return made.ok ? (made.value.secret ?? '') : '';
}

test('what is told is posted once, signed, and once more when it is over', async () => {
  const secret = await makeWebhook();
  const room = new PostRoom();
  await room.work();
  room.consider(verdict(0, told('pool')));
  await room.work();
  room.consider(verdict(1, told('pool')));
  await room.work();
  room.consider(verdict(121.5));
  await room.work();
  expect(receiver.posts.map(({ body }) => JSON.parse(body).kind)).toEqual(['raised', 'resolved']);
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
      resolvedAt: `${new Date(START + 1_000).toISOString().slice(0, 19)}Z`,
    },
  ]);
});

test('a receiver that is down gets it once when it is back, also after the worker was started again', async () => {
  await makeWebhook();
  receiver.answer = 503;
  const room = new PostRoom();
  await room.work();
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
  const next = new PostRoom();
  await next.work();
  await next.work();
  next.consider(verdict(5, told('pool')));
  await next.work();
  expect(receiver.posts).toHaveLength(3);
  const ids = new Set(receiver.posts.map(({ headers }) => headers['switchboard-delivery']));
  expect(ids.size).toBe(1);
});

test('while the database is away an alert is sent all the same, and written down later', async () => {
  await makeWebhook();
  const room = new PostRoom();
  await room.work();
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

test('a mute holds messages back, and a channel for what is critical gets no warning', async () => {
  await makeWebhook({ leastSeverity: 'crit' });
  const room = new PostRoom();
  expect(await muteAlerts(admin, { reason: 'Moving the server', minutes: 15 })).toMatchObject({ ok: true });
  await room.work();
  room.consider(verdict(0, told('pool')));
  await room.work();
  const [mute] = await findMutes(admin);
  expect(await unmuteAlerts(admin, mute?.id ?? '')).toMatchObject({ ok: true });
  expect(await unmuteAlerts(admin, mute?.id ?? '')).toMatchObject({ ok: false });
  await room.work(Date.now() + 6_000);
  room.consider(verdict(1, told('pool'), told('disk', 'warn')));
  await room.work();
  expect(receiver.posts).toEqual([]);
  room.consider(verdict(2, told('pool'), told('disk', 'crit')));
  await room.work();
  expect(receiver.posts.map(({ body }) => JSON.parse(body).key)).toEqual(['disk']);
  expect((await findAlerts(admin)).map(({ muted }) => muted).sort()).toEqual([false, true]);
});

test('somebody takes note of an alert, once', async () => {
  const room = new PostRoom();
  await room.work();
  room.consider(verdict(0, told('pool')));
  await room.work();
  const [alert] = await findAlerts(admin);
  expect(await acknowledgeAlert(admin, alert?.id ?? '')).toMatchObject({ ok: true });
  expect(await acknowledgeAlert(admin, alert?.id ?? '')).toMatchObject({ ok: false });
  expect((await findAlerts(admin))[0]?.acknowledgedAt).not.toBeNull();
});

test.each([
  'http://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f.1:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://0.0.0.0:PORT/',
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/',
  'http://100.64.0.1/',
  'http://[fd00::1]/',
])('a channel that may not call its own network does not call %s', async (address) => {
  const port = new URL(receiver.url).port;
  await mainPool().query(
    `insert into monitor.alert_channels (kind, name, target, secret) values ('webhook', 'Outside', $1, 's')`,
    [address.replace('PORT', port)],
  );
  const [channel] = await findChannels(admin);
  expect(await testChannel(admin, channel?.id ?? '')).toMatchObject({
    ok: false,
    message: expect.stringContaining('not public'),
  });
  expect(receiver.posts).toEqual([]);
});

test('also where its own network is allowed, link-local is not called and no redirect is followed', async () => {
  await makeWebhook({ target: 'http://169.254.169.254/latest/' });
  const [cloud] = await findChannels(admin);
  expect(await testChannel(admin, cloud?.id ?? '')).toMatchObject({
    ok: false,
    message: expect.stringContaining('never called'),
  });
  await deleteChannel(admin, cloud?.id ?? '');
  await makeWebhook();
  receiver.answer = 302;
  const [own] = await findChannels(admin);
  expect(await testChannel(admin, own?.id ?? '')).toMatchObject({ ok: false, message: 'It answered 302.' });
  receiver.answer = 200;
  expect(await testChannel(admin, own?.id ?? '')).toMatchObject({ ok: true });
  expect(receiver.posts).toHaveLength(2);
});

test('a mail is sent to every recipient by SMTP_URL', async () => {
  const lines: string[] = [];
  const server = createNet((socket) => {
    let inData = false;
    socket.write('220 test ESMTP\r\n');
    socket.on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) {
        lines.push(line);
        if (inData && line !== '.') continue;
        inData = line === 'DATA';
        socket.write(inData ? '354 go on\r\n' : '250 ok\r\n');
      }
    });
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  setEnvironment({
    SMTP_URL: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}?from=switchboard@example.org`,
  });
  await createChannel(admin, {
    kind: 'email',
    name: 'Night',
    target: 'it@example.org,night@example.org',
    leastSeverity: 'warn',
  });
  const [channel] = await findChannels(admin);
  expect(await testChannel(admin, channel?.id ?? '')).toMatchObject({ ok: true });
  expect(lines.filter((line) => line.startsWith('RCPT TO'))).toEqual([
    'RCPT TO:<it@example.org>',
    'RCPT TO:<night@example.org>',
  ]);
  expect(lines).toContain('MAIL FROM:<switchboard@example.org>');
  expect(lines.find((line) => line.startsWith('Subject:'))).toContain('Test: This is a test of alerts');
  setEnvironment({ SMTP_URL: '' });
  server.close();
  expect(await testChannel(admin, channel?.id ?? '')).toMatchObject({
    ok: false,
    message: expect.stringContaining('SMTP_URL'),
  });
});

test.each(['operator', 'analyst'] satisfies Role[])(
  '%s may neither see channels nor change them, nor mute',
  async (role) => {
    const actor = userActor(role);
    const id = '00000000-0000-4000-8000-000000000000';
    const form = { kind: 'email', name: 'x', target: 'x@example.org', leastSeverity: 'warn' } as const;
    for (const call of [
      () => findChannels(actor),
      () => createChannel(actor, form),
      () => deleteChannel(actor, id),
      () => testChannel(actor, id),
      () => muteAlerts(actor, { reason: 'x', minutes: 15 }),
      () => unmuteAlerts(actor, id),
      () => acknowledgeAlert(actor, id),
    ])
      await expect(call()).rejects.toThrow();
  },
);
