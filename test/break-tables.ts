// Run by a story: takes a table away that a page reads, and prints a line. When its input closes it gives it back, and has two programs wait for
// each other until Postgres ends one.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';

/** Longer than from one sample of sessions to the next while somebody looks. */
const SEEN_WITHIN_MS = 3_000;

const connection = embeddedConnection(dataDirectory(), dataDirectoryIsChosen());
const open = async (name: string) => {
  const client = new pg.Client({ ...connection, application_name: name });
  await client.connect();
  return client;
};
const [payroll, badges] = await Promise.all([open('payroll-sync'), open('badge-sync')]);

await payroll.query('alter table employees rename to employees_away');
process.stdout.write('away\n');
for await (const _ of process.stdin);
await payroll.query('alter table employees_away rename to employees');

await payroll.query('create table pairs as select n as id, 0 as value from generate_series(1, 2) n');
const take = (client: pg.Client, id: number) => client.query('update pairs set value = 1 where id = $1', [id]);
await Promise.all([payroll.query('begin'), badges.query('begin')]);
await Promise.all([take(payroll, 1), take(badges, 2)]);
await pause(SEEN_WITHIN_MS);
await Promise.allSettled([take(payroll, 2), take(badges, 1)]);
await Promise.all([payroll.query('rollback'), badges.query('rollback')]);
await payroll.query('drop table pairs');
await Promise.all([payroll.end(), badges.end()]);
