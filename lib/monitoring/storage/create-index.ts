import { quoteName, quoteRelation } from '#lib/monitoring/server/quote.ts';

/** A partition, at whatever depth; tables and indexes as `schema.name`. Those above it stand before it. */
export type Partition = {
  table: string;
  parent: string;
  isPartitioned: boolean;
  /** Its index that is attached to that of its parent; null where none is. */
  attached: { index: string; isValid: boolean } | null;
};

/**
 * How an index comes to be on a table in use: in one go or partition by partition, both beside the writers, or with the table locked
 * until it is built.
 */
export const ways = ['whole', 'parts', 'locked'] as const;
export type Creation = { way: (typeof ways)[number]; statements: string[] };

const NAME = /(?:"(?:[^"]|"")+"|[^\s."]+)/.source;
const RELATION = `${NAME}\\.${NAME}`;
const INDEX = new RegExp(`^CREATE (UNIQUE )?INDEX (${NAME}) ON (${RELATION}) (.+)$`, 's');
const CONSTRAINT = new RegExp(`^ALTER TABLE (${RELATION}) ADD CONSTRAINT (${NAME}) (.+)$`, 's');
const KEY = /^(PRIMARY KEY|UNIQUE)( NULLS NOT DISTINCT)? (\(.+\))( DEFERRABLE.*)?$/s;
const OVERLAPS = /^EXCLUDE | WITHOUT OVERLAPS\)/;

/** A definition, its names in quotes where they need them. */
type Defined = { name: string; table: string } & (
  | { kind: 'index'; unique: string; body: string }
  | { kind: 'constraint'; clause: string }
);

/**
 * The statements that make an index again, or the constraint that it holds up.
 * @param definition as `pg_get_indexdef` has it, or ALTER TABLE … ADD CONSTRAINT
 * @param partitions of its table; null where that is not partitioned
 */
export function creationOf(definition: string, partitions: readonly Partition[] | null): Creation {
  const defined = parse(definition);
  if (defined === null || forbidsOverlaps(defined)) return { way: 'locked', statements: [`${definition};`] };
  if (partitions === null) return { way: 'whole', statements: leafStatements(defined) };
  const index = `${schemaOf(defined.table)}.${defined.name}`;
  return { way: 'parts', statements: [stemStatement(defined), ...fillingOf(defined, index, partitions)] };
}

/**
 * The statements that give partitions what they lack of an index that their table has.
 * @param index its name, as `schema.name`
 */
export function completionOf(definition: string, index: string, partitions: readonly Partition[]): string[] {
  const defined = parse(definition);
  return defined === null || forbidsOverlaps(defined) ? [] : fillingOf(defined, quoteRelation(index), partitions);
}

/** A definition without the name of what it defines: what two have in common that do the same. */
export function bodyOf(definition: string): string {
  const defined = parse(definition);
  if (defined === null) return definition;
  return defined.kind === 'index'
    ? `${defined.unique}INDEX ON ${defined.table} ${defined.body}`
    : `${defined.table} ${defined.clause}`;
}

function parse(definition: string): Defined | null {
  const [, unique = '', indexName, indexTable, body] = INDEX.exec(definition) ?? [];
  if (indexName !== undefined && indexTable !== undefined && body !== undefined)
    return { kind: 'index', name: indexName, table: indexTable, unique, body };
  const [, table, name, clause] = CONSTRAINT.exec(definition) ?? [];
  if (table === undefined || name === undefined || clause === undefined) return null;
  return { kind: 'constraint', name, table, clause };
}

/** For such a constraint Postgres takes no index that is there already. */
function forbidsOverlaps(defined: Defined): boolean {
  return defined.kind === 'constraint' && OVERLAPS.test(defined.clause);
}

/** On the table alone: it holds for the whole once each partition has its own. */
function stemStatement(defined: Defined): string {
  const { name, table } = defined;
  return defined.kind === 'index'
    ? `CREATE ${defined.unique}INDEX IF NOT EXISTS ${name} ON ONLY ${table} ${defined.body};`
    : `ALTER TABLE ONLY ${table} ADD CONSTRAINT ${name} ${defined.clause};`;
}

function leafStatements(defined: Defined, unlessThere = ''): string[] {
  const { name, table } = defined;
  if (defined.kind === 'index')
    return [`CREATE ${defined.unique}INDEX CONCURRENTLY ${unlessThere}${name} ON ${table} ${defined.body};`];
  const [, key = '', nulls = '', columns = '', deferrable = ''] = KEY.exec(defined.clause) ?? [];
  return [
    `CREATE UNIQUE INDEX CONCURRENTLY ${unlessThere}${name} ON ${table} ${columns}${nulls};`,
    `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${key} USING INDEX ${name}${deferrable};`,
  ];
}

/** Each partition gets its index and hands it to that of its parent; one that was begun before is taken up where it is. */
function fillingOf(defined: Defined, root: string, partitions: readonly Partition[]): string[] {
  const indexes = new Map<string, string>();
  const leaves = partitions.filter(({ isPartitioned }) => !isPartitioned);
  // Where each leaf is in order and the whole is not, Postgres has yet to look.
  const isToLook = leaves.every(({ attached }) => attached?.isValid);
  return partitions.flatMap((partition) => {
    const { table, parent, isPartitioned, attached } = partition;
    const own = { ...defined, table: quoteRelation(table), name: ownName(partition, defined.name) };
    const index = attached === null ? `${schemaOf(own.table)}.${own.name}` : quoteRelation(attached.index);
    indexes.set(table, index);
    const attach = `ALTER INDEX ${indexes.get(parent) ?? root} ATTACH PARTITION ${index};`;
    if (attached === null)
      return [...(isPartitioned ? [stemStatement(own)] : leafStatements(own, 'IF NOT EXISTS ')), attach];
    if (isPartitioned) return [];
    if (attached.isValid) return isToLook ? [attach] : [];
    return [`REINDEX INDEX CONCURRENTLY ${index};`, attach];
  });
}

/** Postgres cuts what is too long at the same place in every statement. */
function ownName({ table }: Partition, name: string): string {
  const bare = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
  return quoteName(`${table.slice(table.indexOf('.') + 1)}_${bare}`);
}

function schemaOf(relation: string): string {
  return new RegExp(`^${NAME}`).exec(relation)?.[0] ?? relation;
}
