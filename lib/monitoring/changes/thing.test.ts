import { expect, test } from 'vitest';
import { ALL_SETTINGS, changesBetween, isSecretSetting, SERVER_START, type Thing, wholeLook } from './thing.ts';
import { changeClause, changeTitle } from './words.ts';

const span = { fromAt: '2026-11-27T14:02:00.000Z', toAt: '2026-11-27T14:05:00.000Z' };
const thing = (kind: Thing['kind'], name: string, value = '', relation: string | null = null): Thing => ({
  kind,
  name,
  relation,
  value,
});
const index = thing('index', 'contacts_name_idx', 'CREATE INDEX contacts_name_idx ON contacts (name)', 'contacts');
const table = thing('table', 'contacts', 'table');
const column = thing('column', 'name', 'text', 'contacts');

test('an index that is gone is told with its definition and between which looks', () => {
  const [change, ...others] = changesBetween([table, column, index], [table, column], span);
  expect(others).toEqual([]);
  expect(change).toEqual({
    kind: 'index',
    name: 'contacts_name_idx',
    relation: 'contacts',
    what: 'dropped',
    before: index.value,
    after: null,
    ...span,
  });
  if (change === undefined) return;
  expect(changeTitle(change)).toBe('Index dropped: contacts_name_idx on contacts');
  expect(changeClause(change)).toBe('the index contacts_name_idx on contacts was dropped');
});

test('a table that comes or goes takes its parts with it, without a line for each', () => {
  expect(changesBetween([], [table, column, index], span)).toMatchObject([{ kind: 'table', what: 'added' }]);
  expect(changesBetween([table, column, index], [], span)).toMatchObject([{ kind: 'table', what: 'dropped' }]);
});

test('what is the same is no change, and what differs is one with before and after', () => {
  expect(changesBetween([table, column], [column, table], span)).toEqual([]);
  const changes = changesBetween([column], [{ ...column, value: 'text, not null' }], span);
  expect(changes).toMatchObject([{ what: 'changed', before: 'text', after: 'text, not null' }]);
});

test('a secret is told as changed, its marks with nobody', () => {
  const set = (value: string) => thing('setting', 'archive_command', value);
  const [change] = changesBetween([set('0a1b2c3d')], [set('4e5f6a7b')], span);
  expect(change).toMatchObject({ what: 'changed', before: null, after: null });
  expect(change && changeTitle(change)).toBe('Setting changed: archive_command');
});

test.each([
  'archive_command',
  'restore_command',
  'primary_conninfo',
  'ssl_key_file',
  'ssl_passphrase_command',
  'krb_server_keyfile',
  'app.jwt',
  'pgsodium.getkey_script',
])('%s may hold a secret', (name) => {
  expect(isSecretSetting(name)).toBe(true);
});

test.each(['work_mem', 'password_encryption', 'pg_stat_statements.max', 'max_connections', 'ssl'])(
  '%s holds none',
  (name) => {
    expect(isSecretSetting(name)).toBe(false);
  },
);

test('a start of the server is known to the moment', () => {
  const start = (value: string) => ({ ...SERVER_START, relation: null, value });
  const [change] = changesBetween([start('2026-11-20T08:00:00.000Z')], [start('2026-11-27T14:03:11.000Z')], span);
  expect(change).toMatchObject({
    what: 'started',
    fromAt: '2026-11-27T14:03:11.000Z',
    toAt: '2026-11-27T14:03:11.000Z',
  });
  expect(change && changeTitle(change)).toBe('Postgres started');
});

test('a version that changed says from which to which', () => {
  const [change] = changesBetween([thing('server', 'Postgres', '18.3')], [thing('server', 'Postgres', '18.4')], span);
  expect(change && changeTitle(change)).toBe('Postgres went from 18.3 to 18.4');
});

test('a Redis that is away was not dropped, and one that is first seen not added', () => {
  const redis = thing('redis', 'Redis', '7.0.15');
  expect(wholeLook([table, redis], [table])).toEqual([table, redis]);
  expect(changesBetween([table, redis], wholeLook([table, redis], [table]), span)).toEqual([]);
  expect(changesBetween([table], [table, redis], span)).toEqual([]);
});

test('what is of a locked table is as it was last seen, and unknown until it was', () => {
  const unread = { ...index, value: null };
  expect(wholeLook([table, index], [table, unread])).toEqual([table, index]);
  expect(wholeLook([table], [table, unread])).toEqual([table]);
});

test('a right that comes or goes makes no settings: what was hidden is as it was, what is seen for the first time was there', () => {
  const setting = (name: string, value: string): Thing => ({ kind: 'setting', name, relation: null, value });
  const [memory, file] = [setting('work_mem', '8MB'), setting('config_file', '/etc/pg.conf')];
  const all = [memory, file, ALL_SETTINGS];
  const less = wholeLook(all, [memory]);
  expect(changesBetween(all, less, span)).toEqual([]);
  expect(changesBetween(less, wholeLook(less, all), span)).toEqual([]);
  expect(changesBetween([memory], all, span)).toEqual([]);
  const [set] = changesBetween([memory, ALL_SETTINGS], all, span);
  expect(set && changeClause(set)).toBe('the setting config_file was set to /etc/pg.conf');
  const [reset] = changesBetween(all, [memory, ALL_SETTINGS], span);
  expect(reset && changeTitle(reset)).toBe('Setting back to its default: config_file');
  expect(changesBetween(all, wholeLook(all, [setting('work_mem', '9MB')]), span)).toMatchObject([{ name: 'work_mem' }]);
});
