// Applies the migrations to the database of the environment, in a process of its own: the engine keeps a timer that
// would hold any other open.
import { behindBouncer, directConnection } from '#server/core/db/connection.ts';
import { env } from '#server/core/env.ts';
import { migrate } from '#server/core/migrations/migrate.ts';
import { OperatorError } from '#server/core/operator-error.ts';

try {
  if (behindBouncer() && env().DIRECT_DATABASE_URL === undefined) {
    throw new OperatorError(
      'Migrations need a session of their own: set DIRECT_DATABASE_URL beside a DATABASE_URL that goes through PgBouncer.',
    );
  }
  for (const name of await migrate(directConnection())) console.log(`Applied ${name}`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof OperatorError ? error.message : error);
  process.exit(1);
}
