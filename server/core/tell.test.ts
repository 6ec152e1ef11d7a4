import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { tell } from '#server/core/tell.ts';

const blocked = new Int32Array(new SharedArrayBuffer(4));

it('outlives the one it talks to, also before it hears of the end', async () => {
  const child = spawn(process.execPath, ['-e', 'process.send("up"); setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  child.kill('SIGKILL');
  // Until here the loop has not turned: to us the child still lives, while its end of the channel is gone.
  Atomics.wait(blocked, 0, 0, 300);
  expect(child.connected).toBe(true);
  await new Promise<void>((resolve) => tell(child, 'to nobody', resolve));
  if (child.signalCode === null) await once(child, 'exit');
  await new Promise<void>((resolve) => tell(child, 'to nobody still', resolve));
});

it('says nothing where nobody started us', async () => {
  await new Promise<void>((resolve) => tell({}, 'to nobody', resolve));
});
