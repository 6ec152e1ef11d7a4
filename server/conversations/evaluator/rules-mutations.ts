import 'server-only';
import { z } from 'zod';
import type { Literal } from '#lib/conversations/answers/literal.ts';
import type { RuleSet } from '#lib/conversations/answers/phrases.ts';
import { changeRules, isSamePattern, type RuleChange } from '#lib/conversations/answers/rule-change.ts';
import { fail, ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { createPass, insertPass, stopApplying } from './passes.ts';
import { readRules } from './rules.ts';

/** The literals of an answer are looked for one by one. */
const MOST_LITERALS = 200;

/** Starts a pass that only tells what the change would do to the turns there are. Nothing is saved. */
export async function tryRuleChange(actor: Actor, change: RuleChange): Promise<Result<{ pass: number }>> {
  requirePermission(actor, 'conversations.rules');
  const rules = await readRules(prisma());
  const refusal = refusalOf(rules, change);
  if (refusal !== null) return refusal;
  const { id } = await createPass(actor, changeRules(rules, change));
  return ok({ pass: id });
}

/**
 * Saves the change, gives the rules their next version and starts the pass that applies them to the turns there are.
 * A pass that is applying older rules ends where it is: the new one goes over all turns.
 */
export async function saveRuleChange(actor: Actor, change: RuleChange): Promise<Result<{ pass: number }>> {
  requirePermission(actor, 'conversations.rules');
  return inTransaction(actor, async (tx) => {
    // The row is held to the end, so that two admins save one after the other.
    await tx.$queryRaw`select 1 as held from conversation_evaluator for update`;
    const refusal = refusalOf(await readRules(tx), change);
    if (refusal !== null) return refusal;
    await tx.$executeRaw`update conversation_evaluator set rules_version = rules_version + 1`;
    const targetId = await writeChange(tx, actor, change);
    const { version } = await readRules(tx);
    await recordAudit(tx, actor, {
      action: `rules.${change.kind}`,
      targetType: 'rule',
      targetId,
      details: 'enabled' in change ? { version, enabled: change.enabled } : { version },
    });
    await stopApplying(tx);
    const { id } = await insertPass(tx, actor, null);
    return ok({ pass: id });
  });
}

function refusalOf({ literals }: RuleSet, change: RuleChange): Extract<Result<never>, { ok: false }> | null {
  const stored = 'id' in change ? literals.find(({ id }) => id === change.id) : undefined;
  if ('id' in change && stored === undefined) return fail('not_found', 'This literal was deleted meanwhile.');
  if (change.kind === 'update' && stored !== undefined && !isAsShown(stored, change.shown))
    return fail(
      'conflict',
      `Not saved: somebody changed this literal first. “${stored.pattern}” makes a turn ${stored.verdict} now; open it again.`,
    );
  if (change.kind === 'create' && literals.length >= MOST_LITERALS)
    return fail('conflict', `There are ${MOST_LITERALS} literals; delete one first.`);
  if (change.kind !== 'create' && change.kind !== 'update') return null;
  const own = change.kind === 'update' ? change.id : null;
  if (!literals.some(({ id, pattern }) => id !== own && isSamePattern(pattern, change.pattern))) return null;
  const message = 'Another literal looks for the same.';
  return fail('conflict', message, { fieldErrors: { pattern: message } });
}

function isAsShown(stored: Literal, shown: Pick<Literal, 'pattern' | 'verdict' | 'language'>): boolean {
  return stored.pattern === shown.pattern && stored.verdict === shown.verdict && stored.language === shown.language;
}

/** @returns the number of the literal or the name of the built-in rule */
async function writeChange(tx: Transaction, actor: Actor, change: RuleChange): Promise<number | string> {
  switch (change.kind) {
    case 'create': {
      const [row] = z.tuple([z.object({ id: z.int() })]).parse(
        await tx.$queryRaw`
          insert into answer_rules (pattern, verdict, language, created_by)
          values (${change.pattern}, ${change.verdict}::turn_state, ${change.language}, ${actorTag(actor)}) returning id`,
      );
      return row.id;
    }
    case 'update':
      await tx.$executeRaw`
        update answer_rules set pattern = ${change.pattern}, verdict = ${change.verdict}::turn_state, language = ${change.language}
        where id = ${change.id}::int and built_in is null`;
      return change.id;
    case 'enable':
      await tx.$executeRaw`update answer_rules set enabled = ${change.enabled} where id = ${change.id}::int and built_in is null`;
      return change.id;
    case 'delete':
      await tx.$executeRaw`delete from answer_rules where id = ${change.id}::int and built_in is null`;
      return change.id;
    case 'switch':
      await tx.$executeRaw`
        insert into answer_rules (built_in, enabled, created_by) values (${change.builtIn}, ${change.enabled}, ${actorTag(actor)})
        on conflict (built_in) do update set enabled = excluded.enabled`;
      return change.builtIn;
  }
}
