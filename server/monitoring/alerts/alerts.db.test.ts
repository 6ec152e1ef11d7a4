import { once } from 'node:events';
import { type AddressInfo, createServer as createNet } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Role } from '#lib/roles.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { acknowledgeAlert, muteAlerts, unmuteAlerts } from '#server/monitoring/alerts/alerts.ts';
import { createChannel, deleteChannel, findChannels, testChannel } from '#server/monitoring/alerts/channels.ts';
import { userActor } from '#test/actors.ts';
import { freshReceiver, makeWebhook } from '#test/alert-channels.ts';
import { withDatabase } from '#test/database.ts';
import type { Receiver } from '#test/webhook-receiver.ts';

withDatabase();

const admin = userActor('admin');
let receiver: Receiver;

beforeEach(async () => {
  receiver = await freshReceiver();
});
afterEach(() => {
  receiver.close();
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
  await makeWebhook(receiver, { target: 'http://169.254.169.254/latest/' });
  const [cloud] = await findChannels(admin);
  expect(await testChannel(admin, cloud?.id ?? '')).toMatchObject({
    ok: false,
    message: expect.stringContaining('never called'),
  });
  await deleteChannel(admin, cloud?.id ?? '');
  await makeWebhook(receiver);
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
