import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { type RuleForm, settingOf } from '#lib/monitoring/rules/form.ts';
import type { RuleSetting } from '#lib/monitoring/rules/in-force.ts';
import { type RuleLine, ruleLinesOf } from '#lib/monitoring/rules/line.ts';
import type { RuleName } from '#lib/monitoring/rules/rules.ts';
import { levelWords } from '#lib/monitoring/rules/words.ts';
import { ok, type Result } from '#lib/result.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction } from '#server/core/db/transaction.ts';
import { RULES_KEY, readRuleSettings } from './settings.ts';

/** Every rule by which monitoring tells something, as it holds at this moment. */
export async function findRules(actor: Actor): Promise<RuleLine[]> {
  requirePermission(actor, 'monitoring.read');
  return ruleLinesOf(await readRuleSettings());
}

/** Sets the limits of a rule, or switches it off or on. It holds with the next verdict. */
export function updateRule(actor: Actor, form: RuleForm): Promise<Result<null>> {
  return store(actor, form.rule, settingOf(form));
}

/** Has a rule as it comes, switched on. */
export function resetRule(actor: Actor, rule: RuleName): Promise<Result<null>> {
  return store(actor, rule, {});
}

async function store(actor: Actor, rule: RuleName, setting: RuleSetting): Promise<Result<null>> {
  requirePermission(actor, 'alerts.edit');
  return inTransaction(actor, async (tx) => {
    await tx.$executeRaw`
      insert into settings (key, value, updated_by) values (${RULES_KEY}, '{}', ${actorTag(actor)}) on conflict (key) do nothing`;
    await tx.$executeRaw`select 1 from settings where key = ${RULES_KEY} for update`;
    const before = await readRuleSettings(tx);
    if (isDeepStrictEqual(before[rule] ?? {}, setting)) return ok(null);
    const { [rule]: _replaced, ...others } = before;
    const after = Object.keys(setting).length === 0 ? others : { ...others, [rule]: setting };
    await tx.$executeRaw`
      update settings set value = ${JSON.stringify(after)}::jsonb, updated_by = ${actorTag(actor)}, updated_at = now() where key = ${RULES_KEY}`;
    const details = detailsOf(rule, ruleLinesOf(after));
    await recordAudit(tx, actor, { action: 'alerts.rule', targetType: 'rule', targetId: rule, details });
    return ok(null);
  });
}

function detailsOf(rule: RuleName, lines: readonly RuleLine[]): Record<string, string | boolean | null> {
  const line = lines.find(({ name }) => name === rule);
  if (line === undefined) return {};
  const { isOn, isChanged, warn, crit, unit, below } = line;
  return {
    on: isOn,
    default: !isChanged,
    warning: warn === null ? null : levelWords(warn.now, unit, below),
    critical: crit === null ? null : levelWords(crit.now, unit, below),
  };
}
