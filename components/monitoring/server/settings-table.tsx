import { Statement } from '#components/monitoring/sight-notice.tsx';
import { type LampForm, LampGlyph } from '#components/ui/lamp.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import type { Advice } from '#lib/monitoring/server/advice.ts';

const order = { asked: 0, differs: 1, fits: 2 } as const;
const takesHold = { session: 'new connections', reload: 'at once', restart: 'after a restart' } as const;

const NO_MORE = 'More is not advised: the machine has no room for it, or what it has is not known here.';

/** Settings against what is advised; what something measured asks for comes first. */
export function SettingsTable({ advice, isStale }: { advice: readonly Advice[]; isStale: boolean }) {
  const sorted = advice.toSorted((a, b) => order[a.state] - order[b.state]);
  return (
    <Table label="Settings of the server">
      <TableHead>
        <Th>Setting</Th>
        <Th align="end">Is</Th>
        <Th align="end">Advised</Th>
        <Th>Why</Th>
        <Th>Takes hold</Th>
      </TableHead>
      <TableBody>
        {sorted.map((one) => (
          <Tr key={one.name} className="align-top">
            <Td>
              <span className="flex items-center gap-2 whitespace-nowrap">
                <LampGlyph {...lampOf(one, isStale)} />
                <span className="font-mono text-small">{one.name}</span>
              </span>
            </Td>
            <Td align="end" mono className={one.state === 'asked' ? 'font-medium text-warn' : undefined}>
              {one.found}
            </Td>
            <Td align="end" mono>
              {one.wanted}
            </Td>
            <Td className="min-w-72">
              <Why advice={one} />
            </Td>
            <Td className="whitespace-nowrap text-ink-2">
              {one.pending ? 'waits for a restart' : takesHold[one.takesHold]}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  );
}

function Why({ advice: { state, symptom, isWatched, why, sql } }: { advice: Advice }) {
  if (state === 'fits')
    return (
      <span className="text-ink-2">{symptom === null ? `${capital(why)}.` : `${capital(symptom)}. ${NO_MORE}`}</span>
    );
  return (
    <div className="flex flex-col gap-1.5 pb-1">
      <p>
        {symptom === null ? `${capital(why)}. ` : `${capital(symptom)}. `}
        {symptom === null && (
          <span className="text-ink-2">
            {isWatched ? 'Nothing measured asks for it.' : 'Nothing is measured that could ask for it.'}
          </span>
        )}
      </p>
      {sql !== null && <Statement text={sql} what="Statement" />}
    </div>
  );
}

function lampOf({ state }: Advice, isStale: boolean): { state: LampForm; word: string } {
  if (isStale) return { state: 'stale', word: 'last known is old' };
  if (state === 'asked') return { state: 'warn', word: 'a change is asked for' };
  return state === 'fits'
    ? { state: 'ok', word: 'as advised' }
    : { state: 'off', word: 'differs, and nothing asks for a change' };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
