import { stateWords } from '#components/layout/state-mark.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { type Literal, literalVerdicts } from '#lib/conversations/answers/literal.ts';

export type LanguageOption = { value: string; label: string };

type LiteralFieldsProps = {
  literal: Literal | null;
  languages: readonly LanguageOption[];
  errorOf: (field: string) => string | undefined;
};

const verdictOptions = literalVerdicts.map((value) => ({ value, label: stateWords[value] }));

/** What makes a literal: the words, what they say of an answer, and the language it is filed under. */
export function LiteralFields({ literal, languages, errorOf }: LiteralFieldsProps) {
  return (
    <>
      <Field
        label="Words of the answer"
        error={errorOf('pattern')}
        hint="# is a digit, @ a letter, * anything. Case, kinds of quotes and spaces do not matter."
      >
        <Input
          name="pattern"
          mono
          autoComplete="off"
          autoFocus
          maxLength={200}
          placeholder="please ask desk ##"
          defaultValue={literal?.pattern}
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Then the turn is" error={errorOf('verdict')}>
          <NativeSelect name="verdict" defaultValue={literal?.verdict ?? 'unanswered'} options={verdictOptions} />
        </Field>
        <Field
          label="Language"
          error={errorOf('language')}
          hint="For your own order; it is looked for in every answer."
        >
          <NativeSelect name="language" defaultValue={literal?.language ?? 'any'} options={languages} />
        </Field>
      </div>
    </>
  );
}
