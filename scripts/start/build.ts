import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '#server/core/env.ts';
import { OperatorError } from '#server/core/operator-error.ts';
import { repositoryRoot } from '#server/core/paths.ts';
import { isTaken, takeLock } from '#server/core/process-lock.ts';

/** What a build is made from. Tests and scripts change nothing in it. */
const SOURCES = [
  '{app,components,lib,server,public}/**/*',
  'prisma/schema.prisma',
  '{proxy,instrumentation,instrumentation-client}.ts',
  '{next.config,postcss.config}.js',
  '{package,package-lock,tsconfig}.json',
];
const recordFile = join(repositoryRoot, '.next', 'source.sha256');

/** Makes the generated client and, outside development, a build of these very sources, unless they are there. */
export async function ensureBuilt(dev: boolean, say: (sentence: string) => void, signal: AbortSignal): Promise<void> {
  if (!existsSync(join(repositoryRoot, 'generated', 'prisma', 'client.ts'))) await run(['scripts/generate.ts'], signal);
  if (dev || isBuilt()) return;
  if (!mayWrite()) {
    throw new OperatorError(
      `This version is not built yet, and this user may not write to ${repositoryRoot}. Run "npm start" once as the owner of that folder.`,
    );
  }
  const lock = await lockBuild(say, signal);
  try {
    if (isBuilt()) return;
    say('Building the console. This takes a minute or two, once for each version.');
    const started = Date.now();
    const sources = sourceHash();
    await run(['node_modules/next/dist/bin/next', 'build'], signal);
    writeFileSync(recordFile, sources);
    say(`Built in ${Math.round((Date.now() - started) / 1000)} s.`);
  } finally {
    lock.release();
  }
}

function isBuilt(): boolean {
  return existsSync(recordFile) && readFileSync(recordFile, 'utf8') === sourceHash();
}

function mayWrite(): boolean {
  try {
    accessSync(repositoryRoot, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function sourceHash(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: repositoryRoot }).filter((file) => !/\.test\.tsx?$/.test(file));
  for (const file of files.sort()) {
    const path = join(repositoryRoot, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** Two starts from one checkout build one after the other. */
async function lockBuild(say: (sentence: string) => void, signal: AbortSignal) {
  let told = false;
  for (;;) {
    const answer = takeLock(join(repositoryRoot, '.next-build.json'), 'npm start');
    if (isTaken(answer)) return answer;
    if (!told) say(`Waiting for the build that process ${answer.pid} is making.`);
    told = true;
    await sleep(500, undefined, { signal });
  }
}

/** Runs a script of Node. Its output is kept back and shown when it fails, so that it never holds our pipes open. */
async function run(parameters: string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, parameters, {
    cwd: repositoryRoot,
    env: childEnvironment({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const [code] = await once(child, 'close');
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new OperatorError('The build failed; its output stands above.');
}
