import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  applicationOf,
  boundStatement,
  isOutsideTransaction,
  MessageReader,
  parsedStatement,
  queryText,
} from './wire.ts';

const startup = message('', int32(196_608), text('user'), text('ada'), text('application_name'), text('bot'), text(''));
const parse = message('P', text('log'), text('insert into conversations'), Buffer.alloc(2));
const bind = message('B', text(''), text('log'), Buffer.alloc(4));
const query = message('Q', text('select 1'));
const ready = message('Z', Buffer.from('I'));

it('cuts a stream into the same messages, however it arrives', () => {
  const sent = [message('', int32(80_877_103)), startup, parse, bind, query];
  const stream = Buffer.concat(sent);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: stream.length }), { maxLength: 30 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const reader = new MessageReader(true);
      const read = edges.flatMap((edge, i) => reader.push(stream.subarray(edge, edges[i + 1] ?? stream.length)));
      expect(read.map(({ bytes }) => bytes)).toEqual(sent);
      expect(read.map(({ type }) => type)).toEqual(['', '', 'P', 'B', 'Q']);
    }),
  );
});

it('reads what stands in them', () => {
  expect(applicationOf({ type: '', bytes: startup })).toBe('bot');
  expect(applicationOf({ type: '', bytes: message('', int32(80_877_102), int32(1), int32(2)) })).toBeUndefined();
  expect(parsedStatement({ type: 'P', bytes: parse })).toEqual({ name: 'log', text: 'insert into conversations' });
  expect(boundStatement({ type: 'B', bytes: bind })).toBe('log');
  expect(queryText({ type: 'Q', bytes: query })).toBe('select 1');
  expect(isOutsideTransaction({ type: 'Z', bytes: ready })).toBe(true);
  expect(isOutsideTransaction({ type: 'Z', bytes: message('Z', Buffer.from('T')) })).toBe(false);
});

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}
