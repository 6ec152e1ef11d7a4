import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { type DetectorName, percentOf, type Quality } from '#lib/conversations/answers/detectors.ts';
import { countOf, formatCount } from '#lib/count.ts';

const lines: readonly { detector: DetectorName; name: string; says: string }[] = [
  { detector: 'sentinel', name: 'Sentinel', says: 'The answer carries [no-context]: nothing was retrieved.' },
  { detector: 'reported', name: 'Reported', says: 'The chatbot itself said whether it answered.' },
  { detector: 'phrases', name: 'Phrases', says: 'The words of the answer, by the rules below.' },
  { detector: 'behaviour', name: 'Behaviour', says: 'The same question came again within ten minutes.' },
  { detector: 'together', name: 'Together', says: 'All of them, the first that speaks deciding.' },
];

/** Who speaks on whether a turn was answered, and how often each was right by what people said. */
export function Detectors({ quality }: { quality: Quality }) {
  const { judged, failures, detectors } = quality;
  const figures = new Map(detectors.map((line) => [line.detector, line]));
  return (
    <>
      <p className="px-5 py-3 text-ink-2">
        {judged === 0
          ? 'Nobody has judged a turn yet. Say in a session whether a turn was answered, and the figures stand here within a minute.'
          : `Held against ${countOf(judged, 'turn', 'turns')} that people judged, ${formatCount(failures)} of them unanswered. A person's word stands above all detectors.`}
      </p>
      <Table label="Detectors">
        <TableHead>
          <Th>Detector</Th>
          <Th>Goes by</Th>
          <Th align="end">Said unanswered</Th>
          <Th align="end">Precision</Th>
          <Th align="end">Recall</Th>
        </TableHead>
        <TableBody>
          {lines.map(({ detector, name, says }) => {
            const { said, right } = figures.get(detector) ?? { said: 0, right: 0 };
            return (
              <Tr key={detector} lines={2}>
                <Td className="font-medium">{name}</Td>
                <Td className="min-w-52 text-ink-2">{says}</Td>
                <Td mono align="end">
                  {formatCount(said)}
                </Td>
                <Share part={right} whole={said} />
                <Share part={right} whole={failures} />
              </Tr>
            );
          })}
        </TableBody>
      </Table>
    </>
  );
}

function Share({ part, whole }: { part: number; whole: number }) {
  return (
    <Td mono align="end">
      {percentOf(part, whole) ?? '–'}
      {whole > 0 && (
        <span className="block text-small text-ink-3">
          {formatCount(part)} of {formatCount(whole)}
        </span>
      )}
    </Td>
  );
}
