import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '#server/core/env.ts';
import { dataDirectory, dataDirectoryIsChosen } from '#server/core/paths.ts';
import { type Embedded, startEmbedded } from '#server/core/postgres/embedded.ts';

export type Database = {
  /** What children need to find it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
  kill(): void;
};

/** The database of this run: the one DATABASE_URL names, else the embedded one, which is started again should it end. */
export async function openDatabase(say: (sentence: string) => void): Promise<Database> {
  if (env().DATABASE_URL !== undefined) return { environment: {}, stop: async () => {}, kill: () => {} };
  let stopping = false;
  let server = await start(say);
  const keep = async (): Promise<void> => {
    await server.exited;
    if (stopping) return;
    say('Postgres ended by itself. Starting it again.');
    while (!stopping) {
      try {
        server = await start(say);
        return keep();
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
        await sleep(5_000);
      }
    }
  };
  void keep();
  return {
    environment: { SWITCHBOARD_CONNECTION: JSON.stringify(server.connection) },
    async stop() {
      stopping = true;
      await server.stop();
    },
    kill() {
      stopping = true;
      server.kill();
    },
  };
}

function start(say: (sentence: string) => void): Promise<Embedded> {
  return startEmbedded(dataDirectory(), { chosen: dataDirectoryIsChosen(), say });
}
