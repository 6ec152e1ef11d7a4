import { expect, test } from 'vitest';
import { causeOf } from '#test/causes.ts';
import { mailOf, messageOf, testMessage } from './message.ts';

test('the moment is the first whole second at which the alert was told', () => {
  const momentOf = (raisedAt: string) => {
    const cause = { ...causeOf('pool'), since: raisedAt, toldAt: raisedAt, symptoms: [] };
    const alert = { id: 'one', key: 'pool', severity: 'warn', raisedAt, cause } as const;
    return messageOf({ kind: 'raised', alert }, 'https://board.example').moment;
  };
  const page = 'https://board.example/monitoring/replay?at=';
  expect(momentOf('2026-01-05T09:00:07.400Z')).toBe(`${page}2026-01-05T09:00:08Z`);
  expect(momentOf('2026-01-05T09:00:07.000Z')).toBe(`${page}2026-01-05T09:00:07Z`);
  expect(momentOf('2026-01-05T09:00:59.001Z')).toBe(`${page}2026-01-05T09:01Z`);
});

test('a mail tells instants as people read them, in UTC', () => {
  const since = new Date('2026-01-05T09:00:07.400Z');
  const message = testMessage('one', since, 'https://board.example');
  expect(mailOf(message, '').text).toContain('Since 5 Jan 2026, 09:00 UTC.');
  const over = { ...message, kind: 'resolved' as const, until: '2026-01-05T10:30:00.000Z' };
  expect(mailOf(over, '').text).toContain('From 5 Jan 2026, 09:00 UTC to 5 Jan 2026, 10:30 UTC.');
});
