import { afterEach, expect, test } from 'vitest';
import { Line } from '#server/monitoring/sampler/line.ts';
import { withDatabase } from '#test/database.ts';
import { withMonitorLogin } from '#test/monitor-login.ts';

const database = withDatabase();
const login = withMonitorLogin(database);
let line: Line;
afterEach(() => line.close());

test('a line connects as the login of MONITOR_DATABASE_URL, under the monitor’s own name', async () => {
  line = new Line({ holdsLock: true });
  const { rows } = await line.read((client) =>
    client.query(
      "select session_user::text as login, current_database()::text as database, current_setting('application_name') as application",
    ),
  );
  expect(rows).toEqual([
    { login: login.name, database: database.connection().database, application: 'switchboard-monitor' },
  ]);
});
