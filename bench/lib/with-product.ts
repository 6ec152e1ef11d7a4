import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setEnvironment } from '#server/core/env.ts';
import { databaseUrl, startProduct, stopProduct } from './product.ts';
import { withServer } from './server.ts';

/** Runs `work` on a product of its own with an empty database, both thrown away afterwards. @param work is given its address */
export async function withProduct<T>(work: (url: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  chmodSync(folder, 0o711);
  const environment = { SWITCHBOARD_DATA_DIR: join(folder, 'web'), AUTH_SECRET: randomBytes(32).toString('hex') };
  setEnvironment(environment);
  try {
    return await withServer(async () => {
      const product = await startProduct({ ...environment, DATABASE_URL: databaseUrl(), SWITCHBOARD_CONNECTION: '' });
      try {
        return await work(product.url);
      } finally {
        await stopProduct(product.child);
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
