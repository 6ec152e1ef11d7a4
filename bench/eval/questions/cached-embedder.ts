import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Embedder } from '#server/questions/embedding/embedder.ts';

const AT_ONCE = 16;
const rowSchema = z.object({ vector: z.instanceof(Uint8Array) }).optional();

/** The same embedder, which keeps its vectors in an SQLite file by its id and the SHA-256 of the text. */
export function cached(embedder: Embedder, file: string): Embedder {
  const database = new DatabaseSync(file);
  database.exec('pragma busy_timeout = 30000');
  database.exec('create table if not exists vectors (model text, hash text, vector blob, primary key (model, hash))');
  const get = database.prepare('select vector from vectors where model = ? and hash = ?');
  const put = database.prepare('insert or ignore into vectors (model, hash, vector) values (?, ?, ?)');

  function find(text: string): Float32Array | null {
    const row = rowSchema.parse(get.get(embedder.id, hashOf(text)));
    return row === undefined ? null : new Float32Array(Uint8Array.from(row.vector).buffer);
  }

  async function embed(texts: readonly string[]): Promise<Float32Array[]> {
    const absent = [...new Set(texts)].filter((text) => find(text) === null);
    for (let at = 0; at < absent.length; at += AT_ONCE) {
      const batch = absent.slice(at, at + AT_ONCE);
      const vectors = await embedder.embed(batch);
      for (const [place, text] of batch.entries())
        put.run(embedder.id, hashOf(text), new Uint8Array((vectors[place] ?? new Float32Array(0)).buffer));
    }
    return texts.map((text) => find(text) ?? new Float32Array(embedder.dims));
  }

  return { id: embedder.id, dims: embedder.dims, embed };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
