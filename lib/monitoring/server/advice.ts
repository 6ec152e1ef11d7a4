import { formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import { formatSpan } from '#lib/time.ts';
import { quoteName, quoteText } from './quote.ts';
import type { ServerSample, ServerSetting, Symptoms } from './sample.ts';

/** A rate over so little says nothing (reference: monitoring 3.5). */
const ENOUGH_READS = 1_000;
const GOOD_HIT_SHARE = 0.98;
const FEWEST_REQUESTED = 3;
const FULL_SHARE = 0.8;
const FULL_WAL_BUFFERS = 100;
/** Less than this in temporary files is no reason to go beyond what is advised for everybody. */
const MUCH_SPILLED = 16 * 1_048_576;

/** What was measured that asks for more of a setting; null when nothing was. */
type Measured = (symptoms: Symptoms) => string | null;

const symptomOf: Record<string, Measured> = {
  work_mem: ({ tempFiles, tempBytes, seconds }) =>
    tempFiles > 0
      ? `${formatCount(tempFiles)} sorts or hashes went to disk, ${formatBytes(tempBytes)}, in the last ${span(seconds)}`
      : null,
  max_wal_size: ({ checkpointsRequested: asked, checkpointsTimed: timed, seconds }) =>
    asked >= FEWEST_REQUESTED && asked > timed
      ? `${formatCount(asked)} checkpoints were forced and ${formatCount(timed)} came by the clock in the last ${span(seconds)}`
      : null,
  shared_buffers: ({ blocksRead: read, blocksHit: hit, seconds }) => {
    if (read < ENOUGH_READS || hit / (hit + read) >= GOOD_HIT_SHARE) return null;
    return `${formatCount(read)} blocks were not in memory in the last ${span(seconds)}, ${Math.round((100 * read) / (hit + read))} % of those asked for`;
  },
  wal_buffers: ({ walBuffersFull: full, seconds }) =>
    full >= FULL_WAL_BUFFERS
      ? `the log's buffers were full ${formatCount(full)} times in the last ${span(seconds)}`
      : null,
  max_connections: ({ connectionsMost: most, connectionsRoom: room }) =>
    most >= room * FULL_SHARE ? `${formatCount(most)} of ${formatCount(room)} connections were open at once` : null,
};

/** One setting with what it is to become. */
export type Advice = ServerSetting & {
  /** `fits`, `asked` for by something measured, or `differs` without anything that asks for a change. */
  state: 'fits' | 'asked' | 'differs';
  /** What was measured that asks for more of it, also where the machine has no room for more. */
  symptom: string | null;
  /** Whether anything measured could ask for it at all. */
  isWatched: boolean;
  /** What to run; null when it fits, and while a change already waits for a restart. */
  sql: string | null;
};

/**
 * Each setting against what is advised. Only what something measured asks for is advice; the rest is a comparison. A server that has what
 * is advised for everybody, and is seen to need more, is advised the next step.
 * @param symptoms what was measured: of the last hour unless said otherwise
 */
export function adviseSettings({ settings, database, ...sample }: ServerSample, symptoms = sample.symptoms): Advice[] {
  return settings.map((setting) => {
    const symptom = symptomFor(setting, symptoms);
    const wanted = (setting.fits && symptom !== null ? setting.more : null) ?? setting.wanted;
    const state = stateOf(setting, symptom);
    return {
      ...setting,
      wanted,
      state,
      symptom,
      isWatched: symptomOf[setting.name] !== undefined,
      sql: state === 'fits' || setting.pending ? null : sqlFor({ ...setting, wanted }, database),
    };
  });
}

function symptomFor({ name, fits }: ServerSetting, symptoms: Symptoms): string | null {
  if (fits && name === 'work_mem' && symptoms.tempBytes < MUCH_SPILLED) return null;
  return symptomOf[name]?.(symptoms) ?? null;
}

function stateOf({ fits, more }: ServerSetting, symptom: string | null): Advice['state'] {
  if (fits) return symptom !== null && more !== null ? 'asked' : 'fits';
  return symptom === null ? 'differs' : 'asked';
}

function sqlFor({ name, wanted, takesHold }: ServerSetting, database: string): string {
  if (takesHold === 'session') return `ALTER DATABASE ${quoteName(database)} SET ${name} = ${quoteText(wanted)};`;
  const alter = `ALTER SYSTEM SET ${name} = ${quoteText(wanted)};`;
  return takesHold === 'restart' ? alter : `${alter} SELECT pg_reload_conf();`;
}

function span(seconds: number): string {
  return formatSpan(seconds * 1_000);
}
