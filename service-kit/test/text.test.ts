import fc from 'fast-check';
import { line, text } from '../src/schema';
import { cleanLine, cleanText } from '../src/text';

it.each([
  ['Penicillin\u200b', 'Penicillin'],
  ['Amoxi\u00adcillin', 'Amoxicillin'],
  ['Amoxi\u200dcillin', 'Amoxicillin'],
  ['\u202a+44 7700 900123\u202c', '+44 7700 900123'],
  ['ref \u202eabc', 'ref abc'],
  ['\ufeffAda\u00a0\u3000 Lovelace\u2060', 'Ada Lovelace'],
  ['Ada\r\n Lovelace\u2028', 'Ada Lovelace'],
  ['e\u200b\u0301', '\u00e9'],
  ['\u3164', ''],
])('cleans %j', (typed, seen) => {
  expect(cleanLine(typed)).toBe(seen);
});

it.each([
  ['a Persian name with a non-joiner', 'علی\u200cرضا'],
  ['a Sinhala conjunct', 'ශ\u0dca\u200dර\u0dd3'],
  ['a Malayalam name in the old spelling', 'മോഹന്\u200d'],
  ['a family of emoji', '👨\u200d👩\u200d👧 ok'],
  ['a red heart and a keycap', '❤\ufe0f 1\ufe0f\u20e3'],
  ['the flag of Wales', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f} 1'],
  ['an Arabic number sign', '\u0600١٢'],
  ['a Han form', '葛\u{e0100}城'],
  ['two lines', 'first\n\tsecond'],
])('leaves %s as it is', (_what, typed) => {
  expect(cleanText(typed)).toBe(typed);
});

it('changes nothing the second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      expect(cleanText(cleanText(typed))).toBe(cleanText(typed));
      expect(cleanLine(cleanLine(typed))).toBe(cleanLine(typed));
    }),
    { numRuns: 2000 },
  );
});

it('refuses what has nothing to read, and takes one line for a line', () => {
  for (const typed of ['\u200b', '\u3164', '—', '⠀', '\u202e', '👍', '…']) {
    expect({ typed, taken: text(10).safeParse(typed).success }).toEqual({ typed, taken: false });
  }
  expect(line(20).parse(' Ada\nLovelace ')).toBe('Ada Lovelace');
  expect(text(20).parse('Ada\nLovelace')).toBe('Ada\nLovelace');
});
