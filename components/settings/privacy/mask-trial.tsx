'use client';

import { useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { readLiteral } from '#lib/privacy/literal.ts';
import { maskRules, maskText } from '#lib/privacy/mask.ts';

/** Shows what these patterns, saved or not, make of a text. Nothing of it leaves the browser. */
export function MaskTrial({ patterns }: { patterns: readonly string[] }) {
  const [text, setText] = useState('Call Ada at +44 20 7946 0958 or ada@example.org about CID-48221.');
  const faults = patterns.map((pattern) => ({ pattern, read: readLiteral(pattern) }));
  const { text: shown, masked } = maskText(text, maskRules(patterns));
  return (
    <div className="flex flex-col gap-2">
      {faults.map(
        ({ pattern, read }) =>
          typeof read === 'string' && (
            <p key={pattern} role="alert" className="text-small text-crit">
              <span className="font-mono">{pattern}</span>: {read}
            </p>
          ),
      )}
      <Field label="Try it">
        <Textarea rows={2} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      </Field>
      <output className="block rounded-control bg-sunken px-2.5 py-1.5 whitespace-pre-wrap wrap-anywhere">
        {masked.length === 0 ? 'Nothing in it is masked.' : shown}
      </output>
    </div>
  );
}
