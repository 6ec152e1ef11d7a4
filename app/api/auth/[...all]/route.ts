import { auth } from '#server/core/auth/auth.ts';
import { isExposed } from '#server/core/auth/exposed.ts';

/** The sign-in library's own endpoints: the few that are named open, all others are not there. */
async function handle(request: Request): Promise<Response> {
  if (isExposed(request.method, new URL(request.url).pathname)) return auth().handler(request);
  return Response.json({ detail: 'There is nothing here.', code: 'not_found' }, { status: 404 });
}

export const GET = handle;
export const POST = handle;
