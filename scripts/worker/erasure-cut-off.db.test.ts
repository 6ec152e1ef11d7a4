import { beforeAll, expect, test } from 'vitest';
import type { Result } from '#lib/result.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getErasure } from '#server/core/erasure/queries.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure } from '#server/core/erasure/requests.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { stores } from './erasure-stores.ts';

withDatabase();
const admin = userActor('admin');
const worker = systemActor('worker');
const never = new AbortController().signal;
const email = 'cut@example.org';
withDataDirectory();
beforeAll(() => registerErasureStores(stores));

test('a store that was cut off before it was noted as done tells all that it took, with its tables', async () => {
  await plant();
  const { id } = value(await createErasure(admin, { kind: 'email', value: email }));
  await previewErasure(worker, id, never);
  value(await confirmErasure(admin, id));
  await cutOffEachStore();
  let runs = 0;
  while ((await getErasure(admin, id))?.state === 'erasing' && runs++ < 30)
    await runErasure(worker, id, never).catch((error: Error) => expect(error.message).toBe('cut off'));
  expect(runs).toBeGreaterThan(5);
  const erased = (await getErasure(admin, id))?.erased ?? [];
  expect(erased.filter(({ tables }) => tables.length > 0)).toMatchObject([
    { store: 'imports', counts: { 'report rows': 1 }, tables: expect.arrayContaining(['public.import_problems']) },
    { store: 'conversations', counts: { turns: 0 }, tables: expect.arrayContaining(['public.conversation_sessions']) },
    { store: 'knowledge gaps', counts: { gaps: 1 }, tables: ['public.question_gaps'] },
    { store: 'alerts', counts: { alerts: 1 }, tables: expect.arrayContaining(['monitor.alert_mutes']) },
    { store: 'sign-ins', counts: { 'sign-ins': 1 }, tables: ['public.sessions'] },
  ]);
});

async function plant(): Promise<void> {
  await mainPool().query(
    "insert into import_batches (id, source, file_name, state, created_by) overriding system value values (1, 'csv', 'staff.csv', 'applied', 'system:cli')",
  );
  await mainPool().query('insert into import_problems (batch, row_number, message, value) values (1, 1, $1, $2)', [
    'This is no number.',
    email,
  ]);
  await mainPool().query(
    "insert into conversation_sessions (session_id, first_at, first_id, last_at, turns, answered, unanswered, knowledge_base, source) values ($1, now(), 1, now(), 1, 1, 0, '', 'api')",
    [email],
  );
  await mainPool().query(
    `insert into question_gaps (group_id, home_group_id, closed, closed_at, closed_snapshot, reason, reason_before, draft, draft_before, note, note_before, first_failed_at, last_failed_at, figures, failing_texts, looked_at)
     values (1, 1, 'wont_fix', now(), '1:1:', $1, $1, $1, $1, $1, $1, now(), now(), '{}', '{}', now())`,
    [`Ask ${email}`],
  );
  await mainPool().query('insert into monitor.alert_mutes (until, reason) values (now(), $1)', [`Ask ${email}`]);
  await mainPool().query("insert into users (id, name, email) values ($1, 'Ada', 'ada@example.org')", [admin.id]);
  await mainPool().query(
    "insert into sessions (id, expires_at, token, user_id, user_agent) values (gen_random_uuid(), now(), 'token', $1, $2)",
    [admin.id, `Browser of ${email}`],
  );
}

/** As a kill would after each store's last commit: the first note that one is done fails, the next stands. */
async function cutOffEachStore(): Promise<void> {
  await mainPool().query(
    `create sequence public.notes;
     create function public.cut_off() returns trigger language plpgsql as $$ begin
       if nextval('notes') % 2 = 1 then raise 'cut off'; end if; return new; end $$;
     create trigger cut_off before update of erased on erasures for each row execute function cut_off()`,
  );
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
