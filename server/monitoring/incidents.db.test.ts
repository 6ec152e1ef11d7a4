import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { findIncidents } from '#server/monitoring/incidents.ts';
import { userActor } from '#test/actors.ts';
import { causeOf } from '#test/causes.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

test('what was told before the last 72 hours is among them when it ended in them or lasts still', async () => {
  await keep('over', 80, 75);
  await keep('lasts', 100, null);
  await keep('lasted', 80, 1);
  await keep('lately', 2, 1);
  const incidents = await findIncidents(userActor('analyst'));
  expect(incidents.map(({ cause, endedAt }) => [cause.sentence, endedAt === null])).toEqual([
    ['lately is to blame.', false],
    ['lasted is to blame.', false],
    ['lasts is to blame.', true],
  ]);
});

async function keep(key: string, toldHoursAgo: number, endedHoursAgo: number | null): Promise<void> {
  await mainPool().query(
    `insert into monitor.incidents (key, severity, since, told_at, ended_at, cause)
     select $1, 'warn', told, told, now() - make_interval(hours => $3), $4 from (select now() - make_interval(hours => $2) as told) as t`,
    [key, toldHoursAgo, endedHoursAgo, JSON.stringify(causeOf(key))],
  );
}
