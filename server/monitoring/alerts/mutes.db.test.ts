import { expect, test } from 'vitest';
import { findAlerts, findMutes, muteAlerts, unmuteAlerts } from '#server/monitoring/alerts/alerts.ts';
import { PostRoom } from '#server/monitoring/alerts/post-room.ts';
import { userActor } from '#test/actors.ts';
import { makeWebhook, postedTo, withReceiver } from '#test/alert-channels.ts';
import { withDatabase } from '#test/database.ts';
import { roomInCharge, told, verdict } from '#test/post-rooms.ts';
import { type Receiver, startReceiver } from '#test/webhook-receiver.ts';

withDatabase();

const admin = userActor('admin');
let receiver: Receiver;
withReceiver((fresh) => {
  receiver = fresh;
});

const posted = () => postedTo(receiver).map(({ kind, key }) => `${kind} ${key}`);

test('what was held back in a mute and lasts is told when it ends, when it gets worse, and when it is over', async () => {
  await makeWebhook(receiver);
  const room = new PostRoom();
  room.consider(verdict(-1));
  await muteAlerts(admin, { reason: 'Moving the server', minutes: 15 });
  await room.work();
  room.consider(verdict(0, told('disk', 'warn')));
  await room.work();
  const [mute] = await findMutes(admin);
  await unmuteAlerts(admin, mute?.id ?? '');
  await room.work(Date.now() + 6_000);
  room.consider(verdict(2, told('disk', 'crit')));
  await room.work();
  const next = await roomInCharge();
  next.consider(verdict(3_600 + 300));
  await next.work();
  expect(postedTo(receiver)).toMatchObject([
    { kind: 'raised', severity: 'warn' },
    { kind: 'raised', severity: 'crit' },
    { kind: 'resolved', severity: 'crit' },
  ]);
});

test('a warning that turns critical in a mute is told as critical when the mute ends, also after a restart', async () => {
  await makeWebhook(receiver, { leastSeverity: 'crit' });
  const room = await roomInCharge();
  room.consider(verdict(0, told('disk', 'warn')));
  await muteAlerts(admin, { reason: 'Moving the server', minutes: 15 });
  await room.work(Date.now() + 6_000);
  room.consider(verdict(10, told('disk', 'crit')));
  await room.work();
  expect(receiver.posts).toEqual([]);
  const [mute] = await findMutes(admin);
  await unmuteAlerts(admin, mute?.id ?? '');
  const next = await roomInCharge();
  next.consider(verdict(20, told('disk', 'crit')));
  await next.work();
  await next.work();
  expect(postedTo(receiver)).toMatchObject([{ kind: 'raised', severity: 'crit' }]);
  next.consider(verdict(200));
  await next.work();
  expect(posted()).toEqual(['raised disk', 'resolved disk']);
});

test('a warning that turned critical and ended in a mute is over for whoever had the warning, and for nobody else', async () => {
  await makeWebhook(receiver);
  const pager = await startReceiver();
  await makeWebhook(pager, { leastSeverity: 'crit' });
  const room = await roomInCharge();
  room.consider(verdict(0, told('disk', 'warn')));
  await muteAlerts(admin, { reason: 'Moving the server', minutes: 15 });
  await room.work(Date.now() + 6_000);
  room.consider(verdict(10, told('disk', 'crit')));
  await room.work();
  const next = await roomInCharge();
  next.consider(verdict(3_600 + 300));
  await next.work();
  pager.close();
  expect(postedTo(receiver)).toMatchObject([
    { kind: 'raised', severity: 'warn' },
    { kind: 'resolved', severity: 'warn' },
  ]);
  expect(pager.posts).toEqual([]);
});

test('what came and went in a mute is never told', async () => {
  await makeWebhook(receiver);
  const room = new PostRoom();
  room.consider(verdict(-1));
  await muteAlerts(admin, { reason: 'Moving the server', minutes: 15 });
  await room.work();
  room.consider(verdict(0, told('disk', 'warn')));
  room.consider(verdict(300));
  await room.work();
  const [mute] = await findMutes(admin);
  await unmuteAlerts(admin, mute?.id ?? '');
  await room.work(Date.now() + 6_000);
  await room.work();
  expect(receiver.posts).toEqual([]);
});

test('a mute holds messages back, and a channel for what is critical gets no warning', async () => {
  await makeWebhook(receiver, { leastSeverity: 'crit' });
  const room = new PostRoom();
  room.consider(verdict(-1));
  expect(await muteAlerts(admin, { reason: 'Moving the server', minutes: 15 })).toMatchObject({ ok: true });
  await room.work();
  room.consider(verdict(0, told('pool')));
  await room.work();
  const [mute] = await findMutes(admin);
  expect(await unmuteAlerts(admin, mute?.id ?? '')).toMatchObject({ ok: true });
  expect(await unmuteAlerts(admin, mute?.id ?? '')).toMatchObject({ ok: false });
  expect(receiver.posts).toEqual([]);
  await room.work(Date.now() + 6_000);
  await room.work();
  expect(postedTo(receiver).map(({ key }) => key)).toEqual(['pool']);
  room.consider(verdict(1, told('pool'), told('disk', 'warn')));
  await room.work();
  expect(postedTo(receiver)).toHaveLength(1);
  room.consider(verdict(2, told('pool'), told('disk', 'crit')));
  await room.work();
  expect(postedTo(receiver).map(({ key }) => key)).toEqual(['pool', 'disk']);
  expect((await findAlerts(admin)).map(({ muted }) => muted)).toEqual([false, false]);
});
