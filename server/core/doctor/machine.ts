import 'server-only';
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bad, type Finding, good, warning } from '#server/core/doctor/finding.ts';
import { isAtLeast, packageFloors } from '#server/core/doctor/floors.ts';
import { env } from '#server/core/env.ts';
import { dataDirectory, repositoryRoot } from '#server/core/paths.ts';
import { memoryBytes } from '#server/core/postgres/machine.ts';

const GB = 1024 ** 3;
const DISK_BAD = GB;
const DISK_LOW = 5 * GB;
/** What everything takes when idle (DESIGN 5), twice over. */
const MEMORY_LOW = GB;

/** What can be told without a database. */
export function examineMachine(): Finding[] {
  return [node(), ...packages(), address(), secrets(), disk(), memory()];
}

function node(): Finding {
  const name = 'Node';
  if (isAtLeast(process.versions.node, '24')) return good(name, `Node ${process.versions.node}.`);
  return bad(name, `Node ${process.versions.node} is too old. "npm ci" brings Node 24 along.`);
}

function packages(): Finding[] {
  return Object.entries(packageFloors).map(([name, floor]) => {
    const file = join(repositoryRoot, 'node_modules', name, 'package.json');
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8')));
    if (isAtLeast(version, floor)) return good(name, `${name} ${version}, at or above ${floor}.`);
    return bad(name, `${name} ${version} has known holes that ${floor} closes. Install the newest Switchboard.`);
  });
}

function address(): Finding {
  const name = 'address';
  const { HOST, BASE_URL, PORT } = env();
  if (BASE_URL?.startsWith('https:')) return good(name, `People reach it at ${BASE_URL}; cookies are Secure.`);
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(HOST);
  if (loopback) return good(name, `Listens on ${HOST}:${PORT} alone.`);
  return warning(
    name,
    `Listens on ${HOST}:${PORT} without TLS: passwords cross the network in the clear. Put a proxy with TLS in front and set BASE_URL to its https address.`,
  );
}

function secrets(): Finding {
  const name = 'data directory';
  const directory = dataDirectory();
  const open = ['credentials.json', 'auth-secret'].filter((file) => {
    const mode = statSync(join(directory, file), { throwIfNoEntry: false })?.mode ?? 0;
    return (mode & 0o077) !== 0;
  });
  if (open.length === 0) return good(name, `${directory}; its secrets are closed to others.`);
  return bad(name, `${open.join(' and ')} in ${directory} can be read by others. Close them with chmod 600.`);
}

function disk(): Finding {
  const name = 'disk';
  const { bavail, bsize } = statfsSync(dataDirectory());
  const free = bavail * bsize;
  const sentence = `${(free / GB).toFixed(1)} GB free at ${dataDirectory()}.`;
  if (free < DISK_BAD) return bad(name, `${sentence} Postgres stops when it is full: make room now.`);
  if (free < DISK_LOW) return warning(name, `${sentence} Make room before an import or a backup.`);
  return good(name, sentence);
}

function memory(): Finding {
  const bytes = memoryBytes();
  const sentence = `${(bytes / GB).toFixed(1)} GB of memory.`;
  if (bytes >= MEMORY_LOW) return good('memory', sentence);
  return warning('memory', `${sentence} Switchboard with its Postgres wants 1 GB.`);
}
