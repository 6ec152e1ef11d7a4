import 'server-only';
import { z } from 'zod';
import { literalVerdicts } from '#lib/conversations/answers/literal.ts';
import type { RuleSet } from '#lib/conversations/answers/phrases.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';

export const ruleSetSchema = z.object({
  version: z.int(),
  off: z.array(z.string()),
  literals: z.array(
    z.object({
      id: z.int(),
      pattern: z.string(),
      verdict: z.enum(literalVerdicts),
      language: z.string(),
      enabled: z.boolean(),
    }),
  ),
});

/** The rules in force, as the reader's transaction sees them. */
export async function readRules(db: Database): Promise<RuleSet> {
  const [rules] = z.tuple([ruleSetSchema]).parse(
    await db.$queryRaw`
      select e.rules_version as version,
        array(select built_in from answer_rules where built_in is not null and not enabled order by built_in) as off,
        coalesce((select jsonb_agg(jsonb_build_object('id', id, 'pattern', pattern, 'verdict', verdict, 'language', language, 'enabled', enabled) order by id)
                  from answer_rules where built_in is null), '[]') as literals
      from conversation_evaluator e`,
  );
  return rules;
}

/** The rules in force, for those who read about them. */
export async function getRules(actor: Actor): Promise<RuleSet> {
  requirePermission(actor, 'conversations.read');
  return readRules(prisma());
}
