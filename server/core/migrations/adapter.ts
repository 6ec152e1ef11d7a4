import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import type { Connection } from '#server/core/db/connection.ts';
import { notingIndexes } from '#server/core/migrations/own-indexes.ts';

const CHAR_OID = 18;
const TEXT_OID = 25;
const LOCK_TIMEOUT_MS = 5_000;

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/**
 * PrismaPg as the schema engine needs it: a script runs as one simple query, so that function bodies stay whole and a
 * file is applied entirely or not at all; columns of type "char" can be read; the shadow database is one of our own.
 */
export class MigrationAdapter extends PrismaPg {
  readonly #connection: Connection;
  readonly #scripts: ReadonlySet<string>;
  readonly #pools: pg.Pool[];

  /** @param scripts the texts of the migrations: each is marked as applied, and its indexes noted, in the transaction that applies it */
  constructor(connection: Connection, scripts: readonly string[]) {
    const pool = new CharReadingPool(connection);
    super(pool);
    this.#connection = connection;
    this.#scripts = new Set(scripts);
    this.#pools = [pool];
  }

  override async connect(): Promise<Adapter> {
    const adapter = prepared(await super.connect());
    const run = adapter.executeScript;
    adapter.executeScript = (sql) => run(this.#scripts.has(sql) ? markedAsApplied(sql) : sql);
    return adapter;
  }

  override async connectToShadowDb(): Promise<Adapter> {
    const main = await this.connect();
    const database = `switchboard_shadow_${globalThis.crypto.randomUUID()}`;
    await main.executeScript(`CREATE DATABASE "${database}" TEMPLATE template0`);
    const pool = new CharReadingPool({ ...this.#connection, database });
    const shadow = prepared(await new PrismaPg(pool).connect());
    shadow.dispose = async () => {
      await pool.end();
      await main.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    };
    return shadow;
  }

  /** The engine closes no pool itself. */
  async end(): Promise<void> {
    for (const pool of this.#pools) await pool.end();
  }
}

function prepared(adapter: Adapter): Adapter {
  const ask = adapter.queryRaw.bind(adapter);
  adapter.executeScript = async (sql) => {
    await adapter.executeRaw({ sql, args: [], argTypes: [] });
  };
  adapter.queryRaw = async (query) => {
    const result = await ask(query);
    for (const column of charColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

/** The engine writes its own mark in a second statement; a process killed in between would leave a file applied and unmarked. */
function markedAsApplied(sql: string): string {
  if (/\bconcurrently\b/i.test(sql)) return sql;
  return `${notingIndexes(sql)}
;update public._prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1
where finished_at is null and rolled_back_at is null`;
}

/** Which columns of a result are "char", by its rows: PrismaPg knows no such type and is told it is text. */
const charColumns = new WeakMap<readonly unknown[], number[]>();

class CharReadingPool extends pg.Pool {
  constructor(connection: Connection) {
    super({
      ...connection,
      application_name: 'switchboard-migrate',
      lock_timeout: LOCK_TIMEOUT_MS,
      max: 4,
      idleTimeoutMillis: 1_000,
    });
    Object.assign(this, { query: (config: pg.QueryArrayConfig) => this.#ask(config) });
  }

  async #ask(config: pg.QueryArrayConfig): Promise<pg.QueryArrayResult> {
    const result = await super.query(config);
    // A script of several statements answers with a list and is never read.
    if (Array.isArray(result)) return result[0];
    const columns = result.fields.flatMap((field, index) => (field.dataTypeID === CHAR_OID ? [index] : []));
    for (const column of columns) Object.assign(result.fields[column] ?? {}, { dataTypeID: TEXT_OID });
    if (columns.length > 0) charColumns.set(result.rows, columns);
    return result;
  }
}
