import 'server-only';
import { z } from 'zod';
import { prisma } from '#server/core/db/prisma.ts';

/** What the worker says of the online path. `embeddedAMinute` counts texts that the sentence model embedded in the last minute. */
export type OnlineNote = { model: string; trouble: string | null; restarts: number; embeddedAMinute: number };

export async function noteOnline({ model, trouble, restarts, embeddedAMinute }: OnlineNote): Promise<void> {
  await prisma().$executeRaw`
    update question_grouper set model = ${model}, trouble = ${trouble}, embedder_restarts = ${restarts}::int,
      embedded_a_minute = ${embeddedAMinute}::int, noted_at = timezone('utc', now())`;
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
