import { execFileSync } from 'node:child_process';

/** The processes that `parent` started, with their command lines. */
export function childrenOf(parent: number): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, above, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command !== undefined && Number(above) === parent ? [{ pid: Number(pid), command }] : [];
  });
}

/** Sends a signal to each; one that has ended meanwhile is no fault. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It had ended.
    }
  }
}
