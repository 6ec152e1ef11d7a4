import 'server-only';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Subject } from '#lib/erasure/subject.ts';
import { keyedHash } from '#server/core/auth/keyed-hash.ts';
import { storedSession } from '#server/core/privacy/session-handle.ts';

const HASH_BYTES = 16;

/** The same text for the same subject, from which nobody without this install's secret can tell what it was. */
export function hashOfSubject({ kind, value }: Subject): string {
  const subject = kind === 'session' ? storedSession(value) : value;
  return keyedHash('erasure', `${kind}:${subject.toLowerCase()}`).subarray(0, HASH_BYTES).toString('base64url');
}

/** The hash that an erasure was asked for with. */
export async function subjectHash(client: Pick<PoolClient, 'query'>, id: number): Promise<string> {
  const { rows } = await client.query('select value_hash as hash from erasures where id = $1', [id]);
  return z.tuple([z.object({ hash: z.string() })]).parse(rows)[0].hash;
}
