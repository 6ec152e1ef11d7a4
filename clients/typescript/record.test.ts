import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecords, encodeRecords } from './record.ts';

const payloads = fc.array(
  fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 20 },
);

test('what is written is read', () => {
  fc.assert(
    fc.property(payloads, (written) => {
      const file = encodeRecords(written);
      expect(decodeRecords(file)).toEqual({ payloads: written, soundBytes: file.length });
    }),
  );
});

test('a file cut anywhere gives every whole record before the cut, and no other', () => {
  fc.assert(
    fc.property(payloads, fc.nat(2000), (written, at) => {
      const file = encodeRecords(written);
      const cut = file.subarray(0, Math.min(at, file.length));
      const { payloads: read, soundBytes } = decodeRecords(cut);
      expect(read).toEqual(written.slice(0, read.length));
      expect(encodeRecords(read).length).toBe(soundBytes);
      const next = written[read.length];
      if (next !== undefined) expect(soundBytes + 8 + next.length).toBeGreaterThan(cut.length);
    }),
  );
});

test('reading stops at the first damaged record, and at zeros', () => {
  const file = encodeRecords([Buffer.from('one'), Buffer.from('two'), Buffer.from('three')]);
  const damaged = Buffer.from(file);
  damaged[11 + 8] = 'T'.charCodeAt(0);
  expect(decodeRecords(damaged)).toEqual({ payloads: [Buffer.from('one')], soundBytes: 11 });
  expect(decodeRecords(Buffer.concat([file, Buffer.alloc(4096)])).soundBytes).toBe(file.length);
});
