import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { RetentionPlan } from '#lib/conversations/retention.ts';
import { formatCount } from '#lib/count.ts';

/** Which months would go, with the turns in each. */
export function RetentionPlanView({ plan }: { plan: RetentionPlan }) {
  if (plan.months.length === 0) return <p role="status">Nothing is that old. No month would go.</p>;
  return (
    <Table label="Months that would go" className="max-h-64 overflow-y-auto border-t border-line">
      <TableHead>
        <Th>Month (UTC)</Th>
        <Th align="end">Turns</Th>
      </TableHead>
      <TableBody>
        {plan.months.map(({ month, turns }) => (
          <Tr key={month}>
            <Td mono>{month}</Td>
            <Td align="end" mono>
              {formatCount(turns)}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}
