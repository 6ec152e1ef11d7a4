import { expect, test } from 'vitest';
import { parseAnalyticsParams } from '#lib/analytics/params.ts';
import { getOverview } from '#server/analytics/overview.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

test('the sessions of the buckets are those of the tile, folded or waiting', async () => {
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, created_at)
    select session, 'q', 'a', at::timestamp from (values ('one', '2026-10-05 09:00'), ('one', '2026-10-06 09:00'), ('two', '2026-10-06 10:00'),
      ('three', '2026-10-06 11:00'), ('old', '2026-10-02 11:00'), ('old', '2026-10-05 12:00')) as t (session, at)`);
  const params = parseAnalyticsParams({ from: '2026-10-04', to: '2026-10-06' });
  const sessions = async () => {
    const { series, whole, compared } = await getOverview(userActor('analyst'), params, 'UTC', new Date('2026-11-10'));
    return [series.map((one) => one.sessions), whole.sessions, compared?.current.sessions, compared?.before.sessions];
  };
  expect(await sessions()).toEqual([[0, 1, 2], 3, 3, 1]);
  await mainPool().query('select public.conversations_compact()');
  expect(await sessions()).toEqual([[0, 1, 2], 3, 3, 1]);
});

test('beside what was chosen every base and source of the window is offered, the commonest first', async () => {
  await mainPool().query(`insert into conversations (session_id, user_message, assistant_response, knowledge_base, source, created_at)
    select 's', 'q', 'a', base, source, at::timestamp from (values ('fees', 'web', '2026-11-02'), ('fees', 'web', '2026-11-02'), ('cards', 'app', '2026-11-02'),
      (null, 'web', '2026-11-02'), ('cards', 'app', '2026-11-02'), ('cards', 'web', '2026-11-02'), ('old', 'fax', '2026-09-02')) as t (base, source, at)`);
  const params = parseAnalyticsParams({ from: '2026-11-01', to: '2026-11-05', kb: 'fees' });
  const overview = await getOverview(userActor('analyst'), params, 'UTC', new Date('2026-11-10'));
  expect(overview.knowledgeBases.map(({ name, whole }) => [name, whole.turns])).toEqual([['fees', 2]]);
  expect(overview.whole.turns).toBe(2);
  expect(overview.choices).toEqual({ knowledgeBases: ['cards', 'fees', ''], sources: ['web', 'app'] });
});
