import Link from 'next/link';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { ChartTable } from '#lib/charts/table.ts';
import { formatCount } from '#lib/count.ts';

/** The figures of a chart as a table; each row leads where its bucket leads. */
export function FiguresTable({ label, table: { columns, rows } }: { label: string; table: ChartTable }) {
  return (
    <Table label={`${label}, as a table`} className="max-h-96 overflow-y-auto">
      <TableHead>
        {columns.map(({ label: name, unit }, place) => (
          <Th key={name} align={isFigure(rows, place) ? 'end' : 'start'}>
            {name}
            {unit && <span className="text-ink-3"> {unit}</span>}
          </Th>
        ))}
      </TableHead>
      <TableBody>
        {rows.map(({ cells, href }, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place.
          <Tr key={row}>
            {cells.map((cell, place) => (
              <FigureCell
                key={columns[place]?.label}
                cell={cell}
                decimals={columns[place]?.decimals ?? 0}
                figure={isFigure(rows, place)}
                href={place === 0 ? href : null}
              />
            ))}
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

type CellProps = { cell: string | number | null; decimals: number; figure: boolean; href: string | null };

function FigureCell({ cell, decimals, figure, href }: CellProps) {
  if (figure) {
    return (
      <Td align="end" mono>
        {cell === null ? <span className="font-sans text-ink-3">not known</span> : figureText(cell, decimals)}
      </Td>
    );
  }
  return (
    <Td className="whitespace-nowrap text-ink-2">
      {href === null ? (
        cell
      ) : (
        <Link href={href} prefetch={false} className="link-quiet">
          {cell}
        </Link>
      )}
    </Td>
  );
}

function figureText(cell: string | number, decimals: number): string {
  if (typeof cell === 'string') return cell;
  return decimals === 0 ? formatCount(cell) : cell.toFixed(decimals);
}

function isFigure(rows: ChartTable['rows'], place: number): boolean {
  return rows.every(({ cells }) => typeof cells[place] !== 'string');
}
