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
      expect(decodeRecords(file)).toEqual({ payloads: written, tornBytes: 0, damagedBytes: 0 });
    }),
  );
});

test('a file cut anywhere gives every whole record before the cut, and no other', () => {
  fc.assert(
    fc.property(payloads, fc.nat(2000), (written, at) => {
      const file = encodeRecords(written);
      const cut = file.subarray(0, Math.min(at, file.length));
      const { payloads: read, tornBytes, damagedBytes } = decodeRecords(cut);
      expect(read).toEqual(written.slice(0, read.length));
      expect([encodeRecords(read).length + tornBytes, damagedBytes]).toEqual([cut.length, 0]);
      const next = written[read.length];
      if (next !== undefined) expect(tornBytes).toBeLessThan(8 + next.length);
    }),
  );
});

const three = ['one', 'two', 'three'].map((text) => Buffer.from(text));

test.each([
  ['in its text', 8],
  ['in its checksum', 4],
  ['in its length, to a longer one that fits', 0, 20],
  ['in its length, to one beyond the file', 0, 200],
])('a record that is damaged %s costs only itself', (_, at, to = 0xff) => {
  const file = encodeRecords(three);
  file[11 + at] = to;
  expect(decodeRecords(file)).toEqual({ payloads: [three[0], three[2]], tornBytes: 0, damagedBytes: 11 });
});

test('one damaged anywhere leaves all the others', () => {
  fc.assert(
    fc.property(payloads, fc.nat(2000), fc.integer({ min: 1, max: 255 }), (written, place, change) => {
      const file = encodeRecords(written);
      if (file.length === 0) return;
      const at = place % file.length;
      file.writeUInt8(file.readUInt8(at) ^ change, at);
      const { payloads: read, tornBytes, damagedBytes } = decodeRecords(file);
      expect(read).toHaveLength(written.length - 1);
      expect(encodeRecords(read).length + tornBytes + damagedBytes).toBe(file.length);
    }),
  );
});

test('zeros at the end are a torn write; a last record that does not match, and noise, are damage', () => {
  const file = encodeRecords(three);
  const read = (bytes: Buffer) => {
    const { tornBytes, damagedBytes } = decodeRecords(bytes);
    return { tornBytes, damagedBytes };
  };
  expect(read(Buffer.concat([file, Buffer.alloc(4096)]))).toEqual({ tornBytes: 4096, damagedBytes: 0 });
  expect(read(Buffer.concat([file, Buffer.from('noise of any kind')]))).toEqual({ tornBytes: 0, damagedBytes: 17 });
  file[file.length - 1] = 0;
  expect(read(file)).toEqual({ tornBytes: 0, damagedBytes: 13 });
});
