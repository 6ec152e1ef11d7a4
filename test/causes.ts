import type { Cause } from '#lib/monitoring/cause.ts';

/** Something to blame, told with the first sample unless it says otherwise. */
export function causeOf(key: string, more: Partial<Cause> = {}): Cause {
  return {
    key,
    severity: 'warn',
    holdSeconds: 0,
    sentence: `${key} is to blame.`,
    hurts: '',
    step: '',
    evidence: [],
    since: null,
    href: '/monitoring',
    explains: [],
    weight: 1,
    action: null,
    ...more,
  };
}
