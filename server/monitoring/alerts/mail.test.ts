import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { setEnvironment } from '#server/core/env.ts';
import { RefusedError, sendMail } from '#server/monitoring/alerts/mail.ts';
import { startMailServer } from '#test/mail-server.ts';

test('a mail server that says something all the time and takes nothing is left', async () => {
  const ended = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.write('220 test ESMTP\r\n');
    // Never the last line of its answer to EHLO.
    const timer = setInterval(() => socket.write('250-AND MORE\r\n'), 20);
    socket.on('error', () => {});
    socket.once('close', () => {
      clearInterval(timer);
      ended.resolve();
    });
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  setEnvironment({ SMTP_URL: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const sent = sendMail(['it@example.org'], { subject: 'Full', text: 'Full.' }, 300);
  await expect(sent).rejects.toThrow('The mail server did not take it within 0.3 s.');
  await ended.promise;
  server.close();
});

test('a mail that some recipients were refused is told as that, and names none of them', async () => {
  const server = await startMailServer();
  server.refused.add('Night@example.org');
  setEnvironment({ SMTP_URL: server.url });
  const given = ['it@example.org', 'Night@EXAMPLE.org'];
  const refusal = await sendMail(given, { subject: 'Full', text: 'Full.' }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RefusedError);
  expect(refusal).toMatchObject({
    message: 'The mail server refused 1 of 2 recipients: 550.',
    recipients: ['Night@EXAMPLE.org'],
  });
  expect(server.mails).toEqual([{ to: ['it@example.org'], subject: 'Full' }]);
  server.close();
});
