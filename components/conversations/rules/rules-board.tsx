'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type BuiltInLine, BuiltInTable } from '#components/conversations/rules/built-in-table.tsx';
import { ChangeDialog, type Wish } from '#components/conversations/rules/change-dialog.tsx';
import { type LanguageOption, LiteralFields } from '#components/conversations/rules/literal-fields.tsx';
import { LiteralsTable } from '#components/conversations/rules/literals-table.tsx';
import { PanelHead } from '#components/layout/page-head.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import type { Literal } from '#lib/conversations/answers/literal.ts';

type RulesBoardProps = {
  literals: readonly Literal[];
  builtIn: readonly BuiltInLine[];
  languages: readonly LanguageOption[];
  canEdit: boolean;
};

/** Own literals and built-in rules; each change goes through the dialog in which it can be tried. */
export function RulesBoard({ literals, builtIn, languages, canEdit }: RulesBoardProps) {
  const [wish, setWish] = useState<Wish | null>(null);
  const languageOf = (code: string) => languages.find(({ value }) => value === code)?.label ?? code;
  const edit = {
    onEnable: (literal: Literal) => setWish(enableWish(literal)),
    onEdit: (literal: Literal) => setWish(literalWish(literal, languages)),
    onDelete: (literal: Literal) => setWish(deleteWish(literal)),
  };
  const add = canEdit && (
    <Button icon={<Plus size={14} />} onClick={() => setWish(literalWish(null, languages))}>
      Add a literal
    </Button>
  );
  return (
    <>
      <section aria-label="Own literals">
        <PanelHead title="Own literals" note="go before the built-in rules; of several, the longest" actions={add} />
        {literals.length === 0 ? (
          <EmptyState title="No literal of your own yet.">
            A literal says what answers that hold certain words are, such as the sentence by which your chatbot sends
            people to a desk.
          </EmptyState>
        ) : (
          <LiteralsTable literals={literals} languageOf={languageOf} edit={canEdit ? edit : null} />
        )}
      </section>
      <section aria-label="Built-in rules">
        <PanelHead title="Built-in rules" note="come with the product" />
        <BuiltInTable
          rules={builtIn}
          languageOf={languageOf}
          onSwitch={canEdit ? (rule) => setWish(switchWish(rule)) : null}
        />
      </section>
      {wish !== null && <ChangeDialog wish={wish} onClose={() => setWish(null)} />}
    </>
  );
}

function literalWish(literal: Literal | null, languages: readonly LanguageOption[]): Wish {
  return {
    title: literal === null ? 'Add a literal' : 'Edit the literal',
    description:
      'Answers that hold these words are judged by it, unless a person, the sentinel or the chatbot speaks first.',
    confirm: 'Save and apply',
    fields: (errorOf) => <LiteralFields literal={literal} languages={languages} errorOf={errorOf} />,
    change: (fields) => ({
      ...(literal === null ? { kind: 'create' } : { kind: 'update', id: literal.id, shown: literal }),
      pattern: fields.get('pattern'),
      verdict: fields.get('verdict'),
      language: fields.get('language'),
    }),
  };
}

function enableWish({ id, pattern, enabled }: Literal): Wish {
  return {
    title: enabled ? 'Switch the literal off?' : 'Switch the literal on?',
    description: `“${pattern}”. New turns and those there are will be judged ${enabled ? 'without' : 'with'} it.`,
    confirm: enabled ? 'Switch off' : 'Switch on',
    change: () => ({ kind: 'enable', id, enabled: !enabled }),
  };
}

function deleteWish({ id, pattern }: Literal): Wish {
  return {
    title: 'Delete the literal?',
    description: `“${pattern}”. New turns and those there are will be judged without it. It can be added again.`,
    confirm: 'Delete',
    danger: true,
    change: () => ({ kind: 'delete', id }),
  };
}

function switchWish({ id, says, enabled }: BuiltInLine): Wish {
  return {
    title: enabled ? `Switch ${id} off?` : `Switch ${id} on?`,
    description: `${says} New turns and those there are will be judged ${enabled ? 'without' : 'with'} it.`,
    confirm: enabled ? 'Switch off' : 'Switch on',
    change: () => ({ kind: 'switch', builtIn: id, enabled: !enabled }),
  };
}
