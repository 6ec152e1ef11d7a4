import 'server-only';
import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from '#server/core/env.ts';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import type { ErasureStore } from '#server/core/erasure/store.ts';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { findPlace } from '#server/core/postgres/place.ts';

const LINES_AT_A_TIME = 2_000;

/** The log of the embedded Postgres: an error's message may quote a value. Our own log goes to standard output. */
export const logStore: ErasureStore = {
  name: 'log files',
  tables: [],
  async find(matcher) {
    let lines = 0;
    for (const file of logFiles()) lines += (await linesHolding(matcher, file)).size;
    return { counts: { 'log lines': lines }, examples: [] };
  },
  async erase(matcher) {
    let lines = 0;
    for (const file of logFiles()) {
      const holding = await linesHolding(matcher, file);
      if (holding.size > 0) rewrite(file, holding);
      lines += holding.size;
    }
    return { counts: { 'log lines': lines }, tables: [] };
  },
};

function logFiles(): string[] {
  const folders = new Set([dataDirectory()]);
  if (env().DATABASE_URL === undefined)
    folders.add(dirname(findPlace(dataDirectory(), dataDirectoryIsChosen()).cluster));
  return [...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /\.log(\.\d+)?$/.test(name))
        .map((name) => join(folder, name)),
    );
}

async function linesHolding(matcher: Matcher, file: string): Promise<Set<string>> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const holding = new Set<string>();
  for (let from = 0; from < lines.length; from += LINES_AT_A_TIME) {
    const some = lines.slice(from, from + LINES_AT_A_TIME);
    for (const [index, holds] of (await matcher.among(some)).entries()) if (holds) holding.add(some[index] ?? '');
  }
  return holding;
}

/** In place: the server keeps the file open and appends to it. */
function rewrite(file: string, without: ReadonlySet<string>): void {
  const handle = openSync(file, 'r+');
  try {
    const kept = readFileSync(handle, 'utf8')
      .split('\n')
      .filter((line) => !without.has(line));
    ftruncateSync(handle, 0);
    writeSync(handle, kept.join('\n'), 0);
  } finally {
    closeSync(handle);
  }
}
