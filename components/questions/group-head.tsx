'use client';

import { Pencil, Pin, PinOff } from 'lucide-react';
import { useState } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { smallTalkWords } from '#components/questions/kind-words.ts';
import { RowBadges } from '#components/questions/row-parts.tsx';
import { useDecisions } from '#components/questions/use-decisions.ts';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { countOf } from '#lib/count.ts';
import type { GroupKind } from '#lib/questions/groups.ts';
import { markGroupAction, pinGroupAction, renameGroupAction } from '#server/questions/rulings/actions.ts';

type HeadProps = {
  group: {
    id: number;
    kind: GroupKind;
    question: string;
    unnamed: string | null;
    masked: boolean;
    wordings: number;
    pinned: boolean;
    mixed: boolean;
    version: number;
  };
  /** The list it was reached from. */
  back: { href: string; words: string };
};

/** The head of a group's page: what people ask, and what can be decided about it as a whole. */
export function GroupHead({ group, back }: HeadProps) {
  const { busy, decide } = useDecisions();
  const [renaming, setRenaming] = useState(false);
  const { id, version, pinned, kind } = group;
  const seen = { id, version };
  const isQuestion = kind === 'question';
  const canDecide = isQuestion || kind === 'not_question';
  const pin = () =>
    decide(() => pinGroupAction({ group: seen, pinned: !pinned }), pinned ? 'No longer pinned.' : 'Pinned.');
  const mark = () =>
    decide(
      () => markGroupAction({ group: seen, question: !isQuestion }),
      isQuestion ? 'Listed apart from now on.' : 'Listed among the questions again.',
    );
  useKeys(
    'Group',
    canDecide
      ? [
          { keys: 'p', label: pinned ? 'unpin' : 'pin', foot: true, run: pin },
          { keys: 'r', label: 'rename', foot: true, run: () => setRenaming(true) },
        ]
      : [],
  );
  return (
    <PageHead
      title={<span className="wrap-anywhere">{smallTalkWords[kind] ?? group.question}</span>}
      note={
        <span className="flex flex-wrap items-center gap-2">
          {kind === 'not_question' && 'Marked as no question, '}
          {countOf(group.wordings, 'wording', 'wordings')}
          {smallTalkWords[kind] !== undefined && `, most often “${group.question}”`}
          {group.unnamed !== null && `, people put it: “${group.unnamed}”`}
          <RowBadges row={{ pinned, mixed: group.mixed, rising: false, isNew: false }} />
        </span>
      }
      actions={
        <>
          {canDecide && (
            <>
              <Button
                busy={busy}
                onClick={pin}
                icon={pinned ? <PinOff size={14} /> : <Pin size={14} />}
                title="A pinned group never dissolves when questions are grouped anew"
              >
                {pinned ? 'Unpin' : 'Pin'}
              </Button>
              <Button icon={<Pencil size={14} />} onClick={() => setRenaming(true)}>
                Rename
              </Button>
              <Button busy={busy} onClick={mark}>
                {isQuestion ? 'Not a question' : 'It is a question'}
              </Button>
            </>
          )}
          <ButtonLink href={back.href}>{back.words}</ButtonLink>
          <ConfirmDialog
            open={renaming}
            onOpenChange={setRenaming}
            title="Rename the group"
            description="The name stands in lists and exports. Without one, the question that stands for the group is shown."
            confirm="Rename"
            keep="Cancel"
            tone="primary"
            onConfirm={(fields) => renameGroupAction({ group: seen, name: `${fields.get('name') ?? ''}` })}
          >
            <Field label="Name" optional hint={group.masked && maskedWords}>
              <Input
                name="name"
                maxLength={200}
                autoComplete="off"
                defaultValue={group.unnamed === null || group.masked ? '' : group.question}
                placeholder={group.unnamed ?? group.question}
              />
            </Field>
          </ConfirmDialog>
        </>
      }
    />
  );
}

const maskedWords =
  'The name it has holds personal data, which is masked, so it does not stand here. Write the new one whole.';
