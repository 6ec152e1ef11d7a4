import 'server-only';

/**
 * The endpoints of the sign-in library that answer over HTTP, below /api/auth. Signing in goes through our limits,
 * managing people through our mutations, and /get-session would tell a script the token that its cookie hides.
 */
export const exposedEndpoints = [{ method: 'POST', path: '/sign-out' }] as const;

/** Whether the library may answer this; `pathname` is the whole path. */
export function isExposed(method: string, pathname: string): boolean {
  return exposedEndpoints.some((endpoint) => endpoint.method === method && pathname === `/api/auth${endpoint.path}`);
}
