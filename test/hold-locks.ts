// Run by a story: one session reads in an open transaction, one wants to alter what it read, one wants to read it too.
// Prints the pid of the second, and holds until its input closes.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { embeddedConnection } from '#server/core/postgres/embedded.ts';

const connection = embeddedConnection(dataDirectory(), dataDirectoryIsChosen());
const open = async (name: string) => {
  const client = new pg.Client({ ...connection, application_name: name });
  await client.connect();
  return client;
};
const [reader, changer, waiter] = await Promise.all([open('report'), open('migration'), open('chatbot')]);

await reader.query('create table if not exists held_by_a_story (id int)');
await reader.query('begin; select id from held_by_a_story');
const changed = changer.query('alter table held_by_a_story add column if not exists note text').catch(() => {});
await waits('migration');
const read = waiter.query('select id from held_by_a_story');
await waits('chatbot');
const { rows } = await reader.query("select pid from pg_stat_activity where application_name = 'migration'");
process.stdout.write(`${rows[0].pid}\n`);

for await (const _ of process.stdin);
await reader.query('commit');
await Promise.all([changed, read]);
await reader.query('drop table held_by_a_story');
await Promise.all([reader, changer, waiter].map((client) => client.end()));

async function waits(name: string): Promise<void> {
  const asked = `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`;
  const watch = await open('watch');
  while ((await watch.query(asked, [name])).rowCount === 0) await pause(20);
  await watch.end();
}
