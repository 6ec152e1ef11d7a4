// The worker process: does the jobs, started by the supervisor and never alive without it.
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { withChanges } from '#lib/monitoring/changes/evidence.ts';
import { evaluateNew } from '#server/conversations/evaluator/evaluate.ts';
import { continuePasses } from '#server/conversations/evaluator/passes.ts';
import { retentionJob } from '#server/conversations/retention/job.ts';
import { mendStaleTurns } from '#server/conversations/upkeep/mend.ts';
import { renewStaleMonths } from '#server/conversations/upkeep/stale-months.ts';
import { compactFigures, emptyPendingLists, makeMonths, trimLedger } from '#server/conversations/upkeep/upkeep.ts';
import { sealAudit } from '#server/core/audit/seal.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { BoundedPool } from '#server/core/db/bounded-pool.ts';
import { directConnection } from '#server/core/db/connection.ts';
import { setMainPool } from '#server/core/db/pool.ts';
import { yieldProcessor } from '#server/core/db/yield-processor.ts';
import { env } from '#server/core/env.ts';
import { erasureJob } from '#server/core/erasure/job.ts';
import { registerErasureStores } from '#server/core/erasure/registry.ts';
import { sweepErasures } from '#server/core/erasure/sweep.ts';
import { every } from '#server/core/jobs/every.ts';
import { beat, HEARTBEAT_SECONDS } from '#server/core/jobs/heartbeat.ts';
import { laneOf } from '#server/core/jobs/lane.ts';
import { type AnyJob, registered, startWorking } from '#server/core/jobs/work.ts';
import { log } from '#server/core/log.ts';
import { tell } from '#server/core/tell.ts';
import { importJob } from '#server/imports/jobs.ts';
import { PostRoom } from '#server/monitoring/alerts/post-room.ts';
import { recordStart } from '#server/monitoring/changes/starts.ts';
import { answersJob } from '#server/monitoring/lightrag/job.ts';
import { monitoringParts } from '#server/monitoring/parts.ts';
import { receivePools } from '#server/monitoring/pool/part.ts';
import { receiveLookUps } from '#server/monitoring/redis/look-ups.ts';
import { lastRuleSettings, readRuleSettings } from '#server/monitoring/rules/settings.ts';
import { keepInTables } from '#server/monitoring/sampler/keep.ts';
import { readOpen } from '#server/monitoring/sampler/open.ts';
import { Sampler } from '#server/monitoring/sampler/sampler.ts';
import { rollUpStatements } from '#server/monitoring/statements/roll-up.ts';
import { RunsKeeper } from '#server/monitoring/statements/runs.ts';
import { WebWatch } from '#server/monitoring/web/watch.ts';
import { sharedEmbedder } from '#server/questions/embedding/shared.ts';
import { lookForGaps } from '#server/questions/gaps/look.ts';
import { OnlineGrouping } from '#server/questions/grouper/online.ts';
import { askRegroupIfDue } from '#server/questions/grouper/regroup-ask.ts';
import { regroupJob } from '#server/questions/grouper/regroup-job.ts';
import { keepExamples } from '#server/questions/rulings/stand-ins.ts';
import { stores } from './worker/erasure-stores.ts';

/** Every kind of work, one line each: `registered(applyImport)`. */
const jobs: readonly AnyJob[] = [
  registered(importJob),
  registered(erasureJob),
  registered(retentionJob(keepExamples)),
  registered(regroupJob),
  registered(answersJob),
];

const SEAL_EVERY_SECONDS = 5;
const SWEEP_EVERY_SECONDS = 60;
const FOLD_EVERY_SECONDS = 2;
const LISTS_EVERY_SECONDS = 1;
const MEND_EVERY_SECONDS = 10;
const GAPS_EVERY_SECONDS = 3;
const GAPS_A_PIECE = 5;
/** After so long a piece takes up no other group: what follows every turn waits behind it. */
const GAPS_PIECE_MS = 1_000;
const ALERTS_EVERY_SECONDS = 1;
const RULES_EVERY_SECONDS = 1;
/** So long the first verdict waits for the rules that admins have set. */
const RULES_WITHIN_MS = 2_000;
const GROUP_EVERY_SECONDS = 0.5;
const REGROUP_LOOK_EVERY_SECONDS = 30;
const MONTHS_EVERY_SECONDS = 600;
const STALE_MONTHS_EVERY_SECONDS = 60;
const LEDGER_EVERY_SECONDS = 86_400;
const STATEMENTS_EVERY_SECONDS = 3_600;
const RUNS_EVERY_SECONDS = 60;
const CONNECTIONS = 6;
const REST_MS = 20;
const TURNS_A_PIECE = 1_000;
const RETRY_MS = 5_000;
/** How long statements under way may take at the end: a session that is left behind would meet Postgres's own stop. */
const END_WITHIN_MS = 2_000;

// What answers people and the chatbot has the processor first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const database = directConnection();
const pool = new BoundedPool({
  ...database,
  application_name: 'switchboard-worker',
  base: 1,
  overflow: CONNECTIONS - 1,
  recycleSeconds: env().POOL_RECYCLE_SECONDS,
  acquireTimeoutMs: env().POOL_ACQUIRE_TIMEOUT_MS,
});
yieldProcessor(pool, database.host);
setMainPool(pool);
registerErasureStores(stores);

const worker = systemActor('worker');
let stopping = false;
const ending = new AbortController();
// What follows every turn takes one processor between them and leaves the other to the ingest.
const inLane = laneOf({ restMs: REST_MS });
const embedder = sharedEmbedder();
const postRoom = new PostRoom();
const runs = new RunsKeeper(worker);
const { parts, catalogue, errors } = monitoringParts(runs.recentOf);
const web = new WebWatch();
const sampler = new Sampler({
  parts,
  send: (message) => tell(process, message),
  keep: keepInTables(),
  ruleSettings: lastRuleSettings,
  otherCauses: (now) => web.causes(now),
  readOpen,
  explain: (verdict) => withChanges(verdict, catalogue.lately),
  onVerdict: (verdict) => postRoom.consider(verdict),
  onElsewhere: () => postRoom.standDown(),
});
const grouping = new OnlineGrouping(worker, embedder);

/** Runs pieces of work in the lane until none is left; others' pieces come in between. */
function allInLane(piece: () => Promise<{ more: boolean }>): () => Promise<void> {
  return async () => {
    while (!stopping && (await inLane(piece)).more);
  };
}

const evaluate = allInLane(() => evaluateNew(worker, 0, TURNS_A_PIECE));
const fold = allInLane(() => compactFigures(worker));
const lookForAllGaps = allInLane(() => lookForGaps(worker, { most: GAPS_A_PIECE, withinMs: GAPS_PIECE_MS }));

const repeating = [
  every(HEARTBEAT_SECONDS, 'heartbeat', beat),
  every(SEAL_EVERY_SECONDS, 'audit.seal', sealAudit),
  every(FOLD_EVERY_SECONDS, 'conversations.evaluate', evaluate),
  every(FOLD_EVERY_SECONDS, 'conversations.passes', () => continuePasses(worker)),
  every(MEND_EVERY_SECONDS, 'conversations.mend', () => inLane(() => mendStaleTurns(worker))),
  every(FOLD_EVERY_SECONDS, 'conversations.fold', fold),
  every(LISTS_EVERY_SECONDS, 'conversations.lists', () => inLane(() => emptyPendingLists(worker))),
  every(GAPS_EVERY_SECONDS, 'questions.gaps', lookForAllGaps),
  every(MONTHS_EVERY_SECONDS, 'conversations.months', () => makeMonths(worker)),
  every(STALE_MONTHS_EVERY_SECONDS, 'conversations.stale_months', () => renewStaleMonths(worker, ending.signal)),
  every(LEDGER_EVERY_SECONDS, 'conversations.ledger', () => trimLedger(worker)),
  every(STATEMENTS_EVERY_SECONDS, 'monitoring.statements', () => rollUpStatements(worker)),
  every(RUNS_EVERY_SECONDS, 'monitoring.runs', () => runs.work()),
  every(SWEEP_EVERY_SECONDS, 'erasure.sweep', sweepErasures),
  every(RULES_EVERY_SECONDS, 'monitoring.rules', () => readRuleSettings()),
  every(ALERTS_EVERY_SECONDS, 'monitoring.alerts', () => postRoom.work()),
  every(GROUP_EVERY_SECONDS, 'questions.group', () => grouping.work()),
  every(REGROUP_LOOK_EVERY_SECONDS, 'questions.regroup', () => askRegroupIfDue(worker)),
];
// What is switched off is not told for a moment either.
void Promise.race([readRuleSettings().catch(() => {}), sleep(RULES_WITHIN_MS)]).then(() => stopping || sampler.start());
void recordStart(worker, 'worker');
let working: { stop(): Promise<void> } | undefined;

process.on('message', async (message) => {
  if (message !== 'stop') {
    receivePools(message);
    web.receive(message);
    receiveLookUps(message);
    errors.receive(message);
    runs.receive(message);
    return sampler.receive(message);
  }
  if (stopping) return;
  stopping = true;
  ending.abort();
  grouping.stop();
  embedder.stop();
  await Promise.all([working?.stop(), sampler.stop(), ...repeating.map((one) => one.stop())]);
  await Promise.race([pool.end(), sleep(END_WITHIN_MS)]);
  process.exit(0);
});
process.on('disconnect', () => process.exit(1));
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => {});

while (working === undefined && !stopping) {
  try {
    working = await startWorking(pool, jobs);
    tell(process, 'up');
  } catch (error) {
    if (stopping) break;
    log.error({ event: 'worker.not_started', message: error instanceof Error ? error.message : String(error) });
    await sleep(RETRY_MS);
  }
}
