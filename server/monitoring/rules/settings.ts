import 'server-only';
import { z } from 'zod';
import { type RuleSettings, ruleSettingsSchema } from '#lib/monitoring/rules/in-force.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { log } from '#server/core/log.ts';

/** Under which key of `settings` they stand: apart from the general ones, which a form without a password saves. */
export const RULES_KEY = 'monitoring.rules';

const rowsSchema = z.array(z.object({ value: z.record(z.string(), z.unknown()) }));

let known: RuleSettings = {};

/** What was set of the rules as this process last read it; nothing before its first reading. */
export function lastRuleSettings(): RuleSettings {
  return known;
}

/** Reads what admins have set of the rules. What cannot be read of one rule leaves that one as it comes. */
export async function readRuleSettings(database: Database = prisma()): Promise<RuleSettings> {
  const [row] = rowsSchema.parse(await database.$queryRaw`select value from settings where key = ${RULES_KEY}`);
  const readable: RuleSettings = {};
  for (const [name, value] of Object.entries(row?.value ?? {})) {
    const parsed = ruleSettingsSchema.safeParse({ [name]: value });
    if (parsed.success) Object.assign(readable, parsed.data);
    else log.warn({ event: 'monitoring.rule_not_usable', rule: name });
  }
  known = readable;
  return known;
}
