import { formatCount } from '#lib/count.ts';
import type { Cause } from '#lib/monitoring/cause.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import { defaultRules, type Rules } from '#lib/monitoring/rules/in-force.ts';
import { type Grade, gradeAt, gradeOf } from '#lib/monitoring/rules/rule.ts';
import { quoteRelation, quoteText } from '#lib/monitoring/server/quote.ts';
import { formatInstant } from '#lib/time.ts';
import { formatBytes } from './bytes.ts';
import { diskCause, roomsOf } from './disk-cause.ts';
import type { PartitionedRow, PendingRow, SequenceRow, SlotRow, Storage, TableRow } from './sample.ts';

const MB = 1_024 ** 2;
const GB = 1_024 ** 3;
const DEAD_ROWS = 10_000;
const IDS = 2 ** 31;
/** So much of what is used on a volume fills it. */
const FAIR_SHARE = 0.2;

type Tables = Extract<Storage['tables'], { state: 'measured' }>['value'];
type Before = readonly { at: string; value: Storage }[];

/** What sizes and what runs towards an end are to blame for. */
export function causesOfStorage(newest: Storage, before: Before, rules: Rules = defaultRules): Cause[] {
  const { readAt, sequences, pending, slots, tables, wraparound, partitions, horizon } = newest;
  const holder = horizon.state === 'measured' ? horizon.value.holder : null;
  return [
    ...diskCause(newest, before, rules),
    ...(sequences.state === 'measured' ? sequences.value.rows.flatMap((row) => sequenceCause(row, rules)) : []),
    ...(pending.state === 'measured' ? pending.value.rows.flatMap((row) => pendingCause(row, rules)) : []),
    ...(slots.state === 'measured' ? slots.value.rows.flatMap((row) => slotCause(row, newest.disk, rules)) : []),
    ...(partitions.state === 'measured'
      ? partitions.value.rows.flatMap((row) => partitionCause(row, readAt, rules))
      : []),
    ...(tables.state === 'measured' ? storedOf(tables.value).flatMap((table) => deadCause(table, holder, rules)) : []),
    ...(wraparound.state === 'measured' ? wraparoundCauses(wraparound.value, rules) : []),
  ];
}

type Named = Grade & Pick<Cause, 'key' | 'sentence' | 'hurts' | 'step' | 'evidence' | 'weight'>;

function cause(named: Named & Partial<Pick<Cause, 'explains' | 'tables'>>): Cause {
  return { since: null, href: '/monitoring/storage', explains: [], action: null, ...named };
}

function sequenceCause({ name, column, type, last, max, daysLeft }: SequenceRow, rules: Rules): Cause[] {
  const share = last / max;
  const grade = gradeOf(rules('sequences.used'), 100 * share);
  if (grade === null) return [];
  const days = daysLeft === null ? '' : `, ${daysOf(daysLeft)} at the present pace`;
  const used = `${Math.floor(share * 100)} %`;
  return [
    cause({
      ...grade,
      key: `sequence:${name}`,
      sentence:
        column === null
          ? `The sequence ${name} has used ${used} of its numbers.`
          : `The sequence ${name} has used ${used} of the numbers that ${column} can hold.`,
      hurts: `${formatCount(max - last)} are left${days}. After the last one, no row can be added.`,
      step:
        column === null
          ? 'Give it a greater MAXVALUE, or let it begin anew.'
          : `Make ${column} a bigint before it ends; that rewrites the table, so choose a quiet hour.`,
      evidence: [`Last number ${formatCount(last)} of ${formatCount(max)} (${type}).`],
      weight: 15,
    }),
  ];
}

function pendingCause({ index, table, parent, bytes, rows, limitBytes }: PendingRow, rules: Rules): Cause[] {
  const grade = gradeOf(rules('pending.size'), bytes / MB);
  if (grade === null) return [];
  return [
    cause({
      ...grade,
      key: `pending:${table}.${index}`,
      sentence: `The text index ${index} of ${table} has ${formatBytes(bytes)} that were not put in order yet.`,
      hurts: `Every search by it reads those ${formatCount(rows)} entries one by one first.`,
      step: `Put them in order now: SELECT gin_clean_pending_list(${quoteText(quoteRelation(`${schemaOf(table)}.${index}`))});`,
      evidence: [
        `The list is emptied by itself past ${formatBytes(limitBytes)} (gin_pending_list_limit), or by vacuum.`,
      ],
      explains: ['statement:'],
      tables: parent === null ? [table] : [table, parent],
      weight: 12,
    }),
  ];
}

function slotCause({ name, active, retainedBytes, walStatus }: SlotRow, disk: Storage['disk'], rules: Rules): Cause[] {
  const isLosing = walStatus === 'unreserved' || walStatus === 'lost';
  const behind =
    isLosing || walStatus === 'extended' ? gradeAt(rules('slots.losing'), isLosing ? 'crit' : 'warn') : null;
  const grade = behind ?? (active ? null : gradeOf(rules('slots.kept'), (retainedBytes ?? 0) / GB));
  if (grade === null) return [];
  const held = formatBytes(retainedBytes ?? 0);
  return [
    cause({
      ...grade,
      key: `slot:${name}`,
      sentence:
        walStatus === 'lost'
          ? `The replication slot ${name} has lost what its replica still needed.`
          : `The replication slot ${name} keeps ${held} of the write-ahead log, and ${active ? 'its replica is behind' : 'nobody reads from it'}.`,
      hurts: 'The log grows until the disk is full or the replica is lost.',
      step: active
        ? 'See why the replica is slow.'
        : `If no replica needs it: SELECT pg_drop_replication_slot(${quoteText(name)});`,
      evidence: [`active: ${active ? 'yes' : 'no'}; wal_status: ${walStatus ?? 'unknown'}; kept: ${held}.`],
      explains: fillsVolume(retainedBytes ?? 0, disk) ? ['disk:volume'] : [],
      weight: 14,
    }),
  ];
}

/** A disk budget is for the database alone, without the write-ahead log. */
function fillsVolume(bytes: number, disk: Storage['disk']): boolean {
  if (disk.state !== 'measured') return false;
  const volume = roomsOf(disk.value).find(({ source }) => source === 'volume');
  return volume !== undefined && bytes >= FAIR_SHARE * (volume.totalBytes - volume.freeBytes);
}

function partitionCause(
  { name, coversNow, coversNext, newestTo, inDefault }: PartitionedRow,
  readAt: string,
  rules: Rules,
): Cause[] {
  const isOurs = /^public\.conversation(_state)?s$/.test(name);
  const isUrgent = !coversNow && (isOurs || inDefault === null);
  const grade = gradeAt(rules('partitions.missing'), isUrgent ? 'crit' : 'warn');
  if ((coversNow && coversNext) || grade === null) return [];
  const when = coversNow ? 'what comes next' : 'this very moment';
  return [
    cause({
      ...grade,
      key: `partition:${name}`,
      sentence: `${name} has no partition for ${when}.`,
      hurts:
        inDefault === null
          ? 'Rows of that time are refused.'
          : 'Rows of that time fall into the default partition, where every search has to look.',
      step: isOurs
        ? `Make it: SELECT public.conversations_ensure_month('${((coversNow ? newestTo : null) ?? readAt).slice(0, 10)}'); the worker does so every 10 minutes.`
        : 'Make the partition by hand, and see why whatever makes them did not.',
      evidence: [
        newestTo === null
          ? 'The newest partition has no end: one before it is missing.'
          : `The newest partition ends at ${formatInstant(new Date(newestTo), 'UTC', 'moment', new Date(readAt))} UTC.`,
      ],
      weight: 13,
    }),
  ];
}

/** Vacuum comes to each partition by itself. */
function storedOf({ rows, partitions }: Tables): TableRow[] {
  return [...rows.filter((table) => table.partitions === 0), ...partitions];
}

function deadCause(
  { name, rows, dead, vacuumDue, vacuumedAt }: TableRow,
  holder: string | null,
  rules: Rules,
): Cause[] {
  const share = dead / Math.max(1, rows + dead);
  // Vacuum comes once a minute: one that keeps up is there before the rule has lasted.
  const grade = gradeOf(rules('vacuum.dead'), 100 * share);
  if (grade === null || dead <= DEAD_ROWS || !vacuumDue) return [];
  return [
    cause({
      ...grade,
      key: `dead:${name}`,
      sentence: `Vacuum does not keep up with ${name}: ${Math.round(share * 100)} % of its rows are dead.`,
      hurts: `Every search of it passes over ${formatCount(dead)} rows that are no more, and it grows.`,
      step:
        holder === null
          ? `Run: VACUUM (ANALYZE) ${quoteRelation(name)};`
          : `${sentenceCase(holder)} keeps the oldest view of the data; end it where that is safe, then run: VACUUM (ANALYZE) ${quoteRelation(name)};`,
      evidence: [`Last vacuumed: ${vacuumedAt === null ? 'never seen' : markInstant(vacuumedAt)}.`],
      weight: 8,
    }),
  ];
}

type Wraparound = Extract<Storage['wraparound'], { state: 'measured' }>['value'];

function wraparoundCauses({ xid, multixact }: Wraparound, rules: Rules): Cause[] {
  const kinds = [
    { ...xid, what: 'transaction numbers' },
    { ...multixact, what: 'multixact numbers' },
  ];
  return kinds.flatMap(({ database, age, daysLeft, what }) => {
    const share = age / IDS;
    const grade = gradeOf(rules('wraparound.used'), 100 * share);
    if (grade === null) return [];
    return [
      cause({
        ...grade,
        key: `wraparound:${what}`,
        sentence: `${sentenceCase(what)} of the database ${database} are ${Math.floor(share * 100)} % used up.`,
        hurts: `At the end Postgres refuses every write${daysLeft === null ? '' : `: in ${daysOf(daysLeft)} at the present pace`}.`,
        step: 'See what holds vacuum back (a long session, a slot, a prepared transaction), end it, and run VACUUM (FREEZE).',
        evidence: [`The oldest is ${formatCount(age)} of ${formatCount(IDS)} back.`],
        weight: 16,
      }),
    ];
  });
}

/** `about 12 days`, or what is less than one. */
export function daysOf(days: number): string {
  if (days < 1) return 'less than a day';
  if (days > 36_500) return 'more than a century';
  return `about ${formatCount(Math.round(days))} ${Math.round(days) === 1 ? 'day' : 'days'}`;
}

function schemaOf(table: string): string {
  return table.slice(0, table.indexOf('.'));
}

function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
