import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { pick, randomOf } from '#lib/random.ts';
import type { Result } from '#lib/result.ts';
import { dropOldMonths } from '#server/conversations/retention/run.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { confirmErasure, createErasure } from '#server/core/erasure/requests.ts';
import { previewErasure, runErasure } from '#server/core/erasure/run.ts';
import { isUnavailable } from '#server/core/errors.ts';
import { forgetSettings } from '#server/core/settings/settings.ts';
import { differingCounts, differingDetails, differingTexts } from '#server/measures/texts.ts';
import { regroupQuestions } from '#server/questions/grouper/regroup.ts';
import { Superseded } from '#server/questions/grouper/regroup-apply.ts';
import { markGroup } from '#server/questions/rulings/marks.ts';
import { mergeGroups } from '#server/questions/rulings/merge.ts';
import { undoRuling } from '#server/questions/rulings/undo.ts';
import { userActor } from '#test/actors.ts';
import { withDataDirectory } from '#test/data-directory.ts';
import { withDatabase } from '#test/database.ts';
import { turn, withIngest } from '#test/ingest.ts';
import { absentModel, groupAll } from '#test/questions.ts';
import { stores } from './erasure-stores.ts';

withDatabase();
const { post } = withIngest();
withDataDirectory();
const admin = userActor('admin');
const analyst = userActor('analyst');
const worker = systemActor('worker');
const never = new AbortController().signal;
const draw = randomOf(505);
const SENDERS = 2;
const POSTS = 10;
const TURNS_A_POST = 12;
const matters = ['card', 'loan', 'rate', 'cash', 'account', 'branch', 'cheque', 'transfer', 'deposit'];
const asking = ['Where is my #?', 'How do I get a #?', 'What does a # cost?', 'My # is lost', 'Who decides about a #?'];
const asides = ['hello', 'thank you', 'and in euro?'];
const questions = asking.flatMap((words) => matters.map((matter) => words.replace('#', matter)));

beforeAll(async () => {
  registerErasureStores(stores);
  await mainPool().query(
    `insert into settings (key, value, updated_by) values ('conversations.retention_days', '60', 'test')`,
  );
  forgetSettings();
});

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** Turns of this month and of one long ago, whose partitions are there before, and of the person who is erased. */
async function plant(): Promise<void> {
  for (const months of [0, 4])
    await mainPool().query(`select conversations_ensure_month(timezone('utc', now()) - make_interval(months => $1))`, [
      months,
    ]);
  await mainPool().query(
    `insert into conversations (session_id, user_message, assistant_response, is_answered, created_at)
     select case when n % 5 = 0 then 'wanted' else 's' || n % 40 end, message, 'a', n % 2, timezone('utc', now()) - (n % 2) * interval '4 months'
     from unnest($1::text[]) with ordinality as q (message, place) cross join generate_series(1, 6) as n`,
    [[...questions, ...asides]],
  );
}

async function send(): Promise<void> {
  for (let at = 0; at < POSTS; at += 1) {
    const turns = Array.from({ length: TURNS_A_POST }, () => ({
      ...turn({ session_id: pick(['wanted', 'a', 'b', 'c'], draw()), user_message: askSomething() }),
      is_answered: pick([0, 1], draw()),
      event_id: randomUUID(),
    }));
    await deliver(turns);
  }
}

/** As the chatbot's sender: what is refused for a while comes again with its ids. */
async function deliver(turns: { event_id: string }[]): Promise<void> {
  for (;;) {
    const { status } = await post(turns);
    if (status === 201) return;
    expect([429, 503]).toContain(status);
    await sleep(200);
  }
}

function askSomething(): string {
  if (draw() < 0.1) return pick(asides, draw());
  return `${pick(questions, draw())}${draw() < 0.3 ? ` Number ${Math.floor(draw() * 30)}` : ''}`;
}

const living = z.array(z.object({ id: z.number(), version: z.int() }));

/** Merges groups, marks them as no question, and takes some of it back; what another changed meanwhile is refused. */
async function decide(): Promise<number> {
  const groups = living.parse(
    await prisma()
      .$queryRaw`select id::float8 as id, version from question_groups where id > 0 and merged_into is null order by id`,
  );
  const [one, other] = [pick(groups, draw()), pick(groups, draw())];
  if (one === undefined || other === undefined) return 0;
  const decided = draw() < 0.6 ? await mergeGroups(analyst, [one, other]) : await markGroup(analyst, one, draw() < 0.4);
  if (decided.ok && draw() < 0.5) await undoRuling(analyst, decided.value.ruling);
  return decided.ok ? 1 : 0;
}

/** Begun anew, as the worker does, where decisions outran it or the server was too busy to answer. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Superseded || isUnavailable(error))) throw error;
      await sleep(100);
    }
}

async function erase(): Promise<void> {
  const { id } = value(await again(() => createErasure(admin, { kind: 'session', value: 'wanted' })));
  await again(() => previewErasure(worker, id, never));
  value(await again(() => confirmErasure(admin, id)));
  await again(() => runErasure(worker, id, never));
}

const balance = z.tuple([z.object({ turns: z.int(), counted: z.int() })]);

/** All turns, and those of groups, pending texts and what is no question, with what waits to be folded: at one instant. */
async function readBalance() {
  const { rows } = await mainPool().query(
    `select (select count(*)::int from conversations) as turns,
       (coalesce((select sum(asked) from question_group_counts where grain = 7), 0) + coalesce((select sum(asked) from question_text_deltas where bucket is not null), 0))::int as counted`,
  );
  return balance.parse(rows)[0];
}

test('groups, pending and not-questions add up to the turns at every instant, whatever goes on at once', async () => {
  await plant();
  await groupAll();
  let busy = true;
  const whileBusy = async (restMs: number, work: () => Promise<number>) => {
    let done = 0;
    while (busy) {
      done += await again(work);
      await sleep(restMs);
    }
    return done;
  };
  const off: unknown[] = [];
  const loops = [
    whileBusy(20, async () => {
      const seen = await readBalance();
      if (seen.turns !== seen.counted) off.push(seen);
      return 1;
    }),
    whileBusy(500, decide),
    whileBusy(50, () => groupAll().then(() => 1)),
  ];
  const posting = Array.from({ length: SENDERS }, send);
  const others = [sleep(300).then(erase), sleep(600).then(() => again(() => dropOldMonths(worker)))];
  const work = Promise.all([again(() => regroupQuestions(worker, absentModel, never)), ...posting, ...others]).finally(
    () => {
      busy = false;
    },
  );
  await Promise.allSettled([work, ...loops]);
  const [[regrouped], looked = 0, decided = 0] = await Promise.all([work, ...loops]);
  expect(off).toEqual([]);
  expect(regrouped?.texts).toBeGreaterThanOrEqual(questions.length);
  expect([looked > 10, decided > 0]).toEqual([true, true]);
  const { rows } = await mainPool().query(
    `select count(*)::int as turns, count(*) filter (where created_at < timezone('utc', now()) - interval '3 months')::int as old from conversations`,
  );
  expect(rows[0].old).toBe(0);
  expect(rows[0].turns).toBeGreaterThan(SENDERS * POSTS);
  await groupAll();
  const differing = [differingTexts(), differingDetails(), differingCounts()].map((sql) => prisma().$queryRaw(sql));
  expect(await Promise.all(differing)).toEqual([[], [], []]);
}, 180_000);
