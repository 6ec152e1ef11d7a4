import 'server-only';
import { z } from 'zod';
import { prisma } from '#server/core/db/prisma.ts';

/** What the worker says of the online path. `embeddedAMinute` counts texts that the sentence model embedded in the last minute. */
export type OnlineNote = {
  /** The model in use for what is written in Latin letters, and why it is not the sentence model; null before that was tried. */
  inUse: { model: string; trouble: string | null } | null;
  restarts: number;
  embeddedAMinute: number;
};

/** Before the sentence model was tried, what was last said of it stays: a start mends nothing that was missing. */
export async function noteOnline({ inUse, restarts, embeddedAMinute }: OnlineNote): Promise<void> {
  await prisma().$executeRaw`
    update question_grouper set model = case when ${inUse !== null} then ${inUse?.model ?? null}::text else model end,
      trouble = case when ${inUse !== null} then ${inUse?.trouble ?? null}::text else trouble end, embedder_restarts = ${restarts}::int,
      embedded_a_minute = ${embeddedAMinute}::int, noted_at = timezone('utc', now())`;
}

const troubleRow = z.tuple([z.object({ trouble: z.string().nullable() })]);

/** Why the sentence model was not in use when that was last noted; null when it was. */
export async function readTrouble(): Promise<string | null> {
  return troubleRow.parse(await prisma().$queryRaw`select trouble from question_grouper`)[0].trouble;
}

export const regroupSteps = [
  'spelling',
  'embedding',
  'reading',
  'neighbours',
  'groups',
  'placing',
  'sessions',
] as const;
export type RegroupStep = (typeof regroupSteps)[number];

export async function noteRegroupBegan(): Promise<void> {
  await prisma().$executeRaw`
    update question_grouper set regroup_step = 'spelling', regroup_done = 0, regroup_total = 0,
      regroup_began_at = timezone('utc', now()), regroup_trouble = null`;
}

export async function noteRegroupStep(step: RegroupStep, done: number, total: number): Promise<void> {
  await prisma().$executeRaw`
    update question_grouper set regroup_step = ${step}, regroup_done = ${done}::int, regroup_total = ${total}::int`;
}

export type RegroupOutcome = { texts: number; groups: number; moved: number; seconds: number };

export async function noteRegroupEnded({ texts, groups, moved, seconds }: RegroupOutcome): Promise<void> {
  await prisma().$executeRaw`
    update question_grouper set regroup_step = null, regroup_ended_at = timezone('utc', now()), regroup_texts = ${texts}::int,
      regroup_groups = ${groups}::int, regroup_moved = ${moved}::int, regroup_seconds = ${seconds}::real, regroup_trouble = null`;
}

/** @param trouble a sentence without anything of a text */
export async function noteRegroupFailed(trouble: string): Promise<void> {
  await prisma().$executeRaw`update question_grouper set regroup_step = null, regroup_trouble = ${trouble}`;
}

const failedRow = z.tuple([z.object({ failed: z.boolean() })]);

/** Whether the re-cluster that began last failed, and began no more than so many seconds ago. */
export async function hasFailedWithin(seconds: number): Promise<boolean> {
  const rows = await prisma().$queryRaw`
    select coalesce(regroup_trouble is not null and regroup_began_at > timezone('utc', now()) - make_interval(secs => ${seconds}), false) as failed
    from question_grouper`;
  return failedRow.parse(rows)[0].failed;
}
