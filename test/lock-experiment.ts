import pg from 'pg';
import type { TestDatabase } from '#test/database.ts';
import { LockSession } from '#test/lock-sessions.ts';

type Letter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
export type LockExperiment = Record<Letter, LockSession> & { close(): Promise<void> };

/**
 * Six sessions in one queue: A holds a row in an open transaction, C has an open read, B wants A's row, D wants to alter the
 * table, E and F want to read it. Their application names are their letters.
 */
export async function setUpLockExperiment(database: TestDatabase): Promise<LockExperiment> {
  const watch = new pg.Client(database.superuser());
  await watch.connect();
  await watch.query(
    'drop table if exists ledger; create table ledger (id int, value int); insert into ledger values (1, 0)',
  );
  await watch.query('alter table ledger owner to switchboard');
  const open = (name: Letter) => new LockSession(database.connection(), name).open();
  const all = {
    A: await open('A'),
    B: await open('B'),
    C: await open('C'),
    D: await open('D'),
    E: await open('E'),
    F: await open('F'),
  };
  await all.A.send(watch, "update ledger set value = 1 where id = 1 and 'Jane Roe' <> ''");
  await all.C.send(watch, 'select value from ledger');
  await all.B.send(watch, 'update ledger set value = 2 where id = 1');
  await all.D.send(watch, 'alter table ledger add column note text');
  await all.E.send(watch, 'select value from ledger');
  await all.F.send(watch, 'select value from ledger');
  return {
    ...all,
    close: async () => {
      const sessions = Object.values(all);
      await watch.query('select pg_terminate_backend(pid) from pg_stat_activity where pid = any($1)', [
        sessions.map(({ pid }) => pid),
      ]);
      await Promise.all(sessions.map((session) => session.end()));
      await watch.end();
    },
  };
}
