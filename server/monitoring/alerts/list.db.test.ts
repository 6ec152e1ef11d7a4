import { expect, test } from 'vitest';
import { mainPool } from '#server/core/db/pool.ts';
import { findAlerts } from '#server/monitoring/alerts/alerts.ts';
import { userActor } from '#test/actors.ts';
import { causeOf } from '#test/causes.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

test('alerts are walked page by page, open ones first, each once, also where several were raised at one instant', async () => {
  for (const [key, daysAgo, isOpen] of [
    ['open lately', 1, true],
    ['open for long', 20, true],
    ['over lately', 2, false],
    ['over at once', 3, false],
    ['over at once too', 3, false],
    ['over long ago', 30, false],
  ] as const)
    await mainPool().query(
      `insert into monitor.alerts (id, key, severity, cause, raised_at, resolved_at)
       select gen_random_uuid(), $1, 'warn', $2, day, case when not $4 then day end from (select date_trunc('day', now()) - make_interval(days => $3) as day) as d`,
      [key, JSON.stringify(causeOf(key)), daysAgo, isOpen],
    );
  const analyst = userActor('analyst');
  const seen: string[] = [];
  for (let before: string | null = null; ; ) {
    const page = await findAlerts(analyst, { before, most: 2 });
    seen.push(...page.map(({ cause }) => cause.sentence.replace(' is to blame.', '')));
    before = page.at(-1)?.id ?? null;
    if (before === null) break;
  }
  expect(seen.slice(0, 3)).toEqual(['open lately', 'open for long', 'over lately']);
  expect(seen.slice(3, 5).sort()).toEqual(['over at once', 'over at once too']);
  expect(seen.slice(5)).toEqual(['over long ago']);
});

test('a message that was tried for a day waits no more: it was given up', async () => {
  await mainPool().query('delete from monitor.alerts');
  const { rows } = await mainPool().query(
    `with channel as (
       insert into monitor.alert_channels (id, kind, name, target, least_severity) values (gen_random_uuid(), 'email', 'Night', 'it@example.org', 'warn') returning id
     ), alert as (
       insert into monitor.alerts (id, key, severity, cause, raised_at) values (gen_random_uuid(), 'pool', 'crit', $1, now() - interval '2 days') returning id
     )
     insert into monitor.alert_messages (id, alert_id, channel_id, kind, body, made_at, tries, delivered_at)
     select gen_random_uuid(), alert.id, channel.id, 'raised', '{}', now() - make_interval(hours => m.hours), 1, case when m.taken then now() end
     from alert, channel, (values (40, true), (30, false), (25, false), (2, false)) as m (hours, taken) returning id`,
    [JSON.stringify(causeOf('pool'))],
  );
  expect(rows).toHaveLength(4);
  expect(await findAlerts(userActor('analyst'))).toMatchObject([{ sent: 1, waiting: 1, givenUp: 2 }]);
});
