import fc from 'fast-check';
import { type CountryCode, getCountries, getExampleNumber } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import {
  type MaskKind,
  maskableSource,
  maskBeginning,
  maskedShapeSource,
  maskKinds,
  maskRules,
  maskText,
  replacements,
} from '#lib/privacy/mask.ts';
import { innocent, planted } from '#test/planted-personal-data.ts';

const rules = maskRules();
const mask = (text: string, patterns: string[] = []) => maskText(text, maskRules(patterns)).text;
const carriers = [
  (text: string) => text,
  (text: string) => `Hello, ${text} thank you.`,
  (text: string) => `আমি লিখছি: ${text}`,
  (text: string) => `(${text})\nsecond line`,
];

describe('planted personal data', () => {
  it('is found in 98 of 100 forms, wherever it stands, and whole', () => {
    const missed: string[] = [];
    let forms = 0;
    for (const kind of ['e-mail', 'phone', 'card', 'account'] as const)
      for (const form of planted[kind])
        for (const carrier of carriers) {
          const text = carrier(form);
          const left = maskText(text, rules);
          forms += 1;
          const isWhole = left.masked.some((part) => part.kind === kind) && !holdsData(left.text, kind);
          if (!isWhole) missed.push(`${kind}: ${text} → ${left.text}`);
        }
    const recall = 1 - missed.length / forms;
    process.stdout.write(
      `masking: recall ${recall.toFixed(4)} over ${forms} texts of ${forms / carriers.length} forms\n`,
    );
    expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.98);
    expect(forms / carriers.length).toBeGreaterThanOrEqual(200);
  });

  it('is not seen in 98 of 100 things that look like it', () => {
    const masked: string[] = [];
    let texts = 0;
    for (const form of innocent)
      for (const carrier of carriers) {
        const text = carrier(form);
        texts += 1;
        if (maskText(text, rules).masked.length > 0) masked.push(`${text} → ${mask(text)}`);
      }
    const rate = masked.length / texts;
    process.stdout.write(`masking: false masks ${rate.toFixed(4)} over ${texts} texts of ${innocent.length} forms\n`);
    expect(rate, masked.join('\n')).toBeLessThanOrEqual(0.02);
    expect(innocent.length).toBeGreaterThanOrEqual(200);
  });
});

describe('a number of any country', () => {
  const numbers = getCountries().flatMap((country: CountryCode) => getExampleNumber(country, examples) ?? []);
  const written = (digits: string) => (digits.match(/\d/g)?.length ?? 0) >= 7;

  it('is masked in its international form', () => {
    expect(numbers.length).toBeGreaterThan(200);
    for (const number of numbers) {
      expect(mask(`it is ${number.formatInternational()}.`)).toBe('it is [phone].');
      expect(mask(`it is ${number.number}.`)).toBe('it is [phone].');
    }
  });

  it('is masked as it is written at home, where the words before say what it is', () => {
    for (const number of numbers) {
      const national = number.formatNational();
      if (written(national)) expect(mask(`call me at ${national}.`), national).toBe('call me at [phone].');
      if (written(number.nationalNumber)) expect(mask(`mobile ${number.nationalNumber}`)).toBe('mobile [phone]');
    }
  });

  it('is mostly masked as it is written at home, without a word', () => {
    const home = numbers
      .map((number) => number.formatNational())
      .filter((form) => written(form) && /\d\D+\d/.test(form));
    const found = home.filter((form) => mask(form) === '[phone]');
    process.stdout.write(`masking: ${found.length} of ${home.length} countries' numbers in groups, without a word\n`);
    expect(found.length / home.length).toBeGreaterThan(0.93);
  });
});

/** Whether so much is left of a kind that a reader could use it: an @ with a domain, or seven digits of a number. */
function holdsData(text: string, kind: MaskKind): boolean {
  if (kind === 'e-mail') return /(?<!@x )[\p{L}\p{N}]@[\p{L}\p{N}-]+\.\p{L}/u.test(text);
  const rest = text.replace(
    /\d{4}-\d\d-\d\d|[০-৯]+\/[০-৯]+\/[০-৯]+|12\/27 123|12\/27|16123|Rs 500|order 778|five/g,
    '',
  );
  return (rest.match(/\p{Nd}/gu)?.length ?? 0) > 3;
}

describe('a masked text', () => {
  it('says what was masked and where it stood', () => {
    const text = 'mail a@b.com or call 01712-345678, card 4111 1111 1111 1111';
    const { text: shown, masked } = maskText(text, rules);
    expect(shown).toBe('mail [e-mail] or call [phone], card [card]');
    expect(masked.map(({ start, end, kind }) => [kind, text.slice(start, end)])).toEqual([
      ['e-mail', 'a@b.com'],
      ['phone', '01712-345678'],
      ['card', '4111 1111 1111 1111'],
    ]);
  });

  it('has the admin’s own patterns masked, before they could be taken for a number', () => {
    expect(mask('staff EMP-5551234 and NID 1990 1234 5678 9', ['EMP-*', 'NID #### #### #### #'])).toBe(
      'staff [masked] and [masked]',
    );
    expect(mask('01712345678', ['nonsense', '*'])).toBe('[phone]');
  });

  it('is masked only by the kinds that are wished', () => {
    expect(maskText('a@b.com 01712345678', maskRules([], ['e-mail'])).text).toBe('[e-mail] 01712345678');
  });

  it('is never masked across what was replaced', () => {
    expect(mask('call [phone] 12', ['call * 12', '*phone*', '[*]'])).toBe('call [phone] 12');
    expect(mask('x [e-mail]@example.com')).toBe('x [e-mail]@example.com');
  });
});

describe('masking', () => {
  const piece = fc.oneof(
    fc.constantFrom(...Object.values(planted).flat(), ...innocent, ...Object.values(replacements)),
    fc.string({ unit: fc.constantFrom(...'0123456789০৫ +-()./,:@[]abPhone#*\n'), maxLength: 20 }),
    fc.constantFrom(' ', '', ', ', '-', '/', 'tel ', 'order ', '[phone', ']'),
  );
  const texts = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
  const patterns = ['EMP-####', 'ab*', '## @@', '*[phone]*', '###'];

  it('finds nothing in a text that is not maskable', () => {
    for (const all of [rules, maskRules(['EMP-####', '## @@']), maskRules(patterns)]) {
      const maskable = new RegExp(maskableSource(all));
      fc.assert(
        fc.property(texts, (text) => maskable.test(text) || maskText(text, all).masked.length === 0),
        { numRuns: 3_000 },
      );
    }
    const isMaskable = (text: string) => new RegExp(maskableSource(rules)).test(text);
    expect(['where is my card', 'কার্ড কোথায়', 'my pin, please'].map(isMaskable)).toEqual([false, false, false]);
    expect(['বাড়ি ৭', 'no 5', 'a＠b', 'x (at) y'].map(isMaskable)).toEqual([true, true, true, true]);
  });

  it('finds nothing in a text that has not the shape of what is masked', () => {
    const spread = fc
      .array(
        fc.tuple(fc.stringMatching(/^[0-9৫]{1,4}$/), fc.constantFrom('', ' ', '-', ') ', ' (', '. ', ' / ', ' (0')),
      )
      .map((groups) => groups.flat().join(''));
    const shaped = fc.array(fc.oneof(piece, spread), { maxLength: 9 }).map((pieces) => pieces.join(''));
    for (const all of [rules, maskRules(patterns)]) {
      const shape = new RegExp(maskedShapeSource(all));
      fc.assert(
        fc.property(shaped, (text) => shape.test(text) || maskText(text, all).masked.length === 0),
        { numRuns: 5_000 },
      );
    }
    const isShaped = (text: string) => new RegExp(maskedShapeSource(rules)).test(text);
    expect(['within 5 (five) working days', '12 to 14 of 20, at 9', 'call (us)'].map(isShaped)).toEqual([
      false,
      false,
      false,
    ]);
    expect(['a＠b', 'x (at) y', 'x[AT]y', '020 7946 0958', 'GB82 WEST', '\u212aZ74 9F1A'].map(isShaped)).toEqual(
      Array(6).fill(true),
    );
  });

  it('twice is masking once', () => {
    const all = maskRules(patterns);
    fc.assert(
      fc.property(texts, (text) => {
        const once = maskText(text, all).text;
        expect(maskText(once, all)).toEqual({ text: once, masked: [] });
      }),
      { numRuns: 3_000 },
    );
  });

  it('replaces what it reports, in order and nothing else', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { text: shown, masked } = maskText(text, maskRules(patterns));
        let rebuilt = '';
        let at = 0;
        for (const { start, end, kind } of masked) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          rebuilt += text.slice(at, start) + replacements[kind];
          at = end;
        }
        expect(shown).toBe(rebuilt + text.slice(at));
      }),
    );
  });

  it('leaves text without any of it as it is', () => {
    const words = fc.string({ unit: fc.constantFrom(...'abcdé রহিম .,!?\n') });
    fc.assert(
      fc.property(words, (text) => {
        expect(maskText(text, rules)).toEqual({ text, masked: [] });
      }),
    );
    expect(maskKinds.every((kind) => replacements[kind].startsWith('['))).toBe(true);
  });
});

it('the beginning of a text shows nothing of what is masked across its end', () => {
  const rules = maskRules();
  const text = 'Write to ada.lovelace@example.org or call +44 20 7946 0958 today';
  for (let length = 0; length <= text.length; length += 1)
    expect('Write to [e-mail] or call [phone] today').toContain(maskBeginning(text, length, rules));
  expect(maskBeginning(text, 12, rules)).toBe('Write to [e-mail]');
  expect(maskBeginning(text, text.length, rules)).toBe(maskText(text, rules).text);
  expect(maskBeginning('one 😀', 5, rules)).toBe('one ');
});
