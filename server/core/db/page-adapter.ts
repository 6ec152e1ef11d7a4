import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import type { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { UnavailableError } from '#server/core/errors.ts';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Options = ConstructorParameters<typeof PrismaPg>[1];

/** Hardly a statement takes longer, so hardly one is ever asked about. */
const SLOW_MS = 1_500;
const AGAIN_MS = 100;
/** One look can miss on a machine that is busy; a second one later does not. */
const CERTAIN_MS = 900;

/**
 * PrismaPg whose statements outside a transaction end soon while Postgres hangs. The pool says how to see that; a
 * statement that is only slow keeps all the time that the server gives it, and so do transactions.
 */
export class PageAdapter extends PrismaPg {
  readonly #pool: BoundedPool;

  constructor(pool: BoundedPool, options: Options) {
    super(pool, options);
    this.#pool = pool;
  }

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const { silentSince } = this.#pool;
    if (silentSince === undefined) return adapter;
    const query = adapter.queryRaw.bind(adapter);
    const execute = adapter.executeRaw.bind(adapter);
    adapter.queryRaw = (sql) => unlessSilent(query(sql), silentSince);
    adapter.executeRaw = (sql) => unlessSilent(execute(sql), silentSince);
    return adapter;
  }
}

/**
 * What the statement answers.
 * @throws UnavailableError, within four seconds, when Postgres answers nobody. The statement itself is left to the limits of its connection.
 */
function unlessSilent<T>(statement: Promise<T>, silentSince: NonNullable<BoundedPool['silentSince']>): Promise<T> {
  return new Promise((resolve, reject) => {
    let waiting = true;
    const look = async (): Promise<void> => {
      const since = await silentSince();
      if (!waiting) return;
      if (since !== null && Date.now() - since.getTime() >= CERTAIN_MS)
        return reject(new UnavailableError(`The database has answered nobody since ${since.toISOString()}.`));
      timer = setTimeout(look, since === null ? SLOW_MS : AGAIN_MS);
    };
    let timer = setTimeout(look, SLOW_MS);
    statement.then(resolve, reject).finally(() => {
      waiting = false;
      clearTimeout(timer);
    });
  });
}
