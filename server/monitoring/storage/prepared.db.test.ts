import { afterEach, describe, expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { Things } from '#server/monitoring/changes/things.ts';
import { Line } from '#server/monitoring/sampler/line.ts';
import { History } from '#server/monitoring/storage/history.ts';
import { storageProbe } from '#server/monitoring/storage/storage-probe.ts';
import { withOwnServer } from '#test/own-server.ts';

/** No zone touches it, and it takes a server of its own. */
describe('a table that a forgotten prepared transaction holds', () => {
  withOwnServer({ max_prepared_transactions: '5' });
  const line = new Line({ holdsLock: false });
  afterEach(async () => {
    await mainPool().query(`rollback prepared 'forgotten'`);
    await line.close();
  });

  test('keeps its last size, and blinds nobody to the others', async () => {
    const history = new History();
    await history.look(new Date());
    const probe = storageProbe(history);
    const read = async () => {
      const reading = await line.read((client, server) => probe.read(client, server));
      if (!reading.ok) throw new Error(reading.reason);
      return reading.value;
    };
    const sizesOf = ({ tables }: Awaited<ReturnType<typeof read>>) =>
      tables.state === 'measured' ? tables.value.rows : [];
    const before = sizesOf(await read()).find(({ name }) => name === 'public.employees');
    await mainPool().query(
      `begin; lock table public.employees in access exclusive mode; prepare transaction 'forgotten'`,
    );
    const sample = await read();
    expect([sample.tables.state, sample.indexes.state]).toEqual(['measured', 'measured']);
    expect(sizesOf(sample).filter(({ locked }) => locked)).toMatchObject([
      { name: 'public.employees', bytes: before?.bytes },
    ]);
    const things = await line.read((client) => new Things().read(client));
    const unseen = things.filter(({ kind, value }) => kind === 'index' && value === null);
    expect([...new Set(unseen.map(({ relation }) => relation))]).toEqual(['employees']);
  });
});
