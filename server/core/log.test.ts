import { Writable } from 'node:stream';
import fc from 'fast-check';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { generateKey } from '#server/core/auth/key-format.ts';
import { logOptions } from '#server/core/log.ts';
import { inRequest } from '#server/core/request-context.ts';

function capture() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { log: pino({ ...logOptions, level: 'trace' }, stream), text: () => text };
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'a\r\nb',
    '\u001b[31mred\u001b[0m',
    'x\u2028y\u2029z',
    '\u0085',
    '\u0000',
    '\ud800',
    '{"level":"fatal"}\n',
    '\u202eevil',
  ),
);

describe('the log', () => {
  test('is one line an event that parses, whatever the fields hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ message: anyText, more: anyText }), { minLength: 1, maxLength: 5 }),
        (events) => {
          const { log, text } = capture();
          for (const event of events) log.info({ event: 'test', ...event });
          const lines = text().split(/[\r\n\u0085\u2028\u2029]/);
          expect(lines.pop()).toBe('');
          expect(lines).toHaveLength(events.length);
          for (const [index, line] of lines.entries()) {
            const { message } = JSON.parse(line);
            expect(message.toWellFormed()).toBe(events[index]?.message.toWellFormed());
            // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
            expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          }
        },
      ),
    );
  });

  test('each event of a request carries its id, and none outside of one', async () => {
    const { log, text } = capture();
    await inRequest('request-1', async () => {
      log.info({ event: 'one' });
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.info({ event: 'two' });
    });
    log.info({ event: 'three' });
    const lines = text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.request)).toEqual(['request-1', 'request-1', undefined]);
  });

  test('no secret gets out, neither as a field nor inside a text', () => {
    const key = generateKey();
    const cookie = 'switchboard.session_token=AbCdEf123.456%2Bxyz';
    const { log, text } = capture();
    log.info({ event: 'x', key, password: 'hunter2hunter2', headers: { cookie, authorization: `Bearer ${key}` } });
    log.error({
      event: 'x',
      a: { b: { token: 'deep-token-value' } },
      error: `Bad header Bearer ${key}; cookie ${cookie}; path=/`,
    });
    log.error({ event: 'x', error: `GET /setup?token=${key.slice(3, 46)} and /reset/${key.slice(3, 46)} failed` });
    log.error({
      event: 'x',
      error: 'connect postgres://app:hunter2hunter2@db:5432/x and redis://:hunter2hunter2@cache',
    });
    for (const secret of [key, key.slice(3, 46), 'AbCdEf123', 'hunter2', 'deep-token-value'])
      expect(text()).not.toContain(secret);
    expect(text()).toContain('db:5432');
    expect(
      text()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toHaveLength(4);
  });
});
