import { RuleDialog } from '#components/monitoring/rules/rule-dialog.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { LevelLine, RuleLine } from '#lib/monitoring/rules/line.ts';
import { levelWords } from '#lib/monitoring/rules/words.ts';

/** Every rule by what it watches, with what holds and, where that was changed, what it comes with. */
export function RulesTable({ rules, canEdit }: { rules: readonly RuleLine[]; canEdit: boolean }) {
  return (
    <Table label="Rules">
      <TableHead>
        <Th>Rule</Th>
        <Th>Warning</Th>
        <Th>Critical</Th>
        <Th>Where the default comes from</Th>
        {canEdit && <Th hidden>Actions</Th>}
      </TableHead>
      {[...Map.groupBy(rules, ({ group }) => group)].map(([group, lines]) => (
        <TableBody key={group}>
          <tr className="h-7 border-b border-line bg-sunken">
            <th scope="rowgroup" colSpan={canEdit ? 5 : 4} className="px-5 text-left text-small font-medium text-ink-2">
              {group}
            </th>
          </tr>
          {lines.map((rule) => (
            <Tr key={rule.name} lines={2} state={rule.isChanged ? 'changed' : undefined}>
              <Td className="min-w-64">
                <span className="flex flex-wrap items-center gap-x-2">
                  <span className="font-medium">{rule.label}</span>
                  {!rule.isOn && <Badge tone="warn">switched off</Badge>}
                  {rule.isOn && rule.isChanged && <Badge>changed</Badge>}
                </span>
                <span className="block max-w-prose text-small text-ink-2">{rule.words}</span>
              </Td>
              <LevelCell rule={rule} level={rule.warn} />
              <LevelCell rule={rule} level={rule.crit} />
              <Td className="min-w-52 text-small text-ink-3">{rule.source}.</Td>
              {canEdit && (
                <Td align="end">
                  <RuleDialog rule={rule} />
                </Td>
              )}
            </Tr>
          ))}
        </TableBody>
      ))}
    </Table>
  );
}

function LevelCell({ rule: { unit, below, isOn }, level }: { rule: RuleLine; level: LevelLine | null }) {
  if (level === null) return <Td className="text-ink-3">never</Td>;
  const now = levelWords(level.now, unit, below);
  const usual = levelWords(level.usual, unit, below);
  return (
    <Td className="min-w-32">
      <span className={isOn ? undefined : 'text-ink-3 line-through'}>{now}</span>
      {now !== usual && <span className="block text-small text-ink-3">default {usual}</span>}
    </Td>
  );
}
