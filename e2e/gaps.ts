import { spawnSync } from 'node:child_process';
import { cliEnvironment } from './environment.ts';
import { postTurns } from './turns.ts';

/** Posts a question that gets no answer, from sessions of its own. */
export async function failQuestion(key: string, question: string, sessions: readonly string[]): Promise<void> {
  await postTurns(
    key,
    sessions.map((session) => ({
      session_id: `${session} ${question}`,
      user_message: question,
      assistant_response: 'Sorry, I have no information on that.',
      is_answered: false,
    })),
  );
}

/** Puts these texts, asked before, into a group of their own. */
export function placeQuestion(...texts: string[]): void {
  const placed = spawnSync(process.execPath, ['--conditions=react-server', 'test/place-question.ts', ...texts], {
    env: cliEnvironment,
    encoding: 'utf8',
  });
  if (placed.status !== 0) throw new Error(`${placed.stdout} ${placed.stderr}`);
}
