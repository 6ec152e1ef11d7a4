// Applies the migrations to the database of the environment, in a process of its own: the engine keeps a timer that
// would hold any other open.
import { directConnection } from '#server/core/db/connection.ts';
import { migrate } from '#server/core/migrations/migrate.ts';
import { OperatorError } from '#server/core/operator-error.ts';

try {
  for (const name of await migrate(directConnection())) console.log(`Applied ${name}`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof OperatorError ? error.message : error);
  process.exit(1);
}
