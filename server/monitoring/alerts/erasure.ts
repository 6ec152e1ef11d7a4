import 'server-only';
import { z } from 'zod';
import type { Matcher } from '#server/core/erasure/matcher.ts';
import { withConnection } from '#server/core/erasure/session.ts';
import type { ErasureStore, Held, Taken, Work } from '#server/core/erasure/store.ts';
import { takeOnce } from '#server/core/erasure/take-once.ts';

const TABLES = ['monitor.alert_channels', 'monitor.alert_messages', 'monitor.alert_mutes'];
const GONE = 'erased';
/** What a message holds of recipients. */
const ofMessage = `concat_ws(' ', l.failure, array_to_string(l.left_over, ' '))`;
const foundRow = z.tuple([z.object({ count: z.coerce.number() })]);

/** Recipients of alerts, names people gave channels, why they muted, and what a mail server said of a recipient. */
export const alertStore: ErasureStore = {
  name: 'alerts',
  tables: TABLES,
  find: findAlertTexts,
  erase: eraseAlertTexts,
};

function findAlertTexts({ pattern, ...matcher }: Matcher): Promise<Held> {
  return withConnection(async (client) => {
    if (pattern === null) return { counts: { 'channels, mutes and messages of alerts': 0 }, examples: [] };
    const { rows } = await client.query(
      `select (select count(*) from monitor.alert_channels c where ${matcher.holds(`c.name || ' ' || c.target`, '$1')})
            + (select count(*) from monitor.alert_mutes m where ${matcher.holds('m.reason', '$1')})
            + (select count(*) from monitor.alert_messages l where ${matcher.holds(ofMessage, '$1')}) as count`,
      [pattern],
    );
    return { counts: { 'channels, mutes and messages of alerts': foundRow.parse(rows)[0].count }, examples: [] };
  });
}

/** A recipient leaves the list; a channel without any, and a webhook whose address holds the subject, goes whole. */
async function eraseAlertTexts({ pattern, ...matcher }: Matcher, work: Work): Promise<Taken> {
  if (pattern === null) return { counts: { alerts: 0 }, tables: [] };
  return takeOnce(work, async (client) => {
    const run = async (sql: string) => (await client.query(sql, [pattern])).rowCount ?? 0;
    const others = `(select coalesce(array_agg(one), '{}') from unnest(l.left_over) as one where not ${matcher.holds('one', '$1')})`;
    const messages = await run(
      `update monitor.alert_messages l set failure = case when ${matcher.holds('l.failure', '$1')} then '${GONE}' else l.failure end,
         left_over = case when l.left_over is not null then ${others} end where ${matcher.holds(ofMessage, '$1')}`,
    );
    const mutes = await run(
      `update monitor.alert_mutes m set reason = '${GONE}' where ${matcher.holds('m.reason', '$1')}`,
    );
    const names = await run(
      `update monitor.alert_channels c set name = '${GONE}' where ${matcher.holds('c.name', '$1')}`,
    );
    const kept = `(select string_agg(one, ',') from unnest(string_to_array(c.target, ',')) as one where not ${matcher.holds('one', '$1')})`;
    const lists = await run(
      `update monitor.alert_channels c set target = ${kept} where c.kind = 'email' and ${matcher.holds('c.target', '$1')} and ${kept} is not null`,
    );
    const channels = await run(`delete from monitor.alert_channels c where ${matcher.holds('c.target', '$1')}`);
    const alerts = messages + mutes + names + lists + channels;
    return { counts: { alerts }, tables: alerts > 0 ? TABLES : [] };
  });
}
