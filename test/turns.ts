import { mainPool } from '#server/core/db/pool.ts';

/** Runs one statement as the chatbot's own SQL would, against the database of the test. */
export async function runSql(statement: string): Promise<void> {
  await mainPool().query(statement);
}
