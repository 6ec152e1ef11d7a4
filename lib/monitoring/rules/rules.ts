import { errorRules } from './error-rules.ts';
import { redisRules } from './redis-rules.ts';
import type { Rule } from './rule.ts';
import { sessionRules } from './session-rules.ts';
import { storageRules } from './storage-rules.ts';

/** Every rule by which something is told, in the order of the page. The key stands in settings and audit rows: it stays. */
export const ruleTable = {
  ...sessionRules,
  ...errorRules,
  ...storageRules,
  ...redisRules,
  'settings.asked': {
    group: 'Server settings',
    label: 'A setting of Postgres is too small',
    words: 'Something measured in the last minutes asks for more of it.',
    warn: { holdSeconds: 0 },
    source: 'The list of settings advised',
  },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof ruleTable;
