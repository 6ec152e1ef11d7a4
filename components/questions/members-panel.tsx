'use client';

import { Split } from 'lucide-react';
import { useState } from 'react';
import { AnsweredBar } from '#components/charts/row-bars.tsx';
import { useKeys } from '#components/layout/keys.tsx';
import { PanelHead } from '#components/layout/page-head.tsx';
import { MoveDialog } from '#components/questions/move-dialog.tsx';
import { useDecisions } from '#components/questions/use-decisions.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { Table, TableBody, TableHead, Td, Th, Tr } from '#components/ui/table.tsx';
import { formatCount } from '#lib/count.ts';
import { type Member, reasonOf, type Target, tickedWords } from '#lib/questions/member.ts';
import { moveTextsAction, splitGroupAction } from '#server/questions/rulings/actions.ts';

type MembersProps = {
  group: { id: number; version: number; wordings: number };
  members: readonly Member[];
  /** The rank of the first. */
  from: number;
  previousHref?: string;
  nextHref?: string;
  /** Whether ticked ones may leave, for another group or one of their own. */
  canTick: boolean;
};

/**
 * The texts of a group with why each is in it. Ticked ones are examples of another meaning, and leave with what is like them, of small
 * talk alone; they stay ticked while other pages are looked at.
 */
export function MembersPanel({ group, members, from, previousHref, nextHref, canTick }: MembersProps) {
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const [moving, setMoving] = useState(false);
  const { busy, decide } = useDecisions();
  const seen = { id: group.id, version: group.version };
  const chosen = [...ticked];
  const words = splitWords(group.id < 0, chosen.length);
  const elsewhere = chosen.length - members.filter(({ id }) => ticked.has(id)).length;
  const clear = () => setTicked(new Set());
  const tick = (id: number) =>
    setTicked((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  const split = () => {
    if (chosen.length === 0) return;
    decide(() => splitGroupAction({ group: seen, sets: [chosen] }), words.done, clear);
  };
  const move = ({ id, version }: Target) => {
    setMoving(false);
    const wish = { texts: chosen, from: seen, to: { id, version } };
    decide(() => moveTextsAction(wish), 'They are in that group now.', clear);
  };
  useKeys(
    'Members',
    canTick
      ? [
          { keys: 'x', label: words.key, foot: true, run: split },
          { keys: 'm', label: 'move the ticked', foot: true, run: () => chosen.length > 0 && setMoving(true) },
          { keys: 'Escape', label: 'tick none', run: clear, when: () => ticked.size > 0 },
        ]
      : [],
  );
  return (
    <section id="members" aria-label="Wordings" className="min-w-0 scroll-mt-12">
      <PanelHead title="Wordings" note={canTick ? words.note : undefined} actions={<span>counts of all time</span>} />
      {chosen.length > 0 && (
        <div
          role="toolbar"
          aria-label="Ticked wordings"
          className="sticky top-12 z-20 flex min-h-10 flex-wrap items-center gap-2 border-b border-line bg-accent-tint px-5 py-1.5 phone:px-4"
        >
          <span aria-live="polite" className="mr-2 font-medium">
            {tickedWords(chosen.length, elsewhere)}
          </span>
          <Button variant="primary" keys={['X']} busy={busy} icon={<Split size={14} />} onClick={split}>
            {words.button}
          </Button>
          <Button keys={['M']} busy={busy} onClick={() => setMoving(true)}>
            Move to another group
          </Button>
          <MoveDialog open={moving} onOpenChange={setMoving} count={chosen.length} from={group.id} onMove={move} />
          <Button variant="quiet" onClick={clear}>
            Tick none
          </Button>
        </div>
      )}
      <Table label="Wordings">
        <TableHead>
          {canTick && <Th hidden>Tick</Th>}
          <Th>Wording, and why it is here</Th>
          <Th align="end">Asked</Th>
          <Th>Answered %</Th>
        </TableHead>
        <TableBody>
          {members.map((member) => (
            <Tr key={member.id} lines={2} state={ticked.has(member.id) ? 'ticked' : undefined}>
              {canTick && (
                <Td className="w-9 pr-0">
                  <Checkbox
                    label={`Tick ${member.question}`}
                    hideLabel
                    checked={ticked.has(member.id)}
                    onChange={() => tick(member.id)}
                  />
                </Td>
              )}
              <Td className="w-full max-w-0">
                <span className="line-clamp-2 font-medium wrap-anywhere">{member.question}</span>
                <span className="block truncate text-small text-ink-2">{reasonOf(member)}</span>
              </Td>
              <Td align="end" mono>
                {formatCount(member.asked)}
              </Td>
              <Td mono>
                <span className="flex items-center justify-between gap-2">
                  <span className="phone:hidden">
                    <AnsweredBar {...member} />
                  </span>
                  <span className="min-w-6 text-right">{member.rate === null ? '–' : Math.round(member.rate)}</span>
                </span>
              </Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      {(previousHref !== undefined || nextHref !== undefined) && (
        <Pagination
          from={from}
          to={from + members.length - 1}
          total={group.wordings}
          previousHref={previousHref}
          nextHref={nextHref}
        />
      )}
    </section>
  );
}

/** What splitting off is called: of small talk, which is no meaning, texts become a question. */
function splitWords(isSmallTalk: boolean, ticked: number) {
  if (isSmallTalk)
    return {
      key: 'make the ticked a question',
      note: 'tick what is a question after all',
      button: ticked === 1 ? 'Make it a question of its own' : 'Make them a question of their own',
      done: ticked === 1 ? 'It is a question of its own now.' : 'They are a question of their own now.',
    };
  return {
    key: 'split off the ticked',
    note: 'tick examples of another meaning to split them off',
    button: `Split off with what is like ${ticked === 1 ? 'it' : 'them'}`,
    done: 'They are a group of their own now.',
  };
}
