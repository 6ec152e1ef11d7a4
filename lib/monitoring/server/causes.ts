import type { Cause } from '#lib/monitoring/cause.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { type Grade, gradeAt } from '#lib/monitoring/rules/rule.ts';
import { type Advice, adviseSettings } from './advice.ts';
import type { ServerSample } from './sample.ts';

/** One sort that went to disk is no matter for a setting. */
const FEWEST_SPILLS = 2;

const sentences: Record<string, (found: string) => string> = {
  work_mem: (found) => `Sorts and hashes go to disk because work_mem is ${found}.`,
  max_wal_size: (found) => `Checkpoints are forced because max_wal_size is ${found}.`,
  shared_buffers: (found) => `Blocks are read from disk again and again because shared_buffers is ${found}.`,
  wal_buffers: (found) => `Writers wait for the write-ahead log because wal_buffers is ${found}.`,
  max_connections: (found) => `Connections run short because max_connections is ${found}.`,
};

const takesHold = {
  session: 'It holds for connections opened from then on.',
  reload: 'It takes hold at once.',
  restart: 'It takes hold when Postgres is restarted.',
} as const;

/**
 * Settings that something measured in the last minutes asks to change. What merely differs blames nothing, nor does what is as advised:
 * there a larger value is a wish, and the statements are the cause.
 */
export function causesOfServer(newest: ServerSample, _before: unknown = [], rules: Rules = defaultRules): Cause[] {
  const grade = gradeAt(rules('settings.asked'), 'warn');
  if (grade === null) return [];
  return adviseSettings(newest, newest.recent).flatMap((advice) => {
    if (advice.fits) return [];
    if (advice.name === 'work_mem' && newest.recent.tempFiles < FEWEST_SPILLS) return [];
    return causeOf(advice, grade);
  });
}

function causeOf({ name, found, wanted, symptom, sql, takesHold: when }: Advice, grade: Grade): Cause[] {
  const sentence = sentences[name];
  if (symptom === null || sentence === undefined) return [];
  return [
    {
      ...grade,
      key: `setting:${name}`,
      sentence: sentence(found),
      hurts: `${symptom.charAt(0).toUpperCase()}${symptom.slice(1)}.`,
      step:
        sql === null ? 'It was changed already and waits for a restart of Postgres.' : `Run ${sql} ${takesHold[when]}`,
      evidence: [`${name} is ${found}; ${wanted} is advised.`],
      since: null,
      href: '/monitoring/settings',
      explains: [],
      weight: 3,
      action: null,
    },
  ];
}
