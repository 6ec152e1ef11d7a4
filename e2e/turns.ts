import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { baseUrl, cliEnvironment } from './environment.ts';

export type Posted = {
  session_id: string;
  user_message: string;
  assistant_response: string;
  is_answered?: boolean;
  created_at?: string;
};

/** An API key of a story, made as an operator makes one. */
export function makeKey(scopes: string): string {
  const args = [
    '--conditions=react-server',
    'scripts/cli.ts',
    'keys',
    'create',
    '--name',
    `story-${randomUUID().slice(0, 8)}`,
    '--scopes',
    scopes,
  ];
  const made = spawnSync(process.execPath, args, { env: cliEnvironment, encoding: 'utf8' });
  const key = /sb_\S+/.exec(made.stdout)?.[0];
  if (key === undefined) throw new Error(`no key was made: ${made.stdout} ${made.stderr}`);
  return key;
}

/** Posts turns as the chatbot does: with ids of their own, and again when the server asks for it. */
export async function postTurns(key: string, turns: Posted[]): Promise<void> {
  const body = JSON.stringify(turns.map((turn) => ({ event_id: randomUUID(), ...turn })));
  for (let tries = 0; tries < 5; tries++) {
    const answer = await fetch(`${baseUrl}/api/conversations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });
    if (answer.status === 201) return;
    if (answer.status !== 503 && answer.status !== 429) throw new Error(`${answer.status} ${await answer.text()}`);
    await new Promise((again) => setTimeout(again, 1_000 * Number(answer.headers.get('retry-after') ?? 1)));
  }
  throw new Error('the turns were not taken after five tries');
}
