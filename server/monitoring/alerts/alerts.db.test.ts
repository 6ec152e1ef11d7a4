import { expect, test } from 'vitest';
import type { Role } from '#lib/roles.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { acknowledgeAlert, muteAlerts, unmuteAlerts } from '#server/monitoring/alerts/alerts.ts';
import { createChannel, deleteChannel, findChannels, testChannel } from '#server/monitoring/alerts/channels.ts';
import { userActor } from '#test/actors.ts';
import { makeWebhook, withReceiver } from '#test/alert-channels.ts';
import { withDatabase } from '#test/database.ts';
import { startMailServer } from '#test/mail-server.ts';
import type { Receiver } from '#test/webhook-receiver.ts';

withDatabase();

const admin = userActor('admin');
let receiver: Receiver;
withReceiver((fresh) => {
  receiver = fresh;
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
  const server = await startMailServer();
  setEnvironment({ SMTP_URL: `${server.url}?from=switchboard@example.org` });
  const id = await mailChannel();
  expect(await testChannel(admin, id)).toMatchObject({ ok: true });
  expect(server.mails).toEqual([
    { to: ['it@example.org', 'night@example.org'], subject: expect.stringContaining('Test: This is a test of alerts') },
  ]);
  expect(server.lines).toContain('MAIL FROM:<switchboard@example.org>');
  setEnvironment({ SMTP_URL: '' });
  server.close();
  expect(await testChannel(admin, id)).toMatchObject({
    ok: false,
    message: expect.stringContaining('SMTP_URL'),
  });
});

test('a test that one recipient was refused was not taken, and the address is not told', async () => {
  const server = await startMailServer();
  server.refused.add('night@example.org');
  setEnvironment({ SMTP_URL: server.url });
  const message = 'The mail server refused 1 of 2 recipients: 550.';
  expect(await testChannel(admin, await mailChannel())).toMatchObject({ ok: false, message });
  expect((await findChannels(admin)).at(-1)).toMatchObject({ failure: message, deliveredAt: null });
  setEnvironment({ SMTP_URL: '' });
  server.close();
});

async function mailChannel(): Promise<string> {
  const target = 'it@example.org,night@example.org';
  await createChannel(admin, { kind: 'email', name: 'Night', target, leastSeverity: 'warn' });
  return (await findChannels(admin)).at(-1)?.id ?? '';
}

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
