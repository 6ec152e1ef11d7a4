import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AuditFilters, parseAuditParams } from '#lib/settings/audit-params.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { sealAudit } from '#server/core/audit/seal.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { exportAudit } from '#server/settings/audit/export.ts';
import { type AuditRow, findAuditChoices, findAuditRows, walkAuditRows } from '#server/settings/audit/queries.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const admin = userActor('admin');
let ines = '';

beforeAll(async () => {
  const { rows } = await mainPool().query(
    `insert into users (name, email, role) values ('Ines Moreau', 'ines@example.org', 'admin') returning id`,
  );
  ines = rows[0].id;
  const person = userActor('admin', { id: ines });
  await mainPool().query(`insert into employees (id, full_name) values (7, 'Ada Lovelace')`);
  await inTransaction(person, async (tx) => {
    for (let i = 0; i < 120; i += 1) {
      const details = { fields: ['mobile'] };
      await recordAudit(tx, person, { action: 'employee.update', targetType: 'employee', targetId: 7, details });
    }
  });
  await sealAudit();
  const cli = systemActor('cli');
  await inTransaction(cli, (tx) => recordAudit(tx, cli, { action: 'user.create', targetType: 'user', targetId: ines }));
  await mainPool().query(`update audit_log set created_at = '2026-11-10T20:00:00Z' where id <= 10`);
});

async function walked(filters: AuditFilters, zone = 'UTC', atOnce = 1000): Promise<AuditRow[][]> {
  const portions: AuditRow[][] = [];
  for await (const rows of walkAuditRows(admin, filters, zone, atOnce)) portions.push(rows);
  return portions;
}

const page = (params: Record<string, string> = {}, zone = 'UTC') =>
  findAuditRows(admin, parseAuditParams(params), zone);

describe('the audit log', () => {
  test('names who and what, newest first', async () => {
    const { rows } = await page();
    expect(rows[0]).toMatchObject({
      action: 'user.create',
      actorName: 'Command line',
      targetName: 'Ines Moreau',
      sealed: false,
    });
    expect(rows[1]).toMatchObject({
      actor: `user:${ines}`,
      actorName: 'Ines Moreau',
      targetName: 'Ada Lovelace',
      details: { fields: ['mobile'] },
      sealed: true,
    });
  });

  test('pages by key there and back without losing or repeating a row', async () => {
    const first = await page();
    const second = await page({ before: String(first.older) });
    const third = await page({ before: String(second.older) });
    const ids = [first, second, third].flatMap((one) => one.rows.map((row) => Number(row.id)));
    expect(ids).toHaveLength(121);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect([first.newer, third.older]).toEqual([null, null]);
    const back = await page({ after: String(third.newer) });
    expect(back.rows.map((row) => row.id)).toEqual(second.rows.map((row) => row.id));
    const start = await page({ after: String(back.newer) });
    expect(start.rows.map((row) => row.id)).toEqual(first.rows.map((row) => row.id));
    expect(start.newer).toBeNull();
  });

  test.each([
    [{ action: 'user.create' }, 1],
    [{ actor: 'system:cli' }, 1],
    [{ target: 'employee' }, 120],
    [{ target: 'employee:7' }, 120],
    [{ target: 'employee:8' }, 0],
    [{ to: '2026-11-10' }, 10],
    [{ from: '2026-11-10', to: '2026-11-10' }, 10],
    [{ to: '2026-11-09' }, 0],
    [{ action: "x' or true --" }, 0],
  ])('filter %o finds %i', async (params, count) => {
    expect((await walked(parseAuditParams(params))).flat()).toHaveLength(count);
  });

  test('a day is a day of the viewer', async () => {
    expect(await walked({ to: '2026-11-10' }, 'Asia/Dhaka')).toEqual([]);
    expect((await walked({ from: '2026-11-11', to: '2026-11-11' }, 'Asia/Dhaka')).flat()).toHaveLength(10);
  });

  test('offers whom and what it holds', async () => {
    expect(await findAuditChoices(admin)).toEqual({
      actors: [
        { value: 'system:cli', name: 'Command line' },
        { value: `user:${ines}`, name: 'Ines Moreau' },
      ],
      actions: ['employee.update', 'user.create'],
    });
  });

  test('exports what is filtered, without a formula, and notes that it did', async () => {
    await mainPool().query(`update users set name = '=HYPERLINK("x");=1+1' where id = $1`, [ines]);
    const csv = await text(await exportAudit(admin, { action: 'user.create' }, 'UTC'));
    expect(csv.split('\r\n')).toHaveLength(3);
    expect(csv).toContain(`user.create,Created a user,user:${ines},"'=HYPERLINK(""x"");'=1+1",`);
    const { rows } = await page({ action: 'audit.export' });
    expect(rows).toMatchObject([{ actor: `user:${admin.id}`, details: { filters: ['action'] } }]);
  });

  test('exports to the end, each row once, in whatever portions', async () => {
    const target = { target: 'employee:7' };
    const [whole = [], ...more] = await walked(target);
    expect([whole.length, more.length]).toEqual([120, 0]);
    expect(whole.map(({ id }) => Number(id))).toEqual(whole.map(({ id }) => Number(id)).sort((a, b) => b - a));
    const portions = await walked(target, 'UTC', 40);
    expect(portions.map((rows) => rows.length)).toEqual([40, 40, 40]);
    expect(portions.flat()).toEqual(whole);
    await mainPool().query(
      `insert into audit_log (actor, action, target_type, target_id) select 'system:cli', 'many.rows', 'many', n::text from generate_series(1, 2300) n`,
    );
    const lines = (await text(await exportAudit(admin, { action: 'many.rows' }, 'UTC'))).trim().split('\r\n');
    expect(lines).toHaveLength(2_301);
    expect([lines[1], lines[2_300]]).toEqual([
      expect.stringContaining('many:2300'),
      expect.stringContaining('many:1,'),
    ]);
  });

  test.each(['operator', 'analyst'] as const)('%s may not read it', async (role) => {
    const actor = userActor(role);
    await expect(findAuditRows(actor, {}, 'UTC')).rejects.toThrow(ForbiddenError);
    await expect(exportAudit(actor, {}, 'UTC')).rejects.toThrow(ForbiddenError);
    await expect(findAuditChoices(actor)).rejects.toThrow(ForbiddenError);
    await expect(walkAuditRows(actor, {}, 'UTC', 1).next()).rejects.toThrow(ForbiddenError);
  });
});
