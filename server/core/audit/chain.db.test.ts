import { describe, expect, test } from 'vitest';
import { recordAudit } from '#server/core/audit/record.ts';
import { sealAudit } from '#server/core/audit/seal.ts';
import { verifyAudit } from '#server/core/audit/verify.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const actor = systemActor('test');

async function write(count: number): Promise<void> {
  await inTransaction(actor, async (tx) => {
    for (let i = 0; i < count; i += 1) {
      const details = { fields: ['mobile', 'designation'], batch: i };
      await recordAudit(tx, actor, { action: 'employee.update', targetType: 'employee', targetId: i, details });
    }
  });
}

/** Runs `tamper` on a sealed chain of six rows, tells what verify finds, and puts all back. */
async function foundAfter(tamper: string): Promise<string[]> {
  await mainPool().query(
    'begin; create table kept as table audit_log; create table kept_head as table audit_head; commit',
  );
  try {
    await mainPool().query(tamper);
    return (await verifyAudit(actor)).faults.map((fault) => fault.sentence);
  } finally {
    await mainPool().query(`begin; delete from audit_log; delete from audit_head;
      insert into audit_log overriding system value select * from kept; insert into audit_head select * from kept_head;
      drop table kept, kept_head; commit`);
  }
}

describe('the audit chain', () => {
  test('an untouched one is whole, however it grew', async () => {
    await write(3);
    expect(await sealAudit()).toBe(3);
    expect(await sealAudit()).toBe(0);
    await write(3);
    expect(await verifyAudit(actor)).toEqual({ sealed: 3, unsealed: 3, faults: [] });
    expect(await sealAudit()).toBe(3);
    expect(await verifyAudit(actor)).toEqual({ sealed: 6, unsealed: 0, faults: [] });
  });

  test.each([
    ['an edited action', `update audit_log set action = 'employee.delete' where position = 3`, 3],
    ['an edited time', `update audit_log set created_at = created_at + interval '1 microsecond' where position = 3`, 3],
    ['edited details', `update audit_log set details = details || '{"batch": 9}' where position = 6`, 6],
    ['another actor', `update audit_log set actor = 'user:someone-else' where position = 1`, 1],
  ])('%s is found, and only that row', async (_what, tamper, position) => {
    const found = await foundAfter(tamper);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`at position ${position} was changed or moved after it was sealed\\.$`));
  });

  test.each([
    ['in the middle', 3, 3],
    ['the first', 1, 1],
    ['the newest', 6, 6],
  ])('one deleted row is found: %s', async (_where, position) => {
    expect(await foundAfter(`delete from audit_log where position = ${position}`)).toEqual([
      `The audit row at position ${position} is missing.`,
    ]);
  });

  test('an emptied log is found', async () => {
    expect(await foundAfter('delete from audit_log')).toEqual(['The audit rows at positions 1 to 6 are missing.']);
  });

  test('two rows that changed places are both found', async () => {
    const found = await foundAfter(`update audit_log set position = -position where position in (2, 5);
      update audit_log set position = case position when -2 then 5 when -5 then 2 end where position < 0`);
    expect(found).toHaveLength(4);
    expect(found.join()).toMatch(/position 2 was changed or moved.*position 5 was changed or moved/);
  });

  test('a row written into the chain by hand is found', async () => {
    expect(
      await foundAfter(`insert into audit_log (actor, action, target_type, target_id, position, hash)
        values ('user:x', 'user.create', 'user', 'x', 7, '\\x00')`),
    ).toHaveLength(2);
  });

  test('a row that commits late is sealed after those that came before it', async () => {
    const late = await mainPool().connect();
    await late.query('begin');
    await late.query(
      `insert into audit_log (actor, action, target_type, target_id) values ('user:late', 'late', 'x', '1')`,
    );
    await write(2);
    expect(await sealAudit()).toBe(2);
    await late.query('commit');
    late.release();
    expect(await sealAudit()).toBe(1);
    const { rows } = await mainPool().query(
      `select position::int, id < (select max(id) from audit_log) as older from audit_log where action = 'late'`,
    );
    expect(rows).toEqual([{ position: 9, older: true }]);
    expect((await verifyAudit(actor)).faults).toEqual([]);
  });

  test('two sealers at once seal each row once', async () => {
    await write(20);
    const counts = await Promise.all([sealAudit(), sealAudit(), sealAudit()]);
    counts.push(await sealAudit());
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect((await verifyAudit(actor)).faults).toEqual([]);
  });

  test('only who may read the log may verify it', async () => {
    await expect(verifyAudit(userActor('analyst'))).rejects.toThrow(ForbiddenError);
  });
});
