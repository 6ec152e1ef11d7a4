import 'server-only';
import { existsSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Memory this process may use, in bytes: the machine's, or less in a container with a limit. */
export function memoryBytes(): number {
  const limits = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']
    .filter((file) => existsSync(file))
    .map((file) => Number(readFileSync(file, 'utf8').trim()))
    .filter((bytes) => Number.isFinite(bytes) && bytes > 0);
  return Math.min(totalmem(), ...limits);
}
