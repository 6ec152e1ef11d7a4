import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { postedTurnSchema } from '#lib/api/turns.ts';
import { readEventId, readPostedTurn } from '#lib/conversations/posted-turn.ts';

const always = { notBefore: Number.NEGATIVE_INFINITY, notAfter: Number.POSITIVE_INFINITY };
const turn = { session_id: 's', user_message: 'q', assistant_response: 'a' };
const id = '0192f6a4-7c1e-7d35-9a54-3f2b8f1c0de9';

function faultOf(value: unknown, bounds = always): string | null {
  const read = readPostedTurn(value, bounds);
  return read.turn === null ? read.fault : null;
}

test('a whole turn', () => {
  const read = readPostedTurn(
    {
      ...{ ...turn, event_id: id.toUpperCase(), is_answered: false, knowledge_base: 'cards', response_time_ms: 0 },
      ...{ client_ip: '10.1.2.3', created_at: '2026-11-24T10:02:03.123456+05:45' },
    },
    always,
  );
  expect(read.turn).toEqual({
    ...{ eventId: id, sessionId: 's', userMessage: 'q', assistantResponse: 'a', isAnswered: 0, knowledgeBase: 'cards' },
    ...{ responseTimeMs: 0, clientIp: '10.1.2.3', createdAt: '2026-11-24 04:17:03.123456', mended: false },
  });
});

test('what was not sent is null, and so is null', () => {
  const nothing = { eventId: null, isAnswered: null, knowledgeBase: null, responseTimeMs: null, clientIp: null };
  const nulls = { event_id: null, is_answered: null, knowledge_base: null, response_time_ms: null, client_ip: null };
  expect(readPostedTurn(turn, always).turn).toMatchObject({ ...nothing, createdAt: null });
  expect(readPostedTurn({ ...turn, ...nulls, created_at: null }, always).turn).toMatchObject(nothing);
});

describe('is refused with a sentence that names the field', () => {
  test.each<[string, unknown, RegExp]>([
    ['a number', 5, /^must be an object/],
    ['an array', [turn], /^must be an object/],
    ['no session', { ...turn, session_id: undefined }, /^session_id must be text$/],
    ['a blank session', { ...turn, session_id: ' \t' }, /^session_id must have 1 to 255/],
    ['a long session', { ...turn, session_id: 'x'.repeat(256) }, /^session_id must have 1 to 255/],
    ['a long session of emoji', { ...turn, session_id: '\u{1f600}'.repeat(256) }, /^session_id must have 1 to 255/],
    ['no question', { ...turn, user_message: null }, /^user_message must be text/],
    ['an answer that is no text', { ...turn, assistant_response: {} }, /^assistant_response must be text/],
    ['a word for is_answered', { ...turn, is_answered: 'true' }, /^is_answered must be 0, 1, true or false/],
    ['2 for is_answered', { ...turn, is_answered: 2 }, /^is_answered/],
    [
      'a negative time',
      { ...turn, response_time_ms: -1 },
      /^response_time_ms must be a whole number from 0 to 2147483647/,
    ],
    ['a fraction', { ...turn, response_time_ms: 1.5 }, /^response_time_ms/],
    ['a time too large', { ...turn, response_time_ms: 2_147_483_648 }, /^response_time_ms/],
    ['a long knowledge base', { ...turn, knowledge_base: 'x'.repeat(256) }, /^knowledge_base must have at most 255/],
    ['an id that is none', { ...turn, event_id: '1' }, /^event_id must be a UUID/],
    ['an id that is a number', { ...turn, event_id: 1 }, /^event_id must be a UUID/],
    ['a day that is none', { ...turn, created_at: '2026-02-30' }, /^created_at must be a time in ISO 8601/],
    ['a time as a number', { ...turn, created_at: 1_795_747_553 }, /^created_at must be a time in ISO 8601/],
  ])('%s', (_what, value, sentence) => {
    expect(faultOf(value)).toMatch(sentence);
    expect(postedTurnSchema.safeParse(value).success).toBe(false);
  });

  test('a time outside of the bounds', () => {
    const bounds = { notBefore: Date.parse('2026-01-01T00:00:00Z'), notAfter: Date.parse('2026-12-31T00:00:00Z') };
    const at = (created_at: string) => faultOf({ ...turn, created_at }, bounds);
    expect(at('2025-12-31T23:59:59.999999')).toBe('created_at must not be before 2026-01-01T00:00:00.000Z');
    expect(at('2026-01-01')).toBeNull();
    expect(at('2026-12-31')).toBeNull();
    expect(at('2026-12-31T00:00:01')).toBe('created_at must not be after 2026-12-31T00:00:00.000Z');
  });
});

test.each([
  [id.toUpperCase(), id],
  [id.replaceAll('-', ''), id],
  [`{${id}}`, id],
  [`urn:uuid:${id}`, id],
  ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
  [`{${id}`, null],
  [`${id}0`, null],
  [`${id.slice(0, -1)}g`, null],
])('%s as an id', (text, expected) => {
  expect(readEventId(text)).toBe(expected);
});

test('255 characters are 255 characters in every script', () => {
  expect(faultOf({ ...turn, session_id: '\u{1f600}'.repeat(255), knowledge_base: 'ক'.repeat(255) })).toBeNull();
});

/** Values near the rules, mostly within them, so that both sides of each are met often. */
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    'x'.repeat(255),
    'x'.repeat(256),
    '\u{1f600}'.repeat(255),
    '\u{1f600}'.repeat(256),
  ),
);
const time = fc.constantFrom(
  '2026-11-24',
  '2026-02-30T10:00',
  '2026-11-24T10:02:03.1234567+05:45',
  '2026-W48-2',
  '2026-328',
);
const anything = fc.oneof(
  text,
  time,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.jsonValue(),
);
const mostly = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: anything });
const almostTurn = fc.record(
  {
    session_id: mostly(text),
    user_message: mostly(text),
    assistant_response: mostly(text),
    event_id: mostly(fc.uuid()),
    is_answered: mostly(fc.constantFrom(true, false, 0, 1, -0, null)),
    response_time_ms: mostly(fc.constantFrom(0, -0, -1, 2_147_483_647, 2_147_483_648, 1e300, 0.5)),
    knowledge_base: mostly(text),
    client_ip: mostly(text),
    created_at: mostly(time),
  },
  { requiredKeys: ['session_id', 'user_message', 'assistant_response'] },
);

test('holds for the same records as the schema, and never throws', () => {
  const seen = { fit: 0, unfit: 0 };
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: almostTurn }, { weight: 1, arbitrary: fc.jsonValue() }), (value) => {
      const isFit = postedTurnSchema.safeParse(value).success;
      seen[isFit ? 'fit' : 'unfit'] += 1;
      expect(faultOf(value) === null).toBe(isFit);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.fit, seen.unfit)).toBeGreaterThan(200);
});

test('what comes out is text that any table holds, changed only where it had to be, and says so', () => {
  const unit = fc.constantFrom('a', '\0', '\ud800', '\udc00', '\u{1f600}', 'ক', '\ufffd');
  const messy = fc.string({ unit, minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(messy, messy, messy, (session_id, user_message, assistant_response) => {
      const { turn: read } = readPostedTurn({ session_id, user_message, assistant_response }, always);
      const given = [session_id, user_message, assistant_response];
      const texts = [read?.sessionId, read?.userMessage, read?.assistantResponse];
      expect(texts.every((one) => one?.isWellFormed() && !one.includes('\0'))).toBe(true);
      expect(texts.map((one) => one?.length)).toEqual(given.map((one) => one.length));
      expect(read?.mended).toBe(given.some((one, at) => one !== texts[at]));
      expect(texts).toEqual(given.map((one) => one.toWellFormed().replaceAll('\0', '\ufffd')));
    }),
  );
});
