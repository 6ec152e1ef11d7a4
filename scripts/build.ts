// Builds the console as `npm start` does on its first run, unless a build of these very sources is there.
import { OperatorError } from '#server/core/operator-error.ts';
import { ensureBuilt } from './start/build.ts';

const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancel.abort());

try {
  await ensureBuilt(false, console.log, cancel.signal);
} catch (error) {
  console.error(error instanceof OperatorError ? error.message : error);
  process.exitCode = 1;
}
