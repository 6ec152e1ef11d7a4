import 'server-only';

const state = { up: false, draining: false };

/** The web process takes requests from now on. */
export function markUp(): void {
  state.up = true;
}

/** The web process is about to stop: load balancers are told to look elsewhere. */
export function markDraining(): void {
  state.draining = true;
}

/** Whether this process is stopping. */
export function isDraining(): boolean {
  return state.draining;
}

/** Whether this process has come up and is not stopping. */
export function isUp(): boolean {
  return state.up && !state.draining;
}
