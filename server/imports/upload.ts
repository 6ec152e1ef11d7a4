import 'server-only';
import { randomUUID } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, type Result } from '#lib/result.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { makeEnterableFolder } from '#server/core/folders.ts';
import { dataDirectory } from '#server/core/paths.ts';
import { createBatch } from '#server/imports/mutations.ts';
import { incomingFile, makeUploadFolder, uploadFile } from '#server/imports/uploads.ts';

/** About a million contacts. */
const LIMIT_BYTES = 200_000_000;

class TooLargeError extends Error {}

/**
 * Streams an uploaded file to disk, never more of it in memory than one chunk, and makes its batch.
 * @param fileName as the browser gave it; only shown, never used as a path
 */
export async function receiveUpload(
  actor: Actor,
  fileName: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<{ batch: number }>> {
  requirePermission(actor, 'phonebook.import');
  makeEnterableFolder(dataDirectory());
  makeUploadFolder();
  const incoming = incomingFile(randomUUID());
  try {
    await pipeline(Readable.from(body), upTo(LIMIT_BYTES), createWriteStream(incoming, { mode: 0o600, flags: 'wx' }));
    const made = await createBatch(actor, { file: incoming, fileName: fileName.slice(0, 200).toWellFormed() });
    if (!made.ok) return made;
    renameSync(incoming, uploadFile(made.value.batch));
    return { ok: true, value: { batch: made.value.batch } };
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    return fail('too_large', `The file is larger than ${LIMIT_BYTES / 1_000_000} MB. Import it with the command line.`);
  } finally {
    rmSync(incoming, { force: true });
  }
}

function upTo(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, next) {
      bytes += chunk.length;
      next(bytes > limit ? new TooLargeError() : null, chunk);
    },
  });
}
