import 'server-only';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import type { Work } from '#server/core/erasure/store.ts';
import { readingsOf } from '#server/imports/erasure/readings.ts';
import { type Search, searchOf } from '#server/imports/erasure/search.ts';
import type { Encoding } from '#server/imports/read-records.ts';
import { uploadFolder } from '#server/imports/uploads.ts';

const CHUNK_BYTES = 256 * 1024;
/**
 * Longer than any subject with all that may stand within it, each sign written as an escape within an escape: what is cut at the
 * end of a chunk is whole in the next.
 */
const OVERLAP_SIGNS = 16_000;
/** A file is read as each encoding that imports know: the one it has is not always known. */
const encodings: readonly Encoding[] = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'];
/** Two plain letters read as UTF-16 are a Chinese one; a file in UTF-16 has zeros, in its separators and line ends. */
const isWide = (encoding: Encoding) => encoding.startsWith('utf-16');

/** Paths of uploads and reject files that hold the subject, in any encoding, as plain text or in JSON. */
export async function filesHolding(matcher: Matcher, work: Work): Promise<string[]> {
  const folder = uploadFolder();
  const search = searchOf(matcher);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const holding: string[] = [];
  for (const [index, name] of names.entries()) {
    work.signal.throwIfAborted();
    if (await fileHolds(search, join(folder, name))) holding.push(join(folder, name));
    work.report(index + 1, names.length);
  }
  return holding;
}

async function fileHolds(search: Search, file: string): Promise<boolean> {
  const readers = encodings.map((encoding) => ({ encoding, decoder: new TextDecoder(encoding), rest: '' }));
  let hasZeros = false;
  const look = async (chunk: Buffer | undefined): Promise<boolean> => {
    hasZeros ||= chunk?.includes(0) ?? false;
    const texts = readers.flatMap((reader) => {
      const text = reader.rest + reader.decoder.decode(chunk, { stream: chunk !== undefined });
      reader.rest = text.slice(-OVERLAP_SIGNS);
      return isWide(reader.encoding) && !hasZeros ? [] : readingsOf(text);
    });
    return search([...new Set(texts)]);
  };
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }))
      if (await look(Buffer.from(chunk))) return true;
    return await look(undefined);
  } catch (error) {
    // An import that ended meanwhile took its file along.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
