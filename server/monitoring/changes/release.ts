import 'server-only';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '#server/core/paths.ts';

const packageSchema = z.object({ version: z.string() });

/** What runs: the version of the package, and the build where there is one: `0.1.0, build f3kX…`. */
export function readRelease(): string {
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));
  const build = readBuild();
  return build === null ? version : `${version}, build ${build}`;
}

function readBuild(): string | null {
  try {
    return (
      readFileSync(join(repositoryRoot, '.next', 'BUILD_ID'), 'utf8')
        .trim()
        .slice(0, 40) || null
    );
  } catch {
    return null;
  }
}
