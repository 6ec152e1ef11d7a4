import { mainPool } from '#server/core/db/pool.ts';

/** Runs one statement as the chatbot’s own SQL would, against the database of the test, and gives its rows. */
export async function runSql(statement: string): Promise<unknown[]> {
  return (await mainPool().query(statement)).rows;
}
