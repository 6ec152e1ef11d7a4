import type pg from 'pg';
import { z } from 'zod';
import { HEALTH, MONITOR } from '#lib/monitoring/own-connections.ts';
import { tidyText } from '#lib/monitoring/statements/text.ts';
import { isWatching } from '#lib/monitoring/statements/watching.ts';

const DAY_MS = 86_400_000;
const statementsSchema = z.array(z.object({ query: z.string(), ms: z.number() }));
const bytesSchema = z.tuple([z.object({ bytes: z.number() })]);
type Taken = { watching: number; all: number; bytes: number };
const connectionsSchema = z.tuple([z.object({ monitor: z.number(), health: z.number() })]);

/** What monitoring took while something ran, as the server counts it and not as the console says. */
export class MonitoringCost {
  readonly #client: pg.Client;
  #began = { at: 0, watching: 0, all: 0, bytes: 0 };
  #connections = { monitor: 0, health: 0 };

  /** @param client a superuser's session */
  constructor(client: pg.Client) {
    this.#client = client;
  }

  async begin(): Promise<void> {
    this.#began = { at: Date.now(), ...(await this.#taken()) };
  }

  /** Counts its connections at this moment. */
  async look(): Promise<void> {
    const { rows } = await this.#client.query(
      `select (count(*) filter (where application_name = $1))::int as monitor, (count(*) filter (where application_name = $2))::int as health from pg_stat_activity`,
      [MONITOR, HEALTH],
    );
    const [{ monitor, health }] = connectionsSchema.parse(rows);
    this.#connections = {
      monitor: Math.max(this.#connections.monitor, monitor),
      health: Math.max(this.#connections.health, health),
    };
  }

  /** Share of the server's time in statements, that time itself, connections at most, and how much its tables grow by in a day. */
  async tell(): Promise<string> {
    const { watching, all, bytes } = await this.#taken();
    const took = Date.now() - this.#began.at;
    const [ours, everyones] = [watching - this.#began.watching, all - this.#began.all];
    const share = ours / Math.max(1, everyones);
    const aSecond = (part: number): string => ((part / took) * 1_000).toFixed(1);
    const aDay = ((bytes - this.#began.bytes) / took) * DAY_MS;
    const { monitor, health } = this.#connections;
    const megabytes = Math.round(aDay / 1_048_576);
    return `Monitoring took ${(share * 100).toFixed(1)} % of the time in statements (${aSecond(ours)} of ${aSecond(everyones)} ms a second), ${monitor} connections (two that sample, any other for a look at a plan) beside ${health} for health checks, and its tables grew by ${megabytes} MB a day.`;
  }

  /** Told apart as the console tells them apart. */
  async #taken(): Promise<Taken> {
    const { rows } = await this.#client.query(
      'select query, total_exec_time + total_plan_time as ms from pg_stat_statements where toplevel and query is not null',
    );
    const statements = statementsSchema.parse(rows);
    const { rows: sizes } = await this.#client.query(
      `select coalesce(sum(pg_total_relation_size(oid)), 0)::float8 as bytes from pg_class where relnamespace = 'monitor'::regnamespace and relkind = 'r'`,
    );
    const [{ bytes }] = bytesSchema.parse(sizes);
    return {
      watching: sumOf(statements.filter(({ query }) => isWatching(tidyText(query)))),
      all: sumOf(statements),
      bytes,
    };
  }
}

function sumOf(statements: readonly { ms: number }[]): number {
  return statements.reduce((sum, { ms }) => sum + ms, 0);
}
