import type pg from 'pg';
import { z } from 'zod';
import { HEALTH, MONITOR } from '#lib/monitoring/own-connections.ts';

const DAY_MS = 86_400_000;
/** Statements of monitoring: those on its own tables and on what Postgres tells of itself. */
const WATCHING =
  '\\mmonitor\\.|pg_stat|pg_locks|pg_class|pg_index|pg_settings|pg_sequences|pg_replication|pg_database|pg_ls_';
/** Looks into the catalogue as well, to merge what was written into the log's indexes. */
const MERGING = 'gin_clean_pending_list';

const takenSchema = z.tuple([z.object({ watching: z.number(), all: z.number(), bytes: z.number() })]);
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

  async #taken(): Promise<z.infer<typeof takenSchema>[0]> {
    const { rows } = await this.#client.query(
      `select coalesce(sum(total_exec_time + total_plan_time) filter (where query ~ $1 and query !~ $2), 0)::float8 as watching,
              coalesce(sum(total_exec_time + total_plan_time), 0)::float8 as all,
              (select coalesce(sum(pg_total_relation_size(oid)), 0)::float8 from pg_class where relnamespace = 'monitor'::regnamespace and relkind = 'r') as bytes
       from pg_stat_statements where toplevel`,
      [WATCHING, MERGING],
    );
    return takenSchema.parse(rows)[0];
  }
}
