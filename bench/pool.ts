import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { seedContacts } from '#server/phonebook/seed.ts';
import { type BenchResult, sample } from './lib/measure.ts';
import { withServer } from './lib/server.ts';

const TIMES = 5_000;

/** What each layer over the driver costs for one lookup by key, alone and with more callers than connections. */
export function run(): Promise<BenchResult> {
  return withServer(async () => {
    await seedContacts(systemActor('bench'), 1_000, () => undefined);
    const id = (index: number): number => 1 + (index % 1_000);
    const bare = 'select id, full_name from employees where id = $1';
    const ways: [string, (index: number) => Promise<unknown>][] = [
      ['pool.query', (i) => mainPool().query(bare, [id(i)])],
      ['pool.query, named', (i) => mainPool().query({ name: 'bench', text: bare, values: [id(i)] })],
      ['prisma $queryRaw, named', (i) => prisma().$queryRaw`select id, full_name from employees where id = ${id(i)}`],
      [
        'prisma findUnique, named',
        (i) => prisma().employee.findUnique({ where: { id: id(i) }, select: { fullName: true } }),
      ],
    ];
    const rows = [];
    for (const atOnce of [1, 10, 100])
      for (const [way, work] of ways) rows.push({ way, callers: atOnce, ...(await sample(TIMES, work, atOnce)) });
    return {
      rows,
      notes: ['Milliseconds. 10 base and 20 overflow connections over a Unix socket, Postgres on the same cores.'],
    };
  });
}
