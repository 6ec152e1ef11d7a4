'use server';

import { refresh } from 'next/cache';
import { applyForm, batchId, planForm } from '#lib/imports/forms.ts';
import type { BatchProgress } from '#lib/imports/views.ts';
import type { Result } from '#lib/result.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { toFailure } from '#server/core/errors.ts';
import { discardBatch, updatePlan } from '#server/imports/mutations.ts';
import { getBatch } from '#server/imports/queries.ts';
import { requestApply, requestPreview, requestUndo } from '#server/imports/requests.ts';

/** How far an import is, for the page that watches it; null when there is none. */
export async function getProgressAction(batch: unknown): Promise<BatchProgress | null> {
  const actor = await requireActor('phonebook.import');
  const found = await getBatch(actor, batchId.parse(batch));
  return found && { state: found.state, progress: found.progress };
}

/** Saves mapping and mode, and starts the preview. */
export async function previewImportAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('phonebook.import');
  const { batch, mapping, mode } = planForm.parse(form);
  const saved = await updatePlan(actor, batch, { mapping, mode }).catch(toFailure);
  const started = saved.ok ? await requestPreview(actor, batch).catch(toFailure) : saved;
  refresh();
  return started;
}

/** Starts the import as previewed; after a newer preview the page shows that one. */
export async function applyImportAction(form: unknown): Promise<Result<null>> {
  const actor = await requireActor('phonebook.import');
  const { batch, ...wish } = applyForm.parse(form);
  const started = await requestApply(actor, batch, wish).catch(toFailure);
  if (started.ok || started.code === 'conflict') refresh();
  return started;
}

/** Starts taking an import back. */
export async function undoImportAction(batch: unknown): Promise<Result<null>> {
  const actor = await requireActor('phonebook.import');
  const started = await requestUndo(actor, batchId.parse(batch)).catch(toFailure);
  refresh();
  return started;
}

/** Gives up an import that was not applied. */
export async function discardImportAction(batch: unknown): Promise<Result<null>> {
  const actor = await requireActor('phonebook.import');
  const done = await discardBatch(actor, batchId.parse(batch)).catch(toFailure);
  refresh();
  return done;
}
