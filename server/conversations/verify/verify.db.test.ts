import { beforeEach, describe, expect, test } from 'vitest';
import { mendConversations } from '#server/conversations/verify/mutations.ts';
import { verifyConversations } from '#server/conversations/verify/queries.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const cli = systemActor('cli');
const nothing = { states: 0, sessions: 0, figures: 0, questions: 0, events: 0, stale: 0 };

beforeEach(async () => {
  await mainPool().query(`truncate conversations restart identity;
    select conversations_ensure_month(timezone('utc', now())), conversations_ensure_month(timezone('utc', now()) - interval '39 days');
    insert into conversations (session_id, user_message, assistant_response, is_answered, knowledge_base, response_time_ms, source, created_at, event_id)
    select 's' || (i * 7919) % 90, 'q', 'a', (array[1, 1, 0, null])[1 + i % 4], (array['fees', 'cards', null])[1 + i % 3],
           case when i % 5 > 0 then i * 37 end, (array['web', 'phone'])[1 + i % 2],
           timezone('utc', now()) - i * interval '3 hours', case when i % 2 = 0 then gen_random_uuid() end
    from generate_series(1, 300) i;
    insert into conversation_events (event_id, created_at) select event_id, created_at from conversations where event_id is not null;
    select conversations_compact();
    update conversation_states set state = 'partial' where id % 50 = 0;
    delete from conversations where id = 7;
    insert into conversations (session_id, user_message, assistant_response, created_at) values ('s1', 'earliest', 'a', timezone('utc', now()) - interval '39 days')`);
});

describe('verify compares what is derived with the turns', () => {
  test('all follows, folded or waiting', async () => {
    const whole = { turns: 300, differing: 0, differences: [] };
    expect(await verifyConversations(cli)).toMatchObject(whole);
    await mainPool().query('select conversations_compact()');
    expect(await verifyConversations(cli)).toMatchObject({ ...whole, sessions: 90 });
    expect(await mendConversations(cli)).toEqual(nothing);
  });

  test.each([
    ['a lost state', 'delete from conversation_states where id = 40', /^Turn 40 has no state$/],
    [
      'a state that was left',
      `insert into conversation_states (id, created_at, state) values (9999, timezone('utc', now()), 'answered')`,
      /^A state is left of turn 9999/,
    ],
    [
      'a rollup of one grain',
      `update conversation_rollups set turns = turns + 1 where ctid = (select ctid from conversation_rollups where grain = 'hour' limit 1)`,
      /^Figures of the hour .*: turns off by 1$/,
    ],
    ['a lost day', `delete from conversation_rollups where grain = 'day' and source = 'web'`, /^Figures of the day/],
    [
      'a time that was miscounted',
      `update conversation_rollups set histogram = histogram + 1 where grain = 'quarter' and knowledge_base = 'fees'`,
      /: histogram differs$/,
    ],
    ['a lost delta', 'delete from conversation_rollup_deltas where turns > 0', /^Figures of the quarter/],
    [
      'figures of a quarter without turns',
      `insert into conversation_rollups values ('quarter', date_trunc('hour', timezone('utc', now())) + interval '1 day', 'ghost', 'web', 1, 0, 0, 0, 0, 0, 0, 0)`,
      /knowledge base "ghost".*turns off by 1/,
    ],
    ['a lost session', `delete from conversation_sessions where session_id = 's5'`, /^Session s5 is missing$/],
    [
      'a session miscounted',
      `update conversation_sessions set answered = answered + 1 where session_id = 's9'`,
      /^Session s9 differs from its turns$/,
    ],
    [
      'a session without turns',
      `insert into conversation_sessions values ('gone', timezone('utc', now()), 1, timezone('utc', now()), 1, 0, 0, '', 'web')`,
      /^Session gone has no turns$/,
    ],
    ['a lost session delta', `delete from conversation_session_deltas where session_id = 's1'`, /^Session s1 differs/],
    [
      'a block of one grain',
      `select question_texts_compact(); update question_group_details set asked = asked + 1 where grain = 4`,
      /^Group 0 from .*, block of grain 4, knowledge base ".*": asked off by 1$/,
    ],
    [
      'a lost count',
      `select question_texts_compact(); delete from question_group_counts where grain = 0`,
      /^Group 0 from .*, count of grain 0: asked off by -1/,
    ],
    ['a lost delta of a question', 'delete from question_text_deltas', /^Question "q": asked off by -299/],
    [
      'an event without its turn',
      `insert into conversation_events (event_id, created_at, body_hash) values ('11111111-1111-4111-8111-111111111111', timezone('utc', now()), '\\x01')`,
      /^Event 1{8}-.* is in the ledger and has no turn$/,
    ],
    [
      'a turn whose event is not known',
      'delete from conversation_events where event_id = (select event_id from conversations where id = 10)',
      /^Event .* is not in the ledger$/,
    ],
  ])('%s is found and mended', async (_what, damage, sentence) => {
    await mainPool().query(damage);
    const verdict = await verifyConversations(cli);
    expect(verdict.differing).toBeGreaterThan(0);
    expect(verdict.differences.some((difference) => sentence.test(difference))).toBe(true);
    await mendConversations(cli);
    expect(await verifyConversations(cli)).toMatchObject({ differing: 0, differences: [] });
  });

  test('what a trigger could not follow is found and followed up', async () => {
    await mainPool().query(`alter table conversation_session_deltas rename column turns to hidden`);
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response) values ('lame', 'q', 'a')`,
    );
    await mainPool().query(`alter table conversation_session_deltas rename column hidden to turns`);
    const { differences } = await verifyConversations(cli);
    expect(differences).toContain('Session lame is missing');
    expect(differences.some((one) => one.includes('was not followed up: '))).toBe(true);
    expect(await mendConversations(cli)).toMatchObject({ stale: 1, states: 1, sessions: 1 });
    expect(await verifyConversations(cli)).toMatchObject({ differing: 0 });
  });

  test('an event id that two turns bear is told and left to a person', async () => {
    await mainPool().query(
      `insert into conversations (session_id, user_message, assistant_response, event_id) select 'again', 'q', 'a', event_id from conversations where id = 2`,
    );
    await mendConversations(cli);
    const { differing, differences } = await verifyConversations(cli);
    expect(differing).toBe(1);
    expect(differences[0]).toMatch(/is borne by several turns$/);
  });

  test('figures and sessions that outlive their turns are no difference', async () => {
    await mainPool().query(`select conversations_compact()`);
    const month = await mainPool().query(
      `select min(c.relname) as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'conversations'::regclass and c.relname ~ '\\d'`,
    );
    const name = String(month.rows[0].name);
    await mainPool().query(
      `drop table partitions.${name}; drop table partitions.${name.replace('conversations', 'conversation_states')}`,
    );
    // Dropped behind our back: what was asked in that month is still counted, and named.
    const verdict = await verifyConversations(cli);
    expect(verdict.differing).toBeGreaterThan(0);
    expect(verdict.differences.filter((one) => !/^(Question|Group) .+: asked off by \d+/.test(one))).toEqual([]);
    expect(await mendConversations(cli)).toEqual({ ...nothing, questions: expect.any(Number) });
    expect(await verifyConversations(cli)).toMatchObject({ differing: 0 });
    await mainPool().query('truncate conversations');
    expect(await verifyConversations(cli)).toMatchObject({ turns: 0, differing: 0 });
  });

  test('who is no admin may neither verify nor mend', async () => {
    await expect(verifyConversations(userActor('analyst'))).rejects.toThrow(ForbiddenError);
    await expect(mendConversations(userActor('analyst'))).rejects.toThrow(ForbiddenError);
  });
});
