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
  run('test/place-question.ts', texts);
}

/** Has the gaps of these texts seem to ask the same. */
export function likenGaps(...texts: string[]): void {
  run('test/near-gaps.ts', texts);
}

function run(script: string, texts: readonly string[]): void {
  const ran = spawnSync(process.execPath, ['--conditions=react-server', script, ...texts], {
    env: cliEnvironment,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(`${ran.stdout} ${ran.stderr}`);
}
