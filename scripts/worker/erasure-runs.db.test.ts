import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { maskRules } from '#lib/privacy/mask.ts';
import type { Result } from '#lib/result.ts';
import { mendConversations } from '#server/conversations/verify/mutations.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
import { type Actor, systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { findErasures, getErasure } from '#server/core/erasure/queries.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure, discardErasure } from '#server/core/erasure/requests.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { hashOfSubject } from '#server/core/erasure/subject-hash.ts';
import { sweepErasures } from '#server/core/erasure/sweep.ts';
import { ForbiddenError, PasswordNeededError } from '#server/core/errors.ts';
import { hashedSession, shownSession } from '#server/core/privacy/session-handle.ts';
import { storedAddress } from '#server/core/privacy/stored-address.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { turn, withIngest } from '#test/ingest.ts';
import { stores } from './erasure-stores.ts';

withDatabase();
const { post } = withIngest();
const admin = userActor('admin');
const worker = systemActor('worker');
const never = new AbortController().signal;
withDataDirectory();
beforeAll(() => registerErasureStores(stores));

describe('one session', () => {
  test('goes with all its turns and nothing else', async () => {
    await say('First', 'Yes', 'wanted');
    await say('Second', 'Yes', 'wanted');
    await say('Third', 'Yes', 'wanted or not');
    const { id } = value(await createErasure(admin, { kind: 'session', value: 'wanted' }));
    await previewErasure(worker, id, never);
    expect((await getErasure(admin, id))?.found).toMatchObject([
      { store: 'conversations', counts: { turns: 2, sessions: 1 } },
    ]);
    expect(await countTurns("session_id = 'wanted'")).toBe(2);
    value(await confirmErasure(admin, id));
    await runErasure(worker, id, never);
    expect(await countTurns("session_id like 'wanted%'")).toBe(1);
    const { rows } = await mainPool().query(
      "select session_id from conversation_sessions where session_id like 'wanted%'",
    );
    expect(rows).toEqual([{ session_id: 'wanted or not' }]);
  });
});

describe('a session whose id names a person', () => {
  const caller = '+8801712345678';
  const ids = [caller, hashedSession(caller)];
  const another = hashedSession('+8801712345679');
  const took = async (subject: Parameters<typeof createErasure>[1]) => {
    await mainPool().query('truncate conversations');
    for (const session of ids) await say('By phone', 'Yes', session);
    await say('By another', 'Yes', another);
    const { id } = value(await createErasure(admin, subject));
    await previewErasure(worker, id, never);
    const preview = await getErasure(admin, id);
    value(await confirmErasure(admin, id));
    await runErasure(worker, id, never);
    const left = 'select session_id from conversation_sessions where session_id = any($1)';
    const { rows } = await mainPool().query(left, [[...ids, another]]);
    expect(rows).toEqual([{ session_id: another }]);
    expect(await countTurns('true')).toBe(1);
    return preview;
  };

  test('goes by its number or its id, also where the hash of it was stored', async () => {
    await took({ kind: 'number', value: caller });
    await took({ kind: 'number', value: '+880 1712-345 678' });
    await took({ kind: 'session', value: caller });
  });

  test('goes by its handle, of which the preview tells no digit', async () => {
    const handle = shownSession(caller, maskRules());
    expect(JSON.stringify(await took({ kind: 'session', value: handle }))).not.toMatch(/880171|345678/);
    expect(hashOfSubject({ kind: 'session', value: handle })).toBe(hashOfSubject({ kind: 'session', value: caller }));
  });
});

test('what was erased is no fault of the ledger, and no late retry brings it back, mended or not', async () => {
  await mainPool().query('truncate conversations');
  const sent = turn({ event_id: randomUUID(), session_id: 'retried' });
  expect(await post(sent)).toMatchObject({ accepted: 1 });
  const { id } = value(await createErasure(admin, { kind: 'session', value: 'retried' }));
  await previewErasure(worker, id, never);
  value(await confirmErasure(admin, id));
  await runErasure(worker, id, never);
  const cli = systemActor('cli');
  expect(await verifyConversations(cli)).toMatchObject({ differing: 0, differences: [] });
  expect(await mendConversations(cli)).toMatchObject({ events: 0 });
  expect(await post(sent)).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await countTurns("session_id = 'retried'")).toBe(0);
});

describe('a client address', () => {
  test('is found whole, hashed and as its network, which is counted apart', async () => {
    const forms = ['whole', 'hashed', 'truncated'] as const;
    for (const kept of forms) await sayFrom(storedAddress('203.0.113.9', kept));
    await sayFrom('203.0.113.90');
    await say('My address is 203.0.113.9.');
    const { id } = value(await createErasure(admin, { kind: 'address', value: '::ffff:203.0.113.9' }));
    await previewErasure(worker, id, never);
    expect((await getErasure(admin, id))?.found).toMatchObject([
      { store: 'conversations', counts: { turns: 4, 'turns of its network': 1 } },
    ]);
    value(await confirmErasure(admin, id));
    await runErasure(worker, id, never);
    expect(await countTurns("client_ip is not null or user_message like '%203.0%'")).toBe(1);
  });

  const sayFrom = (address: string | null) =>
    mainPool().query(
      "insert into conversations (session_id, user_message, assistant_response, client_ip) values ('s', 'q', 'a', $1)",
      [address],
    );
});

describe('an erasure that is stopped', () => {
  test('goes on where it was, and what committed meanwhile is erased as well', async () => {
    for (const month of [1, 2, 3]) {
      await mainPool().query(`select conversations_ensure_month('2026-0${month}-10')`);
      await mainPool().query(
        `insert into conversations (session_id, user_message, assistant_response, created_at) select 's', 'Ask stopped@example.org', 'a', '2026-0${month}-10' from generate_series(1, 3)`,
      );
    }
    const { id } = value(await createErasure(admin, { kind: 'email', value: 'stopped@example.org' }));
    await previewErasure(worker, id, never);
    value(await confirmErasure(admin, id));
    const stop = new AbortController();
    await mainPool().query(
      `create function public.stops() returns trigger language plpgsql as $$ begin if (select count(*) from conversations where user_message like '%stopped@%') < 4 then raise 'killed'; end if; return null; end $$;
       create trigger stops after delete on conversations for each statement execute function stops()`,
    );
    await expect(runErasure(worker, id, stop.signal)).rejects.toThrow('killed');
    expect(await countTurns("user_message like '%stopped@%'")).toBe(6);
    await mainPool().query('drop trigger stops on conversations; drop function stops()');
    await mainPool().query(
      "insert into conversations (session_id, user_message, assistant_response, created_at) values ('s', 'Again stopped@example.org', 'a', '2026-01-11')",
    );
    await runErasure(worker, id, never);
    expect(await countTurns("user_message like '%stopped@%'")).toBe(0);
    const erased = (await getErasure(admin, id))?.erased.find((store) => store.store === 'conversations');
    expect(erased?.counts).toEqual({ turns: 10 });
    await runErasure(worker, id, never);
    const { rows } = await mainPool().query(
      "select count(*)::int as runs from audit_log where action = 'erasure.run' and target_id = $1",
      [String(id)],
    );
    expect(rows).toEqual([{ runs: 1 }]);
  });

  test('reads a month that was made meanwhile of what lay in the default one, wherever its name stands', async () => {
    await mainPool().query("select conversations_ensure_month('2026-02-10')");
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, created_at) values
         ('s', 'Ask moved@example.org', 'a', '2026-02-10'), ('s', 'Ask moved@example.org', 'a', '2024-05-10')`,
    );
    const { id } = value(await createErasure(admin, { kind: 'email', value: 'moved@example.org' }));
    await previewErasure(worker, id, never);
    value(await confirmErasure(admin, id));
    await mainPool().query(
      `create function public.stops() returns trigger language plpgsql as $$ begin if not exists (select from conversations where user_message like '%moved@%') then raise 'killed'; end if; return null; end $$;
       create trigger stops after delete on conversations for each statement execute function stops()`,
    );
    await expect(runErasure(worker, id, never)).rejects.toThrow('killed');
    expect(await countTurns("user_message like '%moved@%'")).toBe(1);
    await mainPool().query('drop trigger stops on conversations; drop function stops()');
    await mainPool().query("select conversations_ensure_month('2024-05-10')");
    await runErasure(worker, id, never);
    expect(await countTurns("user_message like '%moved@%'")).toBe(0);
  });

  test('a worker killed meanwhile is noticed, and a preview left alone forgets what it was about', async () => {
    const left = value(await createErasure(admin, { kind: 'name', value: 'Left Alone' }));
    await previewErasure(worker, left.id, never);
    const cut = value(await createErasure(admin, { kind: 'name', value: 'Cut Off' }));
    await mainPool().query("update erasures set touched_at = now() - interval '61 minutes' where id = any($1)", [
      [left.id, cut.id],
    ]);
    await mainPool().query('delete from jobs.job');
    await sweepErasures();
    expect(await getErasure(admin, left.id)).toMatchObject({ state: 'discarded', value: null, found: [] });
    const { rows } = await mainPool().query("select data from jobs.job where name = 'erasure.run'");
    expect(rows).toEqual([{ data: { erasure: cut.id, actor: `user:${admin.id}` } }]);
    value(await discardErasure(admin, cut.id));
    await previewErasure(worker, cut.id, never);
    expect(await getErasure(admin, cut.id)).toMatchObject({ state: 'discarded', value: null });
  });
});

describe('who may', () => {
  test.each(['operator', 'analyst'] as const)('%s may neither look nor erase', async (role) => {
    const actor = userActor(role);
    for (const call of everything(actor)) await expect(call()).rejects.toThrow(ForbiddenError);
  });

  test('erasing asks for a password of the last ten minutes, looking does not', async () => {
    const actor = userActor('admin', { passwordAt: new Date(Date.now() - 11 * 60_000) });
    const { id } = value(await createErasure(actor, { kind: 'name', value: 'Some Body' }));
    await previewErasure(worker, id, never);
    await expect(confirmErasure(actor, id)).rejects.toThrow(PasswordNeededError);
    expect(await getErasure(actor, id)).toMatchObject({ state: 'previewed' });
  });

  test('what was not previewed is not erased', async () => {
    const { id } = value(await createErasure(admin, { kind: 'name', value: 'Some Body' }));
    expect(await confirmErasure(admin, id)).toMatchObject({ ok: false, code: 'conflict' });
    await runErasure(worker, id, never);
    expect(await getErasure(admin, id)).toMatchObject({ state: 'previewing' });
  });

  const everything = (actor: Actor) => [
    () => createErasure(actor, { kind: 'name', value: 'Some Body' }),
    () => confirmErasure(actor, 1),
    () => discardErasure(actor, 1),
    () => getErasure(actor, 1),
    () => findErasures(actor),
    () => previewErasure(actor, 1, never),
    () => runErasure(actor, 1, never),
  ];
});

test('every table with text belongs to a store, or holds nothing personal', async () => {
  const { rows } = await mainPool().query(
    `select distinct c.table_schema || '.' || c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema', 'partitions', 'jobs')
       and c.data_type in ('text', 'character varying', 'jsonb', 'json', 'tsvector', 'ARRAY', 'bytea', 'xml') order by 1`,
  );
  const kept = new Set([...stores.flatMap((store) => store.tables), ...impersonal]);
  expect(rows.map((row) => row.name).filter((name) => !kept.has(name))).toEqual([]);
});

/** Secrets, hashes, ids, counts and names of our own. A new table belongs here only if no person can stand in it; jobs carry ids. */
const impersonal = [
  'public._prisma_migrations',
  'public.accounts',
  'public.audit_head',
  'public.cache_tags',
  'public.conversation_evaluator',
  'public.erasures',
  'public.known_browsers',
  'public.login_limits',
  'public.one_time_links',
  'public.question_gap_events',
  'public.question_grouper',
  'public.question_spaces',
  'public.two_factors',
  'public.verifications',
  'monitor.answer_passes',
  'monitor.catalogue',
  'monitor.changes',
  'monitor.deadlocks',
  'monitor.failures',
  'monitor.heartbeats',
  'monitor.alerts',
  'monitor.incidents',
  'monitor.indexes',
  'monitor.redis_slow',
  'monitor.samples',
  'monitor.search_timings',
  'monitor.statement_parameters',
  'monitor.statement_plans',
  'monitor.statement_runs',
  'monitor.statement_seams',
  'monitor.statements',
  'monitor.table_sizes',
];

async function countTurns(condition: string): Promise<number> {
  const { rows } = await mainPool().query(`select count(*)::int as count from conversations where ${condition}`);
  return rows[0].count;
}

function say(question: string, answer = 'Fine.', session = 'a session') {
  return mainPool().query(
    'insert into conversations (session_id, user_message, assistant_response, event_id) values ($1, $2, $3, gen_random_uuid())',
    [session, question, answer],
  );
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.fieldErrors)}`);
  return result.value;
}
