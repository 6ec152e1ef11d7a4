import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withDatabase } from '#test/database.ts';
import { type Point, PostgresProxy, points } from './proxy.ts';

const INSERT = `insert into conversations (session_id, user_message, assistant_response) values ($1, 'Q', 'A')`;

describe('a fault at a named point of an insert', () => {
  const database = withDatabase();
  let proxy: PostgresProxy;

  beforeAll(async () => {
    const { host, port } = database.connection();
    proxy = await PostgresProxy.open(join(host, `.s.PGSQL.${port}`));
  });
  afterAll(() => proxy.close());

  const stored = { 'before the insert': 0, 'before its answer': 1, 'after its commit': 1 } satisfies Record<
    Point,
    number
  >;

  it.each(points)('strikes %s, the client hears nothing', async (point) => {
    for (const name of [undefined, 'prepared']) {
      const session = `${point} ${name}`;
      const client = await connect('switchboard-ingest');
      await client.query({ name, text: INSERT, values: [`${session} well`] });
      let struck = 0;
      const reached = proxy.arm(point, () => {
        struck += 1;
      });
      await expect(client.query({ name, text: INSERT, values: [session] })).rejects.toThrow('terminated');
      await reached;
      expect(struck).toBe(1);
      expect(await count(`${session} well`)).toBe(1);
      await expect.poll(() => count(session)).toBe(stored[point]);
    }
  });

  it('leaves alone what is no insert of turns, what failed, and what is not committed yet', async () => {
    const client = await connect('switchboard-ingest');
    const other = await connect('switchboard-web');
    let struck = false;
    const reached = proxy.arm('after its commit', () => {
      struck = true;
    });
    await client.query('select 1');
    await other.query(INSERT, ['other']);
    await expect(client.query(INSERT, [null])).rejects.toThrow('null value');
    await client.query('begin');
    await client.query(INSERT, ['in a transaction']);
    expect(struck).toBe(false);
    await expect(client.query('commit')).rejects.toThrow('terminated');
    await reached;
    await expect.poll(() => count('in a transaction')).toBe(1);
    await other.end();
  });

  async function connect(application: string): Promise<pg.Client> {
    const { user, password, database: name } = database.connection();
    const reach = { host: '127.0.0.1', port: proxy.port, user, password, database: name };
    const client = new pg.Client({ ...reach, application_name: application });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  async function count(session: string): Promise<number> {
    const client = new pg.Client(database.connection());
    await client.connect();
    const { rowCount } = await client.query('select from conversations where session_id = $1', [session]);
    await client.end();
    return rowCount ?? 0;
  }
});
