import type pg from 'pg';
import { expect, test, vi } from 'vitest';
import { defaultRules } from '#lib/monitoring/rules/in-force.ts';
import type { Line } from '#server/monitoring/sampler/line.ts';
import { ownPartOf, partOf } from '#server/monitoring/sampler/part.ts';
import { causeOf } from '#test/causes.ts';

type LineReading = Parameters<Line['read']>[0];
type Disk = { full: boolean | null };

function diskPart(samples: Disk[]) {
  const part = ownPartOf<Disk>(
    { name: 'disk', everySeconds: 1, read: async () => ({ ok: true, value: samples.shift() ?? { full: null } }) },
    ({ full }) => (full === true ? [causeOf('disk:volume')] : []),
    {
      label: 'disk',
      keys: ['disk:'],
      unseenOf: ({ full }) => (full === null ? ['free space'] : []),
      heldOf: ({ full }, blamed) => (full === null ? [...blamed] : []),
    },
  );
  const look = async () => {
    await part.take({} as Line, new Date());
    return { blamed: part.causes(defaultRules).map(({ key }) => key), held: part.held(), unseen: part.unseen() };
  };
  return { part, look };
}

test('a part whose sample cannot be judged sees nothing until one can, and what it blamed may last', async () => {
  const samples = ['full', 'broken', 'well'];
  const part = ownPartOf<string>(
    { name: 'disk', everySeconds: 1, read: async () => ({ ok: true, value: samples.shift() ?? '' }) },
    (value) => {
      if (value === 'broken') throw new Error('Nobody thought of this.');
      return value === 'full' ? [causeOf('disk:volume')] : [];
    },
    { label: 'disk', keys: ['disk:'] },
  );
  await part.take({} as Line, new Date());
  part.causes(defaultRules);
  await part.take({} as Line, new Date());
  expect(() => part.causes(defaultRules)).toThrow();
  expect([part.unseen(), part.held()]).toEqual([['disk'], ['disk:volume']]);
  await part.take({} as Line, new Date());
  part.causes(defaultRules);
  expect([part.unseen(), part.held()]).toEqual([[], []]);
});

test('a part that has read nothing yet sees nothing', () => {
  expect(diskPart([]).part.unseen()).toEqual(['disk']);
});

test('what was blamed may last while its matter is not seen, and is over once it is seen to be', async () => {
  const { part, look } = diskPart([{ full: true }, { full: null }, { full: null }, { full: false }, { full: null }]);
  expect(await look()).toEqual({ blamed: ['disk:volume'], held: [], unseen: [] });
  expect(await look()).toEqual({ blamed: [], held: ['disk:volume'], unseen: ['free space'] });
  expect(await look()).toEqual({ blamed: [], held: ['disk:volume'], unseen: ['free space'] });
  part.fail('late', new Date());
  expect(part.held()).toEqual(['disk:volume']);
  expect(await look()).toEqual({ blamed: [], held: [], unseen: [] });
  expect(await look()).toEqual({ blamed: [], held: [], unseen: ['free space'] });
});

test('what was open before a restart may last until its part sees, and only what is its own', async () => {
  const { part, look } = diskPart([{ full: null }, { full: true }, { full: false }]);
  part.recall(['disk:volume', 'pool:full']);
  expect(part.held()).toEqual(['disk:volume']);
  part.fail('late', new Date());
  expect(part.held()).toEqual(['disk:volume']);
  expect(await look()).toMatchObject({ blamed: [], held: ['disk:volume'] });
  expect(await look()).toMatchObject({ blamed: ['disk:volume'], held: [] });
  expect(await look()).toMatchObject({ blamed: [], held: [] });
  part.recall(['disk:volume']);
  part.causes(defaultRules);
  expect(part.held()).toEqual([]);
});

test('what nobody has seen for a day is held no longer, until it is blamed anew', async () => {
  const { part, look } = diskPart([{ full: true }, { full: null }, { full: null }, { full: true }, { full: null }]);
  await look();
  await look();
  const real = Date.now;
  Date.now = () => real() + 90_000_000;
  try {
    expect(part.held()).toEqual([]);
    expect((await look()).held).toEqual([]);
    await look();
    expect((await look()).held).toEqual(['disk:volume']);
  } finally {
    Date.now = real;
  }
});

test('one that gives way forgets what it saw, and has its probe forget it', async () => {
  const forget = vi.fn();
  const befores: number[] = [];
  const part = partOf<number>(
    { name: 'disk', everySeconds: 1, read: async () => ({ ok: true, value: 1 }), forget },
    (_newest, before) => {
      befores.push(before.length);
      return [causeOf('disk:volume')];
    },
    { label: 'disk', keys: ['disk:'] },
  );
  const server = { version: 180_000, database: 'any', startedAt: '2026-11-27T14:00:00.000Z' };
  const line = { read: (reading: LineReading) => reading({} as pg.ClientBase, server) } as Line;
  const look = async () => {
    await part.take(line, new Date());
    part.causes(defaultRules);
  };
  await look();
  await look();
  part.forget();
  expect([forget.mock.calls.length, part.panel, part.held(), part.unseen()]).toEqual([1, null, [], ['disk']]);
  await look();
  expect(befores).toEqual([0, 1, 0]);
});
