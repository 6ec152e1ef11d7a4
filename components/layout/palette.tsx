'use client';

import { Command } from 'cmdk';
import { ArrowRight, Copy, Phone, Plus, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog as Primitive } from 'radix-ui';
import { useState } from 'react';
import { useAtHand } from '#components/layout/at-hand.tsx';
import { PageIcon } from '#components/layout/page-icon.tsx';
import { PersonRow } from '#components/layout/palette-person.tsx';
import { PaletteRow } from '#components/layout/palette-row.tsx';
import { copyText } from '#components/ui/copy-button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { useLatestWish } from '#components/ui/use-latest-wish.ts';
import { countOf, formatCount } from '#lib/count.ts';
import type { Doing } from '#lib/doings.ts';
import type { Page } from '#lib/navigation.ts';
import type { PaletteAnswer, PalettePerson } from '#lib/palette.ts';
import type { Handy } from '#lib/phonebook/at-hand.ts';

export type PaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  pages: readonly Page[];
  doings: readonly Doing[];
  searchPeople: (query: string) => Promise<PaletteAnswer>;
};

/** People, pages and actions over the dimmed page. One search is under way at a time, the latest wish kept. */
export function Palette({ open, onOpenChange, ...rest }: PaletteProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="appear fixed inset-0 z-40 bg-scrim" />
        <Primitive.Content
          aria-describedby={undefined}
          className="appear fixed inset-x-0 top-[11dvh] z-40 mx-auto flex max-h-[78dvh] w-[656px] max-w-[calc(100vw-24px)] flex-col overflow-hidden rounded-overlay bg-raised shadow-overlay outline-none phone:top-3 phone:max-h-[calc(100dvh-24px)]"
        >
          <Primitive.Title className="sr-only">Search people, pages, actions</Primitive.Title>
          <PaletteBody {...rest} close={() => onOpenChange(false)} />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

type BodyProps = Omit<PaletteProps, 'open' | 'onOpenChange'> & { close: () => void };

function PaletteBody({ pages, doings, searchPeople, close }: BodyProps) {
  const router = useRouter();
  const toast = useToast();
  const { used } = useAtHand();
  const [query, setQuery] = useState('');
  const [walked, setWalked] = useState<{ to: string; among: PaletteAnswer | undefined }>();
  const { wish, latest, failed } = useLatestWish(searchPeople);

  const asked = query.trim();
  const answer = asked === '' ? undefined : latest?.answer;
  const people = answer?.people ?? [];
  const isGuess = answer?.closeness === 'nearest';
  const fits = (text: string) => text.toLowerCase().includes(asked.toLowerCase());
  const shownPages = pages
    .filter((page) => page.under !== 'phonebook' || page.id !== 'people')
    .filter((page) => fits(`${page.label} ${page.words}`));
  const shownDoings = doings.filter((doing) => fits(`${doing.label} ${doing.words}`));
  // Where one has walked to, until another answer comes; else the first line.
  const walkedTo = walked?.among === answer ? walked?.to : undefined;
  const [first = ''] = [...people.map(personValue), ...shownPages.map(pageValue), ...shownDoings.map(doingValue)];
  const highlighted = walkedTo ?? first;
  const person = people.find((one) => personValue(one) === highlighted) ?? (isGuess ? undefined : people[0]);

  const go = (href: string) => {
    close();
    router.push(href);
  };
  const call = (one: PalettePerson) => {
    close();
    used(handyOf(one));
    if (one.dial) window.location.href = one.dial;
  };
  const copy = async (one: PalettePerson) => {
    close();
    const done = one.number !== null && (await copyText(one.number));
    if (done) used(handyOf(one));
    toast(
      done ? { tone: 'done', text: `Number copied, ${one.number}` } : { tone: 'failed', text: 'Number not copied.' },
    );
  };

  return (
    <Command
      shouldFilter={false}
      loop
      label="Search people, pages, actions"
      value={highlighted}
      onValueChange={(to) => setWalked({ to, among: answer })}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && person?.dial) {
          event.preventDefault();
          call(person);
        }
      }}
      className="flex min-h-0 flex-col"
    >
      <div className="flex h-[52px] shrink-0 items-center gap-3 border-b border-line px-4">
        <Search size={17} className="shrink-0 text-ink-3" aria-hidden="true" />
        <Command.Input
          value={query}
          onValueChange={(text) => {
            setQuery(text);
            if (text.trim() !== '') wish(text.trim());
          }}
          placeholder="A name, a designation, part of a number"
          className="h-full min-w-0 flex-1 bg-transparent text-title outline-none"
        />
        <span role="status" className="text-small whitespace-nowrap text-ink-3 phone:hidden">
          {answer && foundWords(answer, shownPages.length)}
        </span>
      </div>
      <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-ink-3">
        {people.length + shownPages.length + shownDoings.length === 0 && (
          <Command.Item disabled value="nothing" className="px-3 py-6 text-ink-2">
            {emptyWords(failed !== undefined, latest?.wish === asked, asked)}
          </Command.Item>
        )}
        {people.length > 0 && (
          <Command.Group heading={isGuess ? `Nobody close to “${latest?.wish ?? asked}”. The nearest:` : 'People'}>
            {people.map((one) => (
              <PersonRow
                key={one.id}
                person={one}
                value={personValue(one)}
                isGuess={isGuess}
                onSelect={() => go(`/phonebook/${one.id}`)}
              />
            ))}
            {answer && answer.total > people.length && (
              <PaletteRow
                value="more-people"
                icon={<ArrowRight size={16} strokeWidth={1.6} />}
                onSelect={() => go(`/phonebook?q=${encodeURIComponent(asked)}`)}
              >
                <span className="text-accent">{formatCount(answer.total - people.length)} more in the phonebook</span>
              </PaletteRow>
            )}
          </Command.Group>
        )}
        {shownPages.length > 0 && (
          <Command.Group heading="Pages">
            {shownPages.map((page) => (
              <PaletteRow
                key={page.id}
                value={pageValue(page)}
                icon={<PageIcon id={page.id} />}
                onSelect={() => go(page.href)}
                after={page.letter && <Kbd keys={['G', page.letter.toUpperCase()]} />}
              >
                {page.label}
                <span className="truncate text-ink-2">{page.words}</span>
              </PaletteRow>
            ))}
          </Command.Group>
        )}
        {(shownDoings.length > 0 || person?.number) && (
          <Command.Group heading="Actions">
            {person?.dial && (
              <PaletteRow
                value="call"
                icon={<Phone size={16} strokeWidth={1.6} />}
                onSelect={() => call(person)}
                after={<Kbd keys={['Mod', 'Enter']} />}
              >
                Call
                <span className="truncate text-ink-2">
                  {person.name}, {person.number}
                </span>
              </PaletteRow>
            )}
            {person?.number && (
              <PaletteRow value="copy" icon={<Copy size={16} strokeWidth={1.6} />} onSelect={() => void copy(person)}>
                Copy number
                <span className="truncate text-ink-2">{person.number}</span>
              </PaletteRow>
            )}
            {shownDoings.map((doing) => (
              <PaletteRow
                key={doing.id}
                value={doingValue(doing)}
                icon={<Plus size={16} strokeWidth={1.6} />}
                onSelect={() => go(doing.href)}
              >
                {doing.label}
                <span className="truncate text-ink-2">{doing.words}</span>
              </PaletteRow>
            ))}
          </Command.Group>
        )}
      </Command.List>
      <PaletteFoot canCall={Boolean(person?.dial)} />
    </Command>
  );
}

function PaletteFoot({ canCall }: { canCall: boolean }) {
  return (
    <div className="flex h-10 shrink-0 items-center gap-5 border-t border-line px-4 text-small text-ink-2 phone:hidden">
      <span className="flex items-center gap-2">
        <Kbd keys={['ArrowUp', 'ArrowDown']} /> move
      </span>
      <span className="flex items-center gap-2">
        <Kbd keys={['Enter']} /> open
      </span>
      {canCall && (
        <span className="flex items-center gap-2">
          <Kbd keys={['Mod', 'Enter']} /> call
        </span>
      )}
      <span className="ml-auto flex items-center gap-2">
        <Kbd keys={['Escape']} /> close
      </span>
    </div>
  );
}

function foundWords({ closeness, total }: PaletteAnswer, pages: number): string {
  const people = closeness === 'nearest' ? 'nobody close' : countOf(total, 'person', 'people');
  return `${people}, ${countOf(pages, 'page', 'pages')}`;
}

function emptyWords(failed: boolean, answered: boolean, asked: string): string {
  if (failed) return 'The search did not answer. Type on to ask again.';
  return answered ? `Nobody and nothing close to “${asked}”.` : 'Looking';
}

function handyOf({ id, name, detail, number, dial }: PalettePerson): Handy {
  return { id: Number(id), name, role: detail, number, dial };
}

function pageValue(page: Page): string {
  return `page ${page.id}`;
}

function doingValue(doing: Doing): string {
  return `do ${doing.id}`;
}

function personValue(person: PalettePerson): string {
  return `person ${person.id}`;
}
