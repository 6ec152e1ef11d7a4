import { Button } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import type { AnswerBase, AnswerCache } from '#lib/monitoring/lightrag/pass.ts';
import type { Result } from '#lib/result.ts';
import { formatSpan } from '#lib/time.ts';

type BasesProps = {
  counted: NonNullable<AnswerCache['counted']>;
  isOff: boolean;
  /** Undefined for whoever may not. */
  onClear?: (base: string) => Promise<Result<null>>;
};

/** The knowledge bases with what is cached of them. */
export function BasesTable({ counted, isOff, onClear }: BasesProps) {
  return (
    <>
      <Table label="Cached answers by knowledge base">
        <TableHead>
          <Th>Knowledge base</Th>
          <Th align="end">Answers</Th>
          <Th align="end">Size</Th>
          <Th align="end">Unused, median</Th>
          <Th align="end">Unused, longest</Th>
          <Th align="end">First ends in</Th>
          <Th align="end">Never end</Th>
          {onClear && <Th hidden>Clear</Th>}
        </TableHead>
        <TableBody>
          {counted.bases.map((base) => (
            <Tr key={base.name}>
              <Td className="min-w-40 wrap-anywhere">{base.name}</Td>
              <Td align="end" mono>
                {formatCount(base.entries)}
              </Td>
              <Td align="end" mono>
                {formatBytes(base.bytes)}
              </Td>
              <Td align="end" mono>
                {seconds(base.unusedMedian)}
              </Td>
              <Td align="end" mono>
                {seconds(base.unusedLongest)}
              </Td>
              <Td align="end" mono>
                {seconds(base.endsFirst)}
              </Td>
              <Td align="end" mono>
                {formatCount(base.endless)}
              </Td>
              {onClear && (
                <Td align="end">
                  <Clear base={base} isOff={isOff} onClear={onClear} />
                </Td>
              )}
            </Tr>
          ))}
        </TableBody>
      </Table>
      {!counted.isExact && (
        <p className="border-b border-line px-5 py-2 text-ink-2">
          There are more than three million answers, of which some may be counted twice: these figures are about right.
        </p>
      )}
      {counted.others > 0 && (
        <p className="border-b border-line px-5 py-2 text-ink-2">
          {countOf(counted.others, 'answer', 'answers')} of smaller knowledge bases are not listed.
        </p>
      )}
    </>
  );
}

type ClearProps = { base: AnswerBase; isOff: boolean; onClear: (base: string) => Promise<Result<null>> };

function Clear({ base, isOff, onClear }: ClearProps) {
  return (
    <ConfirmDialog
      trigger={
        <Button
          size={24}
          variant="danger-quiet"
          off={isOff && 'A walk is under way.'}
          aria-label={`Clear ${base.name}`}
        >
          Clear
        </Button>
      }
      title={`Clear the cached answers of ${base.name}?`}
      description={`${countOf(base.entries, 'answer', 'answers')} were counted. They are removed and cannot be brought back; the chatbot answers such questions the long way and caches them anew. Nothing else in Redis is touched.`}
      confirm="Clear"
      onConfirm={() => onClear(base.name)}
    />
  );
}

function seconds(span: number | null): string {
  return span === null ? '–' : formatSpan(span * 1_000);
}
