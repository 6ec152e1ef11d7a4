import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDatabase } from '#test/database.ts';
import { newKey, storedIn, turn, withIngest } from '#test/ingest.ts';

withDatabase();
const { post, call, server } = withIngest({ body: { bytes: 1_048_576, milliseconds: 1_000 } });

describe('a body', () => {
  const ok = JSON.stringify(turn({ session_id: 'body' }));
  test.each<[string, () => ReturnType<typeof call>, number, RegExp]>([
    ['that is no JSON', () => call('{"session_id":'), 400, /not JSON/],
    ['that is empty', () => call(''), 400, /not JSON/],
    ['nested ten thousand deep', () => call('['.repeat(10_000) + ']'.repeat(10_000)), 400, /nested/],
    [
      'with a hundred thousand names',
      () => call(`{${Array.from({ length: 60_000 }, (_, at) => `"${at}":1`)}}`),
      400,
      /members/,
    ],
    ['with a name twice', () => call(`${ok.slice(0, -1)},"session_id":"other"}`), 400, /twice/],
    ['with a prototype', () => call(`${ok.slice(0, -1)},"__proto__":{}}`), 400, /__proto__/],
    ['of over a megabyte', () => call(Buffer.alloc(1_048_577, ' ')), 413, /larger than 1048576 bytes/],
    [
      'of over a megabyte in chunks',
      () => call(Array.from({ length: 40 }, () => Buffer.alloc(30_000, ' '))),
      413,
      /larger/,
    ],
    ['that is compressed', () => call(gzipSync(ok), { headers: { 'content-encoding': 'gzip' } }), 415, /compressed/],
  ])('%s is refused', async (_what, send, status, detail) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ detail: expect.stringMatching(detail), code: expect.any(String) });
    expect(await post(turn({}))).toMatchObject({ status: 201 });
  });

  test('in which one record has a name twice or a prototype stores the others', async () => {
    const good = JSON.stringify(turn({ session_id: 'beside' }));
    const bad = (member: string) => `${good.slice(0, -1)},${member}}`;
    const answer = await call(`[${good},${bad('"session_id":"other"')},${bad('"__proto__":{}')},${good}]`);
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.body)).toMatchObject({
      accepted: 2,
      results: [
        { status: 'stored' },
        { status: 'invalid', error: expect.stringMatching(/^Turn 1, counted from 0: has an object .* twice\.$/) },
        { status: 'invalid', error: expect.stringMatching(/^Turn 2, .* __proto__\.$/) },
        { status: 'stored' },
      ],
    });
    expect(await storedIn('beside')).toHaveLength(2);
  });

  test('that comes too slowly is 408', async () => {
    const { port } = server.address() as AddressInfo;
    const key = await newKey('Slow');
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}`, 'content-length': '100' };
      const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/api/conversations', headers });
      sent.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      sent.write('{');
    });
    expect(status).toBe(408);
  });

  test('just under a megabyte is stored whole', async () => {
    const long = 'ক'.repeat(340_000);
    expect(await post(turn({ session_id: 'long', assistant_response: long }))).toMatchObject({ status: 201 });
    expect((await storedIn('long'))[0].assistant_response).toBe(long);
  });

  test('with a byte order mark, blanks around it, or any content type is read', async () => {
    for (const body of [`\ufeff${ok}`, ` \n${ok}\r\n`]) expect((await call(body)).status).toBe(201);
    expect((await call(ok, { headers: { 'content-type': 'text/plain' } })).status).toBe(201);
  });

  test('of bytes that are no UTF-8 is stored well-formed and flagged where it had to be mended', async () => {
    const body = Buffer.concat([
      Buffer.from('[{"session_id":"bytes","user_message":"'),
      Buffer.from([0xff]),
      Buffer.from(`","assistant_response":"a"},${JSON.stringify(turn({ session_id: 'bytes' }))}]`),
    ]);
    expect((await call(body)).status).toBe(201);
    expect(await storedIn('bytes')).toMatchObject([{ user_message: '\ufffd', mended: true }, { mended: false }]);
  });

  test('of any JSON is answered with 201 or a 4xx', async () => {
    const shape = fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record(
          {
            session_id: fc.string({ unit: 'binary', minLength: 1 }),
            user_message: fc.string({ unit: 'binary' }),
            assistant_response: fc.string({ unit: 'binary' }),
            created_at: fc.jsonValue(),
          },
          { requiredKeys: ['session_id', 'user_message', 'assistant_response'] },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shape, async (value) => {
        const { status } = await call(JSON.stringify(value));
        expect([201, 400, 413, 422]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  test('whatever text it holds is stored as it is, but for NUL and half pairs, which are flagged', async () => {
    const unit = fc.oneof(
      fc.constantFrom('\0', '\ud800', '\udfff', '"', '\\', '{', '}', ',', "'", '\n'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    let at = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit, maxLength: 30 }), { minLength: 1, maxLength: 20 }), async (texts) => {
        const session_id = `text ${at++}`;
        await post(
          texts.map((text) =>
            turn({ session_id, event_id: randomUUID(), user_message: text, assistant_response: text }),
          ),
        );
        const fit = texts.map((text) => text.toWellFormed().replaceAll('\0', '\ufffd'));
        const expected = fit.map((text, place) => ({
          user_message: text,
          assistant_response: text,
          mended: text !== texts[place],
        }));
        expect(await storedIn(`${session_id}`)).toMatchObject(expected);
      }),
      { numRuns: 40 },
    );
  });
});
