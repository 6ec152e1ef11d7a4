import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { setEnvironment } from '#server/core/env.ts';

/** A data directory of the test file's own, which goes with it; `path` is there once tests run. */
export function withDataDirectory(): { readonly path: string } {
  let path = '';
  beforeAll(() => {
    path = mkdtempSync(join(tmpdir(), 'switchboard-data-'));
    // The user that Postgres runs as must pass through it when we are root.
    chmodSync(path, 0o711);
    setEnvironment({ SWITCHBOARD_DATA_DIR: path });
  });
  afterAll(() => rmSync(path, { recursive: true }));
  return {
    get path() {
      return path;
    },
  };
}
