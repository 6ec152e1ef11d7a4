import { relationsOf } from './relations.ts';

/** What monitoring has in its schema; a table of another program may be called `monitor` as well. */
const kept = [
  'alert_channels',
  'alert_messages',
  'alert_mutes',
  'alerts',
  'answer_passes',
  'catalogue',
  'changes',
  'deadlocks',
  'failures',
  'give_to_owner',
  'heartbeats',
  'incidents',
  'indexes',
  'note_indexes',
  'present_indexes',
  'quarter_of',
  'redis_rates',
  'redis_slow',
  'samples',
  'search_timings',
  'statement_deltas',
  'statement_ids',
  'statement_parameters',
  'statement_plans',
  'statement_runs',
  'statement_seams',
  'statements',
  'summaries',
  'table_sizes',
  'time_bin',
  'time_mark',
];
const own = String.raw`monitor\.(?:${kept.join('|')})\b`;
const watching = new RegExp(
  String.raw`\b(?:pg_stat_[a-z_]+|pg_statio_[a-z_]+|pg_locks|pg_blocking_pids|pg_settings|pg_total_relation_size|pg_relation_size|pg_table_size|pg_indexes_size|pg_database_size|pg_replication_slots|pg_sequences|${own})\b`,
  'i',
);
/** Relations in which Postgres tells of itself; a table of somebody's may be called `pg_notes`. */
const catalogue =
  /^(?:(?:pg_catalog|information_schema)\.\w+|pg_(?:aggregate|am|amop|amproc|attrdef|attribute|auth_members|authid|available_extensions?|available_extension_versions|cast|class|collation|config|constraint|conversion|database|db_role_setting|default_acl|depend|description|enum|event_trigger|extension|file_settings|foreign_\w+|group|hba_file_rules|index|indexes|inherits|init_privs|language|largeobject_metadata|locks|matviews|namespace|opclass|operator|opfamily|parameter_acl|partitioned_table|policies|policy|prepared_statements|prepared_xacts|proc|publication\w*|range|replication_\w+|rewrite|roles|rules|seclabel|sequence|sequences|settings|shadow|shdepend|shdescription|shseclabel|stat_\w+|statio_\w+|statistic\w*|stats|subscription\w*|tables|tablespace|timezone_names|transform|trigger|ts_\w+|type|user|user_mappings?|views))$/i;
/** Functions by which Postgres tells of itself. */
const telling =
  /\b(?:pg_ls_\w+|pg_has_role|has_\w+_privilege|pgstat\w+|pg_sequence_last_value|pg_get_\w+def|pg_control_\w+|pg_postmaster_start_time|pg_conf_load_time|pg_current_wal_\w+|pg_wal_lsn_diff)\s*\(/i;
/** The frame of one matter that is asked; from 17 on the server keeps no name of it. */
const frame = /^(?:savepoint|release savepoint|rollback to savepoint) monitor_/i;
/** What looks into the catalogue to find its work, and then works. */
const working = /\bgin_clean_pending_list\s*\(/i;

/**
 * Whether a statement watches the server itself, as monitoring does: it asks what the server counts, keeps what was asked, or reads
 * nothing but the catalogue. It is left out of the shares of time.
 * @param text without values and comments
 */
export function isWatching(text: string): boolean {
  if (working.test(text)) return false;
  if (watching.test(text) || frame.test(text)) return true;
  if (!/^[\s(]*(?:select|with)\b/i.test(text)) return false;
  const relations = relationsOf(text);
  return relations.every((name) => catalogue.test(name)) && (relations.length > 0 || telling.test(text));
}
