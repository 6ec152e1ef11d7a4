/** The monitor's own two, over which it samples. A look at the plan of a statement joins them for a moment. */
export const MONITOR = 'switchboard-monitor';

/** Of a web process: what must be known while the main pool is full, such as whether the database answers. */
export const HEALTH = 'switchboard-health';

/** Whether sessions of this name would only show that somebody looks: they are left out of lists and charts. */
export function isLooking(application: string): boolean {
  return application === MONITOR || application === HEALTH;
}
