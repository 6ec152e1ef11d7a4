import { expect, test } from 'vitest';
import { findDrift } from '#server/core/migrations/drift.ts';
import { withDatabase } from '#test/database.ts';

const database = withDatabase();

test('the migrations come to what schema.prisma says', async () => {
  expect(await findDrift(database.connection(), 'migrations')).toBeNull();
});

test('so does a database that they were applied to', async () => {
  expect(await findDrift(database.connection(), 'database')).toBeNull();
});
