/** Words of titles and departments that mean the same, each line a family; initials such as DGM or HR need no line. */
const families = [
  'sen senator',
  'rep representative congressman congresswoman',
  'gov governor',
  'lt lieutenant',
  'gen general',
  'mgr manager mngr',
  'dir director',
  'asst assistant assoc associate',
  'dept department',
  'div division',
  'dep deputy dy vice',
  'sr senior snr',
  'jr junior jnr',
  'secy secretary sec',
  'exec executive',
  'ops operations op',
  'acct account accounts accounting accountant accountancy',
  'admin administration administrator administrative',
  'acting incharge interim officiating caretaker',
  'head chief lead leader',
  'boss head chief director manager',
  'chair chairman chairwoman chairperson president',
  'engr engineer engineering eng',
  'tech technology technical technician',
  'comms communications communication',
  'mktg marketing',
  'fin finance financial',
  'legal law counsel lawyer attorney',
  'personnel hr',
  'computer it',
  'help support helpdesk',
  'front reception receptionist',
  'driver chauffeur',
  'lab laboratory',
  'univ university',
  'govt government',
  'intl international',
  'natl national',
  'mgmt management',
  'dev development',
  'svc service services',
  'off officer',
  'bldg building',
  'hq headquarters',
  'card cards',
  'st saint',
  'ft fort',
  'mt mount',
];

/** Words that carry a question, not its object. They help where an entry bears them and cost nothing where it does not. */
export const carriers: readonly string[] =
  'who whom whose what which where how is are was the a an of for in at to on by with and or from any do does did have has i me my we us our you your please can could would should will need want wish like find give get show tell call ring dial reach contact connect transfer speak talk number numbers phone telephone tel mobile cell extension ext email mail address someone somebody something anyone anybody person people named called thing name here there responsible charge details info information about looking trying put through hold hello hey sorry thanks thank today now just working office im ending ends digits'.split(
    ' ',
  );
const carrying = new Set(carriers);
/** Words that titles and departments are made of, also where the directory only writes their initials. */
const titleWords = new Set(
  'managing director general deputy assistant senior junior vice president chief executive officer manager head human resources information technology security finance financial operating operations public relations customer service services marketing sales audit internal risk legal affairs compliance corporate communications business development board secretary personal private principal additional joint regional branch area project program product quality assurance research medical nursing credit card cards treasury trade foreign exchange accounts procurement administration engineering network systems system data'.split(
    ' ',
  ),
);

const alike = new Map<string, Set<string>>();
for (const family of families) {
  const words = family.split(' ');
  for (const word of words) alike.set(word, new Set([...(alike.get(word) ?? []), ...words]));
}

/** The other words of titles and departments that mean what this one means. */
export function roleWordsLike(word: string): string[] {
  return [...(alike.get(word) ?? [])].filter((other) => other !== word);
}

export function carriesQuestion(word: string): boolean {
  return carrying.has(word);
}

export function isTitleWord(word: string): boolean {
  return titleWords.has(word) || alike.has(word);
}

/** Words that the initials of a title leave out. */
export function isSkippedByInitials(word: string): boolean {
  return ['of', 'and', 'the', 'for', 'in', 'to'].includes(word);
}
