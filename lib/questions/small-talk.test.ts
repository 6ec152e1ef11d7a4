import { expect, test } from 'vitest';
import { committedQuestions, readLabelled } from '#bench/eval/questions/labelled.ts';
import { type SmallTalk, smallTalkOf } from './small-talk.ts';

const examples: Record<SmallTalk, readonly string[]> = {
  greeting: [
    'Hi',
    'hiiii!!',
    'Hello there, good morning',
    'hey, how are you today?',
    'Are you a bot?',
    'আসসালামু আলাইকুম স্যার',
    'শুভ সকাল',
    'Assalamu Alaikum vai',
    'Guten Tag zusammen',
    'Grüß Gott',
    'Bonjour à tous, ça va ?',
    '¡Buenos días!',
    'السَّلامُ عَلَيْكُم',
    'أهلاً وسهلاً',
    'नमस्ते जी',
    'Здравствуйте, добрый день!',
  ],
  thanks: [
    'Thanks!',
    'ok great, thank you so much',
    'thank you, bye 👋',
    'Hi, thanks',
    'ধন্যবাদ ভাই',
    'আল্লাহ হাফেজ',
    'onek dhonnobad',
    'Vielen Dank, auf Wiedersehen',
    'Merci beaucoup, au revoir',
    'Muchas gracias. ¡Adiós!',
    'شكرا جزيلا',
    'बहुत बहुत धन्यवाद',
    'Спасибо большое! До свидания',
  ],
  follow_up: [
    'why?',
    'yes please',
    'ok',
    'and in euro?',
    'what about dollars',
    'How about for students?',
    'tell me more',
    'কেন',
    'হ্যাঁ, ঠিক আছে',
    'und in Euro?',
    'et pour les étudiants ?',
    'لماذا؟',
    'क्यों?',
    'а в долларах?',
    '???',
    '2',
    '👍',
    '[phone]',
    '',
  ],
};

test.each(Object.entries(examples).flatMap(([kind, texts]) => texts.map((text) => [text, kind] as const)))(
  '"%s" is %s',
  (text, kind) => {
    expect(smallTalkOf(text)).toBe(kind);
  },
);

test.each([
  'hi, where is my card',
  'Hello, I want to open an account',
  'thanks, but how do I close it',
  'good morning what is the exchange rate',
  'what about the fee for a transfer abroad',
  'how much is a transfer',
  'who is the head of IT',
  'why was I charged',
  'cancel my transfer',
  'more cards for my family',
  'আসসালামু আলাইকুম, আমার কার্ড কোথায়',
  'ঋণের সুদ কত',
  'Guten Tag, wo ist meine Karte',
  'bonjour je veux ouvrir un compte',
  'hola quiero saber mi saldo',
  'السلام عليكم اين بطاقتي',
  'नमस्ते मेरा कार्ड कहाँ है',
  'здравствуйте, где моя карта',
  'the number of [masked]',
])('"%s" is a question', (text) => {
  expect(smallTalkOf(text)).toBeNull();
});

test('no question of a bank is taken for small talk', () => {
  expect(readLabelled(committedQuestions).filter(({ text }) => smallTalkOf(text) !== null)).toEqual([]);
});
