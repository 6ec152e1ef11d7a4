import { beforeEach, describe, expect, test } from 'vitest';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { mendPhonebook } from '#server/phonebook/verify/mutations.ts';
import { verifyPhonebook } from '#server/phonebook/verify/queries.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const cli = systemActor('cli');

beforeEach(async () => {
  await mainPool().query(`truncate employees, employee_revisions restart identity cascade; delete from search.stale;
    insert into employees (full_name, mobile) select 'Person ' || n, '0170000' || n from generate_series(10, 29) as n;
    update employees set deleted_at = now() where id = 20`);
});

describe('verify compares the phonebook with its search index and history', () => {
  test('all follows', async () => {
    expect(await verifyPhonebook(cli)).toEqual({
      entries: 20,
      deleted: 1,
      revisions: 21,
      differing: 0,
      differences: [],
    });
    expect(await mendPhonebook(cli)).toEqual({ indexed: 0, gapsNoted: 0, wordsSwept: 0 });
  });

  test.each([
    ['a lost document', 'delete from search.employee_documents where employee = 3', 'not indexed'],
    [
      'an edited name',
      `update search.employee_documents set name = 'x' where employee = 3`,
      'indexed with other words',
    ],
    ['a lost number', 'delete from search.employee_numbers where employee = 3', 'indexed with other numbers'],
    ['what a trigger left', `insert into search.stale (employee, reason) values (3, 'search: full')`, 'search: full'],
  ])('%s is found and mended', async (_what, damage, reason) => {
    await mainPool().query(damage);
    expect(await verifyPhonebook(cli)).toMatchObject({ differing: 1, differences: [{ employee: 3, reason }] });
    expect(await mendPhonebook(cli)).toMatchObject({ indexed: 1 });
    expect(await verifyPhonebook(cli)).toMatchObject({ differing: 0 });
  });

  test('a gap in the history is found; a mend indexes nothing away and notes it', async () => {
    await mainPool().query(`delete from employee_revisions where employee = 20 and operation = 'deleted';
      insert into search.stale (employee, reason) values (20, 'history: full')`);
    const { differences } = await verifyPhonebook(cli);
    expect(differences).toEqual([
      { employee: 20, reason: 'history ends at version 1 of 2' },
      { employee: 20, reason: 'history: full' },
    ]);
    expect(await mendPhonebook(cli)).toMatchObject({ gapsNoted: 1 });
    const { rows } = await mainPool().query(
      `select details from audit_log where action = 'phonebook.mend' order by id desc limit 1`,
    );
    expect(rows[0].details).toMatchObject({ gapsNoted: 1 });
  });

  test('an operator may neither verify nor mend', async () => {
    await expect(verifyPhonebook(userActor('operator'))).rejects.toThrow(ForbiddenError);
    await expect(mendPhonebook(userActor('analyst'))).rejects.toThrow(ForbiddenError);
  });
});
