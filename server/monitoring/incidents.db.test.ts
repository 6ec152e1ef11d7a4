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

test('what is older than a page is reached from its last row, each once, also where several were told at one instant', async () => {
  await mainPool().query('truncate monitor.incidents');
  for (const key of ['a', 'b', 'c', 'd', 'e']) await keep(key, 2, 0);
  await mainPool().query(
    "update monitor.incidents set told_at = now() - case when key < 'c' then interval '1 hour' else interval '2 hours' end",
  );
  const analyst = userActor('analyst');
  const seen: string[] = [];
  for (let before: string | null = null; ; ) {
    const page = await findIncidents(analyst, { before, most: 2 });
    seen.push(...page.map(({ cause }) => cause.sentence.slice(0, 1)));
    before = page.at(-1)?.id ?? null;
    if (before === null) break;
  }
  expect(seen).toEqual(['b', 'a', 'e', 'd', 'c']);
  expect(await findIncidents(analyst, { before: '999999', most: 2 })).toEqual([]);
});

async function keep(key: string, toldHoursAgo: number, endedHoursAgo: number | null): Promise<void> {
  await mainPool().query(
    `insert into monitor.incidents (key, severity, since, told_at, ended_at, cause)
     select $1, 'warn', told, told, now() - make_interval(hours => $3), $4 from (select now() - make_interval(hours => $2) as told) as t`,
    [key, toldHoursAgo, endedHoursAgo, JSON.stringify(causeOf(key))],
  );
}
