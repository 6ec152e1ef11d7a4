'use client';

import { useSearchParams } from 'next/navigation';
import { useMemo, useRef } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { FilterBox } from '#components/phonebook/filter-box.tsx';
import { OrganisationTree } from '#components/phonebook/organisation-tree.tsx';
import { useTree } from '#components/phonebook/use-tree.ts';
import { useTypedText } from '#components/phonebook/use-typed-text.ts';
import { Button } from '#components/ui/button.tsx';
import { NothingFound } from '#components/ui/states.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { countOf } from '#lib/count.ts';
import { type Branch, branchesOf, fitting, type Organisation, type View } from '#lib/phonebook/organisation.ts';
import { LONGEST_TYPED, organisationHref, parseOrganisationParams } from '#lib/phonebook/organisation-params.ts';

/** The tree of divisions, departments and people, narrowed by what is typed and walked with the arrows. */
export function OrganisationBoard({ organisation }: { organisation: Organisation }) {
  const address = parseOrganisationParams(Object.fromEntries(useSearchParams()));
  const { view } = address;
  const [text, type] = useTypedText(address.q, (q) => {
    // A tab that was just chosen stands in the address before it is drawn.
    const chosen = parseOrganisationParams(Object.fromEntries(new URLSearchParams(window.location.search)));
    window.history.replaceState(null, '', organisationHref({ q, view: chosen.view }));
  });
  return <Board key={view} organisation={organisation} view={view} text={text} type={type} />;
}

type BoardProps = { organisation: Organisation; view: View; text: string; type: (text: string) => void };

function Board({ organisation, view, text, type }: BoardProps) {
  const branches = useMemo(() => branchesOf(organisation, view), [organisation, view]);
  const fits = useMemo(() => fitting(branches, view, text), [branches, view, text]);
  const tree = useTree(fits, view);
  const box = useRef<HTMLInputElement>(null);
  useKeys('Organisation', [
    { keys: 'ArrowDown', label: 'move down', foot: true, run: () => tree.move(1) },
    { keys: 'ArrowUp', label: 'move up', foot: true, run: () => (tree.isFirst ? box.current?.focus() : tree.move(-1)) },
    { keys: 'ArrowRight', label: 'unfold', foot: true, run: tree.right },
    { keys: 'ArrowLeft', label: 'fold', foot: true, run: tree.left },
    { keys: 'Enter', label: 'open', foot: true, run: tree.enter },
    { keys: 'Escape', label: 'clear the box', run: () => type('') },
  ]);
  return (
    <>
      <FilterBox
        ref={box}
        label="Find a division or department"
        placeholder="A division or a department"
        longest={LONGEST_TYPED}
        text={text}
        onText={type}
        note={text.trim() === '' ? null : found(fits, view)}
        onDown={() => tree.focus(tree.active)}
        onEnter={tree.enter}
      />
      <Tabs
        label="What stands at the top"
        onGo={(href) => window.history.pushState(null, '', href)}
        tabs={(['division', 'department'] as const).map((one) => ({
          href: organisationHref({ q: text, view: one }),
          label: one === 'division' ? 'By division' : 'By department',
          count: one === 'division' ? organisation.divisions.length : organisation.departments.length,
          current: one === view,
        }))}
      />
      {fits.length === 0 ? (
        <NothingFound
          title={`No division or department like “${text.trim()}”.`}
          action={<Button onClick={() => type('')}>Show all</Button>}
        >
          This box looks at the names of divisions and departments alone. People are found in the phonebook.
        </NothingFound>
      ) : (
        <OrganisationTree tree={tree} view={view} text={text} />
      )}
    </>
  );
}

function found(fits: readonly Branch[], view: View): string {
  const leaves = new Set(fits.flatMap((branch) => branch.leaves.map((leaf) => leaf.name))).size;
  const [divisions, departments] = view === 'division' ? [fits.length, leaves] : [leaves, fits.length];
  return `${countOf(departments, 'department', 'departments')} in ${countOf(divisions, 'division', 'divisions')}`;
}
