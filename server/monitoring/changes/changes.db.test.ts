import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ALL_SETTINGS } from '#lib/monitoring/changes/thing.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { Catalogue } from './catalogue.ts';
import { findChanges, getWatch } from './list.ts';
import { changesProbe } from './probe.ts';
import { recordStart } from './starts.ts';
import { Things } from './things.ts';

vi.setConfig({ testTimeout: 30_000 });
const database = withDatabase();
const analyst = userActor('analyst');
let client: pg.Client;
let owner: pg.Client;
const catalogue = new Catalogue();
const reader = new Things();

beforeAll(async () => {
  client = new pg.Client(database.connection());
  owner = new pg.Client(database.superuser());
  await Promise.all([client.connect(), owner.connect()]);
  await owner.query(
    'create table watched (id int primary key, name text, size int default 1); create index watched_name_idx on watched (name); create function watch_me() returns int language sql as $$ select 1 $$',
  );
});
afterAll(() => Promise.all([client.end(), owner.end()]));

const seen = async () => ({ at: new Date().toISOString(), things: [...(await reader.read(client)), ALL_SETTINGS] });
const look = async () => catalogue.keep(await seen());
const newest = async () => (await findChanges(analyst, { from: new Date(0), most: 1 }))[0];
const titled = async () => {
  const { kind, name, relation, what } = (await newest()) ?? {};
  return [kind, what, name, relation];
};

test('the first look is no change, and nothing done none at all', async () => {
  expect(await getWatch(analyst)).toBeNull();
  await look();
  await look();
  expect(await findChanges(analyst, { from: new Date(0), most: 10 })).toEqual([]);
  expect(await getWatch(analyst)).toMatchObject({ since: expect.any(String) });
});

test('of one look the latest number is first, whatever its digits', async () => {
  await owner.query(`insert into monitor.changes (id, kind, name, what, from_at, to_at) overriding system value
    select n, 'table', 'numbered ' || n, 'added', now(), now() from generate_series(999, 1001) n`);
  const numbered = await findChanges(analyst, { from: new Date(0), most: 10 });
  expect(numbered.map(({ id }) => id)).toEqual(['1001', '1000', '999']);
  await owner.query('delete from monitor.changes');
});

test.each([
  ['drop index watched_name_idx', ['index', 'dropped', 'watched_name_idx', 'watched']],
  ['create index watched_lower_idx on watched (lower(name))', ['index', 'added', 'watched_lower_idx', 'watched']],
  ['alter table watched add column note text', ['column', 'added', 'note', 'watched']],
  ['alter table watched alter column note type varchar(20)', ['column', 'changed', 'note', 'watched']],
  ['alter table watched alter column note set not null', ['column', 'changed', 'note', 'watched']],
  ['alter table watched alter column size set default 2', ['column', 'changed', 'size', 'watched']],
  ['alter table watched drop column note', ['column', 'dropped', 'note', 'watched']],
  ['alter table watched add constraint positive check (size > 0)', ['constraint', 'added', 'positive', 'watched']],
  [
    'create or replace function watch_me() returns int language sql as $$ select 2 $$',
    ['function', 'changed', 'watch_me()', null],
  ],
  ['drop function watch_me()', ['function', 'dropped', 'watch_me()', null]],
  ['create extension pg_prewarm', ['extension', 'added', 'pg_prewarm', null]],
  ['create table watched_more (id int primary key)', ['table', 'added', 'watched_more', null]],
  ['drop table watched_more', ['table', 'dropped', 'watched_more', null]],
  ['create view watched_view as select 1 as one', ['table', 'added', 'watched_view', null]],
])('%s', async (sql, change) => {
  await owner.query(sql);
  await look();
  expect(await titled()).toEqual(change);
  await look();
  expect(await titled()).toEqual(change);
});

test('a dropped index is kept with the statement that makes it again', async () => {
  await owner.query('drop index watched_lower_idx');
  await look();
  expect(await newest()).toMatchObject({
    before: 'CREATE INDEX watched_lower_idx ON public.watched USING btree (lower(name))',
    after: null,
  });
});

test('a setting of this database is told from a new session on', async () => {
  await owner.query(`alter database ${database.connection().database} set work_mem = '7MB'`);
  await client.end();
  client = new pg.Client(database.connection());
  await client.connect();
  await look();
  expect(await newest()).toMatchObject({ kind: 'setting', name: 'work_mem', what: 'added', after: '7168 kB' });
});

test('what changed while nobody looked is found by whoever looks next', async () => {
  await owner.query('create index watched_size_idx on watched (size)');
  await new Catalogue().keep(await seen());
  expect(await titled()).toEqual(['index', 'added', 'watched_size_idx', 'watched']);
});

test('a look waits for no table that somebody holds, and takes nothing of it for changed', async () => {
  await owner.query('create index watched_upper_idx on watched (upper(name))');
  await look();
  const before = await newest();
  await owner.query('begin; lock table watched in access exclusive mode');
  await client.query("set lock_timeout = '300ms'");
  await look();
  await owner.query('rollback');
  await look();
  expect(await newest()).toEqual(before);
});

test('a login that may see less is told what it does not see, and the statement that mends it', async () => {
  const probe = changesProbe(new Catalogue(), () => '7.0.15');
  const server = { version: 180_004, database: 'any', startedAt: '2026-11-27T14:00:00.000Z' };
  const read = () => probe.read(owner, server);
  expect(await read()).toMatchObject({ ok: true, value: { settingsMend: null } });
  await owner.query('create role "sees less"; set role "sees less"');
  const blind = await read();
  expect(blind).toMatchObject({ value: { settingsMend: 'GRANT pg_read_all_settings TO "sees less";' } });
  await owner.query('reset role; grant pg_read_all_settings to "sees less"; set role "sees less"');
  expect(await read()).toMatchObject({ value: { settingsMend: null } });
  await owner.query('reset role; revoke pg_read_all_settings from "sees less"; drop role "sees less"');
});

test('starts are kept with their release; none of it is for an operator, and a person starts nothing', async () => {
  await recordStart(systemActor('worker'), 'worker');
  expect(await newest()).toMatchObject({
    kind: 'process',
    what: 'started',
    name: 'worker',
    after: expect.stringMatching(/^\d+\./),
  });
  await expect(findChanges(userActor('operator'), { from: new Date(0), most: 1 })).rejects.toThrow(ForbiddenError);
  await expect(getWatch(userActor('operator'))).rejects.toThrow(ForbiddenError);
  await expect(recordStart(analyst, 'web')).rejects.toThrow(ForbiddenError);
});

test('a start that could not be kept at once is kept later, with its own time', async () => {
  await owner.query('alter table monitor.changes rename to changes_away');
  const began = Date.now();
  const recorded = recordStart(systemActor('web'), 'web', [300, 300, 5_000]);
  await sleep(200);
  await owner.query('alter table monitor.changes_away rename to changes');
  await recorded;
  const { rows } = await owner.query(`select from_at from monitor.changes where name = 'web' and what = 'started'`);
  expect(rows).toHaveLength(1);
  expect(Math.abs(rows[0].from_at.getTime() - began)).toBeLessThan(150);
});

test('one that gave way records nothing that another process recorded meanwhile', async () => {
  const [one, other] = [new Catalogue(), new Catalogue()];
  await one.keep(await seen());
  changesProbe(one, () => null).forget?.();
  await owner.query('create table watched_elsewhere (id int)');
  await other.keep(await seen());
  await one.keep(await seen());
  const { rows } = await owner.query("select what from monitor.changes where name = 'watched_elsewhere'");
  expect(rows).toEqual([{ what: 'added' }]);
});
