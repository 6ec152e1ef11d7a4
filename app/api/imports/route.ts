import { getActor, owesSecondFactor } from '#server/core/auth/require-actor.ts';
import { ForbiddenError, UnauthenticatedError } from '#server/core/errors.ts';
import { answerWith } from '#server/core/http/api.ts';
import { readBody } from '#server/core/http/stream-body.ts';
import { receiveUpload } from '#server/imports/upload.ts';

/** Takes a file as the body of the request, named by `?name=`. Below /api, so that it passes no proxy on its way to disk. */
export async function POST(request: Request): Promise<Response> {
  return answerWith(async () => {
    const actor = await getActor();
    if (actor === null) throw new UnauthenticatedError('Sign in to import a file.');
    if (await owesSecondFactor(actor)) throw new ForbiddenError('Set up your second factor first.');
    const name = new URL(request.url).searchParams.get('name') ?? '';
    return receiveUpload(actor, name || 'upload.csv', readBody(request));
  });
}
