import { PERCENT, type Rule } from './rule.ts';

const FAILURES = [1, 100_000] as const;

/** What is told of requests, actions, jobs and statements that fail, each by the last five minutes. */
export const errorRules = {
  'errors.route': {
    group: 'Errors',
    label: 'A route answers with 5xx',
    words: 'Requests of one route that failed in 5 min, of all of them; at least five, so that one reload is no alarm.',
    unit: '%',
    bounds: PERCENT,
    crit: { limit: 5, holdSeconds: 0 },
    source: 'Ours: one request of twenty',
  },
  'errors.repeated': {
    group: 'Errors',
    label: 'An action or a job fails again and again',
    words: 'How often the same one failed.',
    unit: 'in 5 min',
    bounds: FAILURES,
    warn: { limit: 3, holdSeconds: 0 },
    source: 'Ours: three are no slip, and a job with its two more tries',
  },
  'errors.burst': {
    group: 'Errors',
    label: 'Postgres refuses statements',
    words:
      'How often the same SQLSTATE was answered; what forms expect, such as a value that is there already, is left out.',
    unit: 'in 5 min',
    bounds: FAILURES,
    warn: { limit: 20, holdSeconds: 0 },
    source: 'Ours: four a minute',
  },
  'errors.resources': {
    group: 'Errors',
    label: 'Postgres is out of a resource',
    words: 'How often it refused for want of disk, memory or connections.',
    unit: 'in 5 min',
    bounds: FAILURES,
    warn: { limit: 3, holdSeconds: 0 },
    source: 'Ours: it is so from the first',
  },
  'errors.damage': {
    group: 'Errors',
    label: 'A table or an index is damaged',
    words: 'Statements that met damaged data.',
    unit: 'in 5 min',
    bounds: FAILURES,
    crit: { limit: 1, holdSeconds: 0 },
    source: 'Ours: one is enough',
  },
} as const satisfies Record<string, Rule>;
