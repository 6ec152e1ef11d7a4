import pg from 'pg';
import { connection } from '#server/core/db/connection.ts';
import { mainPool } from '#server/core/db/pool.ts';
import type { BenchResult, Row } from './lib/measure.ts';
import { round } from './lib/measure.ts';
import { withServer } from './lib/server.ts';

const TIMES = 200_000;
const ROUNDS = 5;

/** What timing a checkout costs: pg's own pool beside ours, an idle connection taken and given back, nothing run on it. */
export function run(): Promise<BenchResult> {
  return withServer(async () => {
    const bare = new pg.Pool({ ...connection(), max: 10 });
    const pools: [string, pg.Pool][] = [
      ['pg.Pool', bare],
      ['ours, timed', mainPool()],
    ];
    const best = new Map<string, number>();
    // In turns, the best of each: a machine that is busy meanwhile slows both.
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [name, pool] of pools)
        best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, await nanoseconds(pool)));
    await bare.end();
    const rows: Row[] = [...best].map(([pool, ns]) => ({ pool, ns: round(ns) }));
    return {
      rows,
      notes: [`Nanoseconds for connect and release, ${TIMES} times one after the other, the best of ${ROUNDS} rounds.`],
    };
  });
}

async function nanoseconds(pool: pg.Pool): Promise<number> {
  const began = process.hrtime.bigint();
  for (let i = 0; i < TIMES; i += 1) (await pool.connect()).release();
  return Number(process.hrtime.bigint() - began) / TIMES;
}
