import { formatCount } from '#lib/count.ts';
import type { Cause } from '#lib/monitoring/cause.ts';
import { formatBytes } from './bytes.ts';
import { diskCause } from './disk-cause.ts';
import type { PartitionedRow, PendingRow, SequenceRow, SlotRow, Storage, TableRow } from './sample.ts';

const MB = 1_024 ** 2;
const GB = 1_024 ** 3;
/** Thresholds of the monitoring reference, 3.5. */
const SEQUENCE_WARN = 0.75;
const SEQUENCE_CRIT = 0.9;
const SLOT_BYTES = GB;
const DEAD_SHARE = 0.2;
const DEAD_ROWS = 10_000;
const WRAP_WARN = 0.5;
const WRAP_CRIT = 0.75;
/** The default of gin_pending_list_limit, and a tenth for writers that empty it themselves. */
const PENDING_BYTES = 4.4 * MB;
const IDS = 2 ** 31;

type Before = readonly { at: string; value: Storage }[];

/** What sizes and what runs towards an end are to blame for. */
export function causesOfStorage(newest: Storage, before: Before): Cause[] {
  const { sequences, pending, slots, tables, wraparound, partitions, horizon } = newest;
  const holder = horizon.state === 'measured' ? horizon.value.holder : null;
  return [
    ...diskCause(newest, before),
    ...(sequences.state === 'measured' ? sequences.value.rows.flatMap(sequenceCause) : []),
    ...(pending.state === 'measured' ? pending.value.rows.flatMap(pendingCause) : []),
    ...(slots.state === 'measured' ? slots.value.rows.flatMap(slotCause) : []),
    ...(partitions.state === 'measured' ? partitions.value.rows.flatMap(partitionCause) : []),
    ...(tables.state === 'measured' ? tables.value.rows.flatMap((table) => deadCause(table, holder)) : []),
    ...(wraparound.state === 'measured' ? wraparoundCauses(wraparound.value) : []),
  ];
}

type Named = Pick<Cause, 'key' | 'severity' | 'sentence' | 'hurts' | 'step' | 'evidence' | 'weight'>;

function cause(named: Named & { holdSeconds?: number; explains?: string[] }): Cause {
  return { holdSeconds: 0, since: null, href: '/monitoring/storage', explains: [], action: null, ...named };
}

function sequenceCause({ name, column, type, last, max, daysLeft }: SequenceRow): Cause[] {
  const share = last / max;
  if (share < SEQUENCE_WARN) return [];
  const days = daysLeft === null ? '' : `, ${daysOf(daysLeft)} at the present pace`;
  const used = `${Math.floor(share * 100)} %`;
  return [
    cause({
      key: `sequence:${name}`,
      severity: share >= SEQUENCE_CRIT ? 'crit' : 'warn',
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

function pendingCause({ index, table, bytes, rows, limitBytes }: PendingRow): Cause[] {
  if (bytes <= PENDING_BYTES) return [];
  return [
    cause({
      key: `pending:${table}.${index}`,
      severity: 'warn',
      sentence: `The text index ${index} of ${table} has ${formatBytes(bytes)} that were not put in order yet.`,
      hurts: `Every search by it reads those ${formatCount(rows)} entries one by one first.`,
      step: `Put them in order now: SELECT gin_clean_pending_list('${schemaOf(table)}.${index}');`,
      evidence: [
        `The list is emptied by itself past ${formatBytes(limitBytes)} (gin_pending_list_limit), or by vacuum.`,
      ],
      explains: ['statement:'],
      weight: 12,
    }),
  ];
}

function slotCause({ name, active, retainedBytes, walStatus }: SlotRow): Cause[] {
  const isLosing = walStatus === 'unreserved' || walStatus === 'lost';
  const isHeld = !active && (retainedBytes ?? 0) > SLOT_BYTES;
  if (!isLosing && !isHeld && walStatus !== 'extended') return [];
  const held = formatBytes(retainedBytes ?? 0);
  return [
    cause({
      key: `slot:${name}`,
      severity: isLosing ? 'crit' : 'warn',
      sentence:
        walStatus === 'lost'
          ? `The replication slot ${name} has lost what its replica still needed.`
          : `The replication slot ${name} keeps ${held} of the write-ahead log, and ${active ? 'its replica is behind' : 'nobody reads from it'}.`,
      hurts: 'The log grows until the disk is full or the replica is lost.',
      step: active
        ? 'See why the replica is slow.'
        : `If no replica needs it: SELECT pg_drop_replication_slot('${name}');`,
      evidence: [`active: ${active ? 'yes' : 'no'}; wal_status: ${walStatus ?? 'unknown'}; kept: ${held}.`],
      explains: ['disk:'],
      weight: 14,
    }),
  ];
}

function partitionCause({ name, coversNow, coversNext, newestTo, inDefault }: PartitionedRow): Cause[] {
  if (coversNow && coversNext) return [];
  const when = coversNow ? 'what comes next' : 'this very moment';
  const isOurs = /^public\.conversation(_state)?s$/.test(name);
  return [
    cause({
      key: `partition:${name}`,
      severity: coversNow ? 'warn' : 'crit',
      sentence: `${name} has no partition for ${when}.`,
      hurts:
        inDefault === null
          ? 'Rows of that time are refused.'
          : 'Rows of that time fall into the default partition, where every search has to look.',
      step: isOurs
        ? `Make it: SELECT public.conversations_ensure_month('${(coversNow ? newestTo : new Date().toISOString()).slice(0, 10)}'); the worker does so every 10 minutes.`
        : 'Make the partition by hand, and see why whatever makes them did not.',
      evidence: [`The newest partition ends at ${newestTo}.`],
      weight: 13,
    }),
  ];
}

function deadCause({ name, rows, dead, vacuumDue, vacuumedAt }: TableRow, holder: string | null): Cause[] {
  const share = dead / Math.max(1, rows + dead);
  if (share < DEAD_SHARE || dead <= DEAD_ROWS || !vacuumDue) return [];
  return [
    cause({
      key: `dead:${name}`,
      severity: 'warn',
      // Vacuum comes once a minute: one that keeps up is there before.
      holdSeconds: 600,
      sentence: `Vacuum does not keep up with ${name}: ${Math.round(share * 100)} % of its rows are dead.`,
      hurts: `Every search of it passes over ${formatCount(dead)} rows that are no more, and it grows.`,
      step:
        holder === null
          ? `Run: VACUUM (ANALYZE) ${name};`
          : `${sentenceCase(holder)} keeps the oldest view of the data; end it where that is safe, then run: VACUUM (ANALYZE) ${name};`,
      evidence: [`Last vacuumed: ${vacuumedAt ?? 'never seen'}.`],
      weight: 8,
    }),
  ];
}

type Wraparound = Extract<Storage['wraparound'], { state: 'measured' }>['value'];

function wraparoundCauses({ xid, multixact }: Wraparound): Cause[] {
  const kinds = [
    { ...xid, what: 'transaction numbers' },
    { ...multixact, what: 'multixact numbers' },
  ];
  return kinds.flatMap(({ database, age, daysLeft, what }) => {
    const share = age / IDS;
    if (share < WRAP_WARN) return [];
    return [
      cause({
        key: `wraparound:${what}`,
        severity: share >= WRAP_CRIT ? 'crit' : 'warn',
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
