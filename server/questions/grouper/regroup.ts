import 'server-only';
import type { Spelling } from '#lib/questions/grouping/spelling.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { log } from '#server/core/log.ts';
import type { EmbedderProcess } from '#server/questions/embedding/embedder-process.ts';
import { readRulings } from '#server/questions/rulings/decisions.ts';
import { keepExamples } from '#server/questions/rulings/stand-ins.ts';
import {
  noteRegroupBegan,
  noteRegroupEnded,
  noteRegroupFailed,
  noteRegroupStep,
  type RegroupOutcome,
  type RegroupStep,
} from './note.ts';
import { applyGroups, type Found, Superseded, storeNeighbours } from './regroup-apply.ts';
import type { FoundGroup } from './regroup-exchange.ts';
import { readModels, readPinned, readRulingStamp, readTexts } from './regroup-read.ts';
import { RegrouperProcess } from './regrouper-process.ts';
import { renewVectors } from './renew-vectors.ts';
import { updateSessionShares } from './sessions-share.ts';

/** Runs of which somebody's decision made each useless before the job is left for another time. */
const TRIES = 5;
const NOTE_EVERY_MS = 2_000;

export type Regrouping = RegroupOutcome & { spelling: Spelling; memory: number };

/**
 * Groups all questions anew: vectors made where they are missing, neighbours found where they are not stored, communities,
 * rulings, ids kept; then texts are moved portion by portion, while pages, ingest and the online path go on. Killed at any
 * point it harms nothing, and is begun again.
 * @returns null when another is at it
 */
export async function regroupQuestions(
  actor: Actor,
  embedder: Pick<EmbedderProcess, 'embed'>,
  signal: AbortSignal,
): Promise<Regrouping | null> {
  requirePermission(actor, 'questions.group');
  return alone(async () => {
    const began = performance.now();
    try {
      await noteRegroupBegan();
      const spelling = await renewVectors(embedder, signal, noted('embedding'));
      await keepExamples(actor, null);
      const { moved, found } = await findAndApply(actor, signal);
      await noteRegroupStep('sessions', 0, 0);
      await updateSessionShares(signal);
      const outcome = {
        texts: found.done.spaces.reduce((sum, { texts }) => sum + texts, 0),
        groups: found.groups.length,
        moved,
        seconds: (performance.now() - began) / 1_000,
      };
      await noteRegroupEnded(outcome);
      log.info({ event: 'questions.regrouped', ...outcome, memory: found.done.memory });
      return { ...outcome, spelling, memory: found.done.memory };
    } catch (error) {
      await noteRegroupFailed(error instanceof Error ? error.message : String(error)).catch(() => {});
      throw error;
    }
  });
}

async function findAndApply(actor: Actor, signal: AbortSignal): Promise<{ moved: number; found: Found }> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await find(actor, signal);
    try {
      return { found, moved: await applyGroups(found, signal, noted('placing')) };
    } catch (error) {
      if (!(error instanceof Superseded) || attempt === TRIES) throw error;
    }
  }
}

async function find(actor: Actor, signal: AbortSignal): Promise<Found> {
  const stamp = await readRulingStamp(prisma());
  const groups: FoundGroup[] = [];
  const note = { neighbours: noted('neighbours'), groups: noted('groups') };
  const regrouper = new RegrouperProcess(async (finding) => {
    if (finding.kind === 'neighbours') await storeNeighbours(finding);
    else if (finding.kind === 'groups') groups.push(...finding.groups);
    else await note[finding.step](finding.done, finding.total);
  }, signal);
  try {
    const models = await readModels();
    const total = models.reduce((sum, { texts }) => sum + texts, 0);
    const reading = noted('reading');
    let read = 0;
    for (const { model, mean } of models) {
      for await (const texts of readTexts(model)) {
        await regrouper.tell(texts);
        read += texts.ids.length;
        await reading(read, total);
      }
      await regrouper.tell({ kind: 'space', model, mean });
    }
    const rulings = (await readRulings(actor)).map(({ kind, sets }) => ({ kind, sets: sets.map((set) => [...set]) }));
    await regrouper.tell({ kind: 'go', rulings, pinned: await readPinned() });
    return { groups, done: await regrouper.done(), stamp };
  } finally {
    regrouper.kill();
  }
}

/** Notes a step at its beginning, and how far it is every other second. */
function noted(step: RegroupStep): (done: number, total: number) => Promise<void> {
  let next = 0;
  return async (done, total) => {
    if (performance.now() < next) return;
    next = performance.now() + NOTE_EVERY_MS;
    await noteRegroupStep(step, done, total);
  };
}

/** Holds a lock of the session while `work` runs; it goes with the connection of a process that is killed. */
async function alone<T>(work: () => Promise<T>): Promise<T | null> {
  const client = await mainPool().connect();
  // Without a listener, a line that is cut meanwhile would end the process.
  const ignore = () => {};
  client.on('error', ignore);
  try {
    const { rows } = await client.query(
      `select pg_try_advisory_lock(hashtext('switchboard.questions.regroup')) as held`,
    );
    if (rows[0]?.held !== true) return null;
    try {
      return await work();
    } finally {
      await client.query(`select pg_advisory_unlock(hashtext('switchboard.questions.regroup'))`);
    }
  } finally {
    client.off('error', ignore);
    client.release();
  }
}
