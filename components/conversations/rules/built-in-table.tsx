import { OnOff } from '#components/conversations/rules/literals-table.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';

export type BuiltInLine = { id: string; language: string; says: string; example: string; enabled: boolean };

type BuiltInTableProps = {
  rules: readonly BuiltInLine[];
  languageOf: (code: string) => string;
  /** Null for those who only read. */
  onSwitch: ((rule: BuiltInLine) => void) | null;
};

/** The rules that come with the product, by language, each with an answer it catches. */
export function BuiltInTable({ rules, languageOf, onSwitch }: BuiltInTableProps) {
  return (
    <Table label="Built-in rules">
      <TableHead>
        <Th>On</Th>
        <Th>What it finds</Th>
        <Th>For example</Th>
        <Th>Rule</Th>
      </TableHead>
      {[...Map.groupBy(rules, ({ language }) => language)].map(([language, lines]) => (
        <TableBody key={language}>
          <tr className="h-7 border-b border-line bg-sunken">
            <th scope="rowgroup" colSpan={4} className="px-5 text-left text-small font-medium text-ink-2">
              {languageOf(language)}
            </th>
          </tr>
          {lines.map((rule) => (
            <Tr key={rule.id}>
              <Td>
                <OnOff
                  name={rule.id}
                  enabled={rule.enabled}
                  onSwitch={onSwitch === null ? null : () => onSwitch(rule)}
                />
              </Td>
              <Td className="min-w-52">{rule.says}</Td>
              <Td className="min-w-52 text-ink-2">
                <bdi lang={rule.language}>{rule.example}</bdi>
              </Td>
              <Td mono className="text-ink-3">
                {rule.id}
              </Td>
            </Tr>
          ))}
        </TableBody>
      ))}
    </Table>
  );
}
