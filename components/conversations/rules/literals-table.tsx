import { StateMark } from '#components/layout/state-mark.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { Literal } from '#lib/conversations/answers/literal.ts';

type LiteralsTableProps = {
  literals: readonly Literal[];
  languageOf: (code: string) => string;
  /** Null for those who only read. */
  edit: {
    onEnable: (literal: Literal) => void;
    onEdit: (literal: Literal) => void;
    onDelete: (literal: Literal) => void;
  } | null;
};

/** The literals of this organisation. */
export function LiteralsTable({ literals, languageOf, edit }: LiteralsTableProps) {
  return (
    <Table label="Own literals">
      <TableHead>
        <Th>On</Th>
        <Th>Words</Th>
        <Th>The turn is</Th>
        <Th>Language</Th>
        <Th>Rule</Th>
        {edit !== null && <Th hidden>Actions</Th>}
      </TableHead>
      <TableBody>
        {literals.map((literal) => (
          <Tr key={literal.id}>
            <Td>
              <OnOff
                name={literal.pattern}
                enabled={literal.enabled}
                onSwitch={edit === null ? null : () => edit.onEnable(literal)}
              />
            </Td>
            <Td className="min-w-44 font-mono whitespace-pre-wrap wrap-anywhere">{literal.pattern}</Td>
            <Td className="whitespace-nowrap">
              <StateMark state={literal.verdict} words />
            </Td>
            <Td className="whitespace-nowrap text-ink-2">{languageOf(literal.language)}</Td>
            <Td mono className="text-ink-3">
              own.{literal.id}
            </Td>
            {edit !== null && (
              <Td align="end">
                <span className="inline-flex gap-2">
                  <Button size={24} aria-label={`Edit ${literal.pattern}`} onClick={() => edit.onEdit(literal)}>
                    Edit
                  </Button>
                  <Button
                    size={24}
                    variant="danger-quiet"
                    aria-label={`Delete ${literal.pattern}`}
                    onClick={() => edit.onDelete(literal)}
                  >
                    Delete
                  </Button>
                </span>
              </Td>
            )}
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

type OnOffProps = { name: string; enabled: boolean; onSwitch: (() => void) | null };

/** Whether a rule is in force; a switch for those who may change it. */
export function OnOff({ name, enabled, onSwitch }: OnOffProps) {
  if (onSwitch === null) return <span className="text-ink-2">{enabled ? 'on' : 'off'}</span>;
  return <Checkbox label={`${name} is on`} hideLabel checked={enabled} onChange={onSwitch} />;
}
