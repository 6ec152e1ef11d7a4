import { expect, test } from 'vitest';
import { parseAnalyticsParams } from '#lib/analytics/params.ts';
import { getOverview } from '#server/analytics/overview.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();

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
