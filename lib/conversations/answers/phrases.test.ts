import { describe, expect, test } from 'vitest';
import { builtInRules } from './built-in.ts';
import { builtInOnly, judgePhrases } from './phrases.ts';
import { findSentinel } from './sentinel.ts';

const unanswered = [
  'I’m afraid I don’t have any details on loan restructuring.',
  "I'm afraid I don't have any details on loan restructuring.",
  'Unfortunately, I wasn’t able to locate that policy.',
  'I couldn’t find anything matching your question.',
  'I could  not\n find anything matching your question.',
  'We could not find a record of that branch.',
  'My knowledge base does not contain anything about this topic. Kindly get in touch with the IT help desk.',
  'The provided context does not mention the annual leave policy.',
  'There is no information about pension funds in the documents.',
  'No results were found for your query.',
  'Sorry, can’t help with that.',
  'Sorry, I do not know.',
  'I DONT KNOW THE ANSWER TO THAT',
  'Hmm, I am not sure about this one. Could you rephrase your question?',
  'I did not understand your question. Please try again.',
  'That question is outside the scope of what I know.',
  'I can only help with questions about banking.',
  'I’m sorry, but something went wrong. Please try again later.',
  'I am experiencing technical difficulties at the moment.',
  'That information is not available to me.',
  'Thank you for your question! Unfortunately I have no information about it. Is there anything else I can help you with?',
  'I lack the information needed to answer.',
  'Based on the documents, I cannot determine the interest rate.',
  'I do not have access to your account balance. Please call our hotline 16234.',
  '“I don’t know.”',
  '**I’m sorry**, I don’t have enough information to answer.\n\n### References\n- [1] Circular 12 on cash handling and vault limits',
  'আমি দুঃখিত, এ বিষয়ে আমার জানা নেই।',
  'দুঃখিত, আপনার প্রশ্নের উত্তর খুঁজে পাইনি। অনুগ্রহ করে হেল্পলাইনে যোগাযোগ করুন।',
  'এই মুহূর্তে আমি আপনাকে সাহায্য করতে পারছি না।',
  'উক্ত সার্কুলার সম্পর্কে কোনো তথ্য পাওয়া যায়নি।',
  'আমি প্রশ্নটি বুঝতে পারিনি। আবার চেষ্টা করুন।',
  'No dispongo de información sobre ese tema.',
  'Désolé, je ne sais pas.',
  'Leider konnte ich dazu keine Informationen finden.',
  'Desculpe, não encontrei informações sobre isso.',
  'Maaf, saya tidak tahu.',
  'عذرًا، لا أعرف الإجابة.',
  '很抱歉，我无法回答这个问题。',
  'क्षमा करें, मैं इस सवाल का जवाब नहीं दे सकता।',
  '',
  ' … ',
];

const partial = [
  'Sorry, I don’t have the exact fee, but here is what the tariff says: cards cost between 5 and 10 dollars.',
  'I couldn’t find the branch code. However, the routing number of the main branch is 0210.',
  'Although I don’t have the exact rate, savings accounts usually earn three percent a year.',
  'The card costs 500 taka a year. Unfortunately, I don’t have information about the delivery time.',
  'I’m not sure about the weekend hours. On weekdays the branch opens at ten in the morning.',
  'দুঃখিত, সঠিক ফি সম্পর্কে তথ্য নেই, তবে সাধারণত কার্ডের বার্ষিক ফি পাঁচশ টাকা।',
];

const silent = [
  'I’m sorry to hear that your card was stolen. Block it in the app under Cards.',
  'Sorry for the wait. Your new card arrives within five working days.',
  'If you don’t have access to the app, visit a branch with your passport.',
  'If the teller says “I don’t have that information”, ask for the branch manager and quote circular 7.',
  'When the screen shows ‘Unable to provide cash’, choose another machine.',
  'This service is not available on Sundays; transfers are processed on Monday morning.',
  'Cash deposits are not available at this branch.',
  'There is no data charge for using the app.',
  'You cannot withdraw more than 20,000 taka a day.',
  'We cannot provide loans to customers under 18.',
  'If the page was not found, clear the cache and open it again.',
  'Not sure which card suits you? Compare them under Products.',
  'Open Settings and choose Security. Then choose Reset PIN and follow the steps shown there. Enter the code from the message. I don’t have information about codes sent before the change.',
  'Select “Payee not found” in the list and enter the account number by hand.',
  'No documents are needed to open a student account.',
  'Enter your customer number; a payment that was not found is returned within three days.',
  'The error “no information” means that the meter has not been read yet.',
  'কোনো চার্জ নেই, অ্যাপ থেকে বিনামূল্যে টাকা পাঠানো যায়।',
  'অ্যাকাউন্ট খুলতে জাতীয় পরিচয়পত্র ও এক কপি ছবি লাগবে।',
  'No hay comisiones por transferencias nacionales.',
  'Für Überweisungen im Inland fallen keine Gebühren an.',
  'Les virements ne coûtent rien.',
  '转账不收取任何手续费。',
  'Hello! How can I help you today?',
];

describe('what the words of an answer say', () => {
  test.each(unanswered)('unanswered: %s', (answer) => {
    expect(judgePhrases(answer, builtInOnly)?.state).toBe('unanswered');
  });
  test.each(partial)('partial: %s', (answer) => {
    expect(judgePhrases(answer, builtInOnly)?.state).toBe('partial');
  });
  test.each(silent)('nothing: %s', (answer) => {
    expect(judgePhrases(answer, builtInOnly)).toBeNull();
  });
  test.each(builtInRules.map((rule) => [rule.id, rule.example]))('rule %s catches its own example', (id, example) => {
    expect(judgePhrases(example, builtInOnly)).toEqual({ state: 'unanswered', rule: id });
    expect(judgePhrases(example, { ...builtInOnly, off: [id] })?.rule).not.toBe(id);
  });
});

test('an answer made to be slow is judged all the same', () => {
  for (const piece of ["'a", 'i do not have ', 'no x ', 'তথ্য ', '"', 'sorry, but ', 'the the '])
    judgePhrases(piece.repeat(20_000), builtInOnly);
});

test('the sentinel counts wherever it stands, and only as it is', () => {
  expect(findSentinel('Sorry, I’m not able to provide an answer.[no-context]')).toBe('[no-context]');
  expect(findSentinel('উত্তর [No-Context] শেষ')).toBe('[no-context]');
  expect(findSentinel('There is no context.')).toBeNull();
});

describe('literals of an admin', () => {
  const literal = (pattern: string, verdict: 'unanswered' | 'partial' | 'answered', id = 1, enabled = true) => ({
    id,
    pattern,
    verdict,
    language: 'en',
    enabled,
  });
  const judge = (answer: string, ...literals: ReturnType<typeof literal>[]) =>
    judgePhrases(answer, { version: 1, off: [], literals })?.rule ?? null;

  test('# is a digit, @ a letter, * anything, all else itself', () => {
    expect(judge('See ticket AB-12.', literal('ticket @@-##', 'unanswered'))).toBe('own.1');
    expect(judge('See ticket A1-12.', literal('ticket @@-##', 'unanswered'))).toBeNull();
    expect(judge('We’ll  come back to you, promised.', literal("we'll come*promised", 'unanswered'))).toBe('own.1');
    expect(judge('promised: we’ll come', literal("we'll come*promised", 'unanswered'))).toBeNull();
    expect(judge('a.c', literal('a.c', 'unanswered'))).toBe('own.1');
    expect(judge('abc', literal('a.c', 'unanswered'))).toBeNull();
  });
  test('goes before the built-in rules, the longer before the shorter, and not when off', () => {
    const answer = 'I don’t know, ask the vault team.';
    expect(judge(answer, literal('vault', 'unanswered'), literal('ask the vault', 'answered', 2))).toBe('own.2');
    expect(judge(answer, literal('vault', 'answered', 1, false))).toBe('en.do-not-know');
  });
  test('many wild cards cost no more than the text times the pattern', () => {
    expect(judge('a'.repeat(20_000), literal(`${'a*'.repeat(40)}b`, 'unanswered'))).toBeNull();
  });
});
