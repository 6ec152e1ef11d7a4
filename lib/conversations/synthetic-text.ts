import { logNormal, pick, pickByRank } from '#lib/random.ts';

/** The knowledge bases of the invented organisation, the busiest first, each with what people ask it about. */
export const syntheticBases = {
  accounts: [
    ...[
      'savings account',
      'current account',
      'joint account',
      'account statement',
      'dormant account',
      'standing order',
    ],
    ...['minimum balance', 'account closure', 'cheque book', 'interest rate', 'nominee', 'tax certificate'],
  ],
  cards: [
    ...['debit card', 'lost card', 'card PIN', 'credit limit', 'card delivery', 'annual fee', 'contactless payment'],
    ...['disputed payment', 'virtual card', 'card abroad', 'reward points', 'late payment fee'],
  ],
  transfers: [
    ...[
      'international transfer',
      'transfer limit',
      'failed transfer',
      'exchange rate',
      'direct debit',
      'mobile top-up',
    ],
    ...['salary payment', 'transfer fee', 'wrong account number', 'pending transfer', 'cash deposit', 'bill payment'],
  ],
  loans: [
    ...['home loan', 'car loan', 'early repayment', 'loan application', 'collateral', 'loan statement', 'grace period'],
    ...['student loan', 'instalment plan', 'credit score', 'guarantor', 'overdraft'],
  ],
  staff: [
    ...['annual leave', 'sick note', 'VPN access', 'password reset', 'payslip', 'travel expenses', 'parental leave'],
    ...['office hours', 'new laptop', 'training budget', 'company car', 'meeting room'],
  ],
} as const;
export type SyntheticBase = keyof typeof syntheticBases;

const asked = [
  ...['How do I get a new {}?', 'What does {} cost?', 'Where can I find my {}?', 'How long does {} take?', '{}'],
  ...['Who is in charge of {}?', 'What do I need for {}?', 'Can I change my {} online?', 'Is there a limit for {}?'],
  ...['My {} does not work, what can I do?', 'When is {} due?', 'Please explain {} to me', 'How can I cancel {}?'],
  ...['¿Cómo funciona {}?', '{} সম্পর্কে জানতে চাই', 'Wie beantrage ich {}?', 'I was charged twice for {}', 'need {} asap'],
];
const further = [
  'And how long does that take?',
  'What does it cost?',
  'Can I do it online?',
  'thanks',
  'Who can help me?',
];
const endings = [
  '',
  '',
  '',
  '',
  ' Please hurry.',
  ' I live abroad.',
  ' It is for my business.',
  ' I am {} years old.',
  ' Amount: {}00.',
];

const sentences = [
  'You can arrange {} in the app under Services, at any branch, or by calling the service line between {n} and 18 o’clock.',
  'For {} please bring a valid identity document and a proof of address that is not older than {n} months.',
  'A request about {} is usually settled within {n} working days; you get a message as soon as it is done.',
  'The fee for {} is {n}.50 a year and is taken from your main account on the first working day of the quarter.',
  'If {} was refused, check the limit in your profile first: it is {n}00 a day unless you have raised it.',
  'Changes to {} take effect on the following day, except on public holidays, when they wait for the next working day.',
  'Your adviser can confirm {} in writing and add it to your file under the reference {n}-{n}.',
  'Keep the receipt about {} for at least {n} years, since it may be asked for in an audit.',
  'Customers over {n} pay nothing for {}, and neither do students with a current certificate.',
  'Should anything about {} be unclear, write to the team named on the back of your contract.',
  'The form for {} has {n} pages; only the first two must be signed by every holder.',
  'Since this year {} is also offered on Saturdays in the larger cities, by appointment.',
];
const refusals = [
  ...['I don’t have information about {} in my documents.', 'I’m sorry, I could not find anything about {}.'],
  ...['Unfortunately the knowledge base says nothing about {}. Please contact the service line.'],
  'Sorry, I’m not able to provide an answer to that question.[no-context]',
];

/** What somebody asks about a subject; the same few questions over and over and a long tail of rare ones. */
export function syntheticQuestion(random: () => number, subject: string): string {
  const ending = pick(endings, random()).replace('{}', String(18 + Math.floor(random() * 60)));
  const question = pickByRank(asked, random()).replace('{}', subject) + ending;
  const chance = random();
  if (chance < 0.2) return question.toLowerCase().replace(/[?.]$/, '');
  return chance < 0.23 ? question.replace(/([a-z])([a-z])/, '$2$1') : question;
}

/** What somebody asks next in the same session. */
export function syntheticFollowUp(random: () => number): string {
  return pick(further, random());
}

/** An answer of about 600 characters at the median, log-normal. */
export function syntheticAnswer(random: () => number, subject: string): string {
  const length = Math.min(6000, logNormal(random, 560, 0.55));
  let answer = '';
  while (answer.length < length) answer += `${answer === '' ? '' : ' '}${sentenceOf(random, subject)}`;
  return answer;
}

/** An answer that is none. */
export function syntheticRefusal(random: () => number, subject: string): string {
  return pickByRank(refusals, random()).replace('{}', subject);
}

/** An answer to a part of the question. */
export function syntheticPartialAnswer(random: () => number, subject: string): string {
  return `I’m sorry, I could not find everything about ${subject}, but this may help: ${sentenceOf(random, subject)}`;
}

function sentenceOf(random: () => number, subject: string): string {
  return pick(sentences, random())
    .replace('{}', subject)
    .replaceAll('{n}', () => String(2 + Math.floor(random() * 90)));
}
