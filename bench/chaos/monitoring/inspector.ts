import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const OPEN_WITHIN_MS = 10_000;
const targets = z.array(z.object({ webSocketDebuggerUrl: z.string() })).min(1);
const answerSchema = z.object({
  id: z.int(),
  result: z.object({
    // Nothing is given for undefined, nor for what was thrown.
    result: z.object({ value: z.unknown().optional(), description: z.string().optional() }),
    exceptionDetails: z.object({ text: z.string() }).optional(),
  }),
});

/** A process of ours, and the port on which its inspector opens (`--inspect-port`). */
export type Inspected = { pid: number; port: number };

/**
 * Runs an expression inside a running process of ours, by the inspector that SIGUSR1 opens: what a leak in the product would do is
 * done without a way into it for anybody else.
 * @returns what the expression's promise gives
 * @throws Error when another process has the inspector's port, and what the expression throws
 */
export async function evaluateIn({ pid, port }: Inspected, expression: string): Promise<unknown> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await findTarget(port));
  await once(socket, 'open');
  try {
    const owner = await evaluate(socket, 1, 'process.pid');
    if (owner !== pid) throw new Error(`The inspector on port ${port} belongs to process ${owner}.`);
    return await evaluate(socket, 2, expression);
  } finally {
    socket.close();
  }
}

async function evaluate(socket: WebSocket, id: number, expression: string): Promise<unknown> {
  const parameters = { expression, awaitPromise: true, returnByValue: true };
  socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: parameters }));
  for (;;) {
    const [message] = await once(socket, 'message');
    const answer = answerSchema.safeParse(JSON.parse(String(message.data)));
    if (!answer.success || answer.data.id !== id) continue;
    const { result, exceptionDetails } = answer.data.result;
    if (exceptionDetails !== undefined)
      throw new Error([exceptionDetails.text, result.description].filter(Boolean).join(': '));
    return result.value;
  }
}

async function findTarget(port: number): Promise<string> {
  const until = Date.now() + OPEN_WITHIN_MS;
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
      return targets.parse(await answer.json())[0]?.webSocketDebuggerUrl ?? '';
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(100);
    }
  }
}
