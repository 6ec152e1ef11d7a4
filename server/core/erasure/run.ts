import 'server-only';
import type { ErasureProgress, StoreErased, StoreFound } from '#lib/erasure/erasure.ts';
import type { Subject } from '#lib/erasure/subject.ts';
import { recordAuditOn } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { exampleRules, maskExample } from '#server/core/erasure/example.ts';
import { whileNothingIsImported } from '#server/core/erasure/import-gate.ts';
import { type Matcher, matcherOf } from '#server/core/erasure/matcher.ts';
import { erasureStores } from '#server/core/erasure/registry.ts';
import {
  closeErasure,
  forgetValue,
  readWork,
  writeErased,
  writeFound,
  writePlace,
  writeProgress,
} from '#server/core/erasure/rows.ts';
import { inOwnTransaction } from '#server/core/erasure/session.ts';
import type { Work } from '#server/core/erasure/store.ts';
import { subjectHash } from '#server/core/erasure/subject-hash.ts';
import { vacuumTables } from '#server/core/erasure/vacuum.ts';
import { log } from '#server/core/log.ts';

const REPORT_EVERY_MS = 500;
const EXAMPLES = 3;

/** What one run knows: whose wish, which erasure, until when. */
type Run = { actor: Actor; id: number; signal: AbortSignal };

/** Looks into every store and keeps counts and masked examples. Nothing is changed. */
export async function previewErasure(actor: Actor, id: number, signal: AbortSignal): Promise<void> {
  requirePermission(actor, 'privacy.preview');
  const row = await readWork(id);
  if (row === null || row.state !== 'previewing' || row.value === null) return;
  const matcher = await matcherOf({ kind: row.kind, value: row.value });
  const rules = await exampleRules();
  const found: StoreFound[] = [];
  for (const store of erasureStores()) {
    const { counts, examples } = await store.find(matcher, workOf({ actor, id, signal }, store.name, null));
    const masked = examples.slice(0, EXAMPLES).map((example) => maskExample(example, rules));
    if (Object.values(counts).some((count) => count > 0))
      found.push({ store: store.name, counts, examples: masked, kept: store.kept ?? null });
  }
  await writeFound(id, found);
}

/**
 * Erases what a preview was confirmed for: store after store, then a vacuum of what was touched, then the value itself.
 * Run again after a stop it goes on with the store and the place it was at.
 * @throws BusyStoreError while an import is at work, or a transaction that may have stored something does not end
 */
export async function runErasure(actor: Actor, id: number, signal: AbortSignal): Promise<void> {
  requirePermission(actor, 'privacy.erase');
  const row = await readWork(id);
  if (row === null || row.state !== 'erasing') return;
  const run = { actor, id, signal };
  const erased = [...row.erased];
  if (row.value !== null) {
    const matcher = await matcherOf({ kind: row.kind, value: row.value });
    await whileNothingIsImported(() => eraseStores(run, matcher, row.place, erased));
    await vacuumTouched(run, erased);
    await forgetValue(id);
  }
  await vacuumTables(['public.erasures']);
  await close(run, { kind: row.kind }, erased);
}

async function eraseStores(
  run: Run,
  matcher: Matcher,
  places: Record<string, unknown>,
  erased: StoreErased[],
): Promise<void> {
  for (const store of erasureStores()) {
    if (store.erase === undefined || erased.some((done) => done.store === store.name)) continue;
    const taken = await store.erase(matcher, workOf(run, store.name, places[store.name] ?? null));
    erased.push({ store: store.name, ...taken });
    await writeErased(run.id, erased);
  }
}

async function vacuumTouched({ id }: Run, erased: readonly StoreErased[]): Promise<void> {
  const tables = [...new Set(erased.flatMap((store) => store.tables))];
  await vacuumTables(tables, (done) => {
    void writeProgress(id, { store: 'vacuum', done, total: tables.length }).catch(noteLost(id));
  });
}

async function close(
  { actor, id }: Run,
  { kind }: Pick<Subject, 'kind'>,
  erased: readonly StoreErased[],
): Promise<void> {
  await inOwnTransaction(actorTag(actor), async (client) => {
    if (!(await closeErasure(client, id))) return;
    const counts = Object.fromEntries(erased.flatMap((store) => Object.entries(store.counts)));
    const details = { kind, value_hash: await subjectHash(client, id), ...counts };
    await recordAuditOn(client, actor, { action: 'erasure.run', targetType: 'erasure', targetId: id, details });
  });
}

function workOf({ actor, id, signal }: Run, store: string, place: unknown): Work {
  let last = 0;
  return {
    signal,
    actorTag: actorTag(actor),
    place,
    savePlace: (client, next) => writePlace(client, id, store, next),
    report(done, total) {
      if (Date.now() - last < REPORT_EVERY_MS) return;
      last = Date.now();
      const progress: ErasureProgress = { store, done, total };
      void writeProgress(id, progress).catch(noteLost(id));
    },
  };
}

function noteLost(id: number): (error: Error) => void {
  return (error) => log.warn({ event: 'erasure.progress_lost', erasure: id, message: error.message });
}
