import { promises } from 'node:fs';
import { readPdf } from '../testing/pdf';
import { fontsFor } from '../src/pdf-fonts';
import { pdfPage } from '../src/pdf-page';
import { directionFeatures } from '../src/pdf-shaping';
import { linesOf } from '../src/pdf-text';

// fonts are unpacked, and the reading program loads a large library
jest.setTimeout(60_000);

const names = {
  Latin: 'Łukasz Nguyễn Ağaoğlu',
  Greek: 'Ελισάβετ',
  Cyrillic: 'Пирогова Ґалаґан',
  Arabic: 'محمد بن عبد الله',
  Urdu: 'ڈاکٹر عائشہ ٹھاکر',
  Hebrew: 'יעל כהן',
  Thaana: 'މުޙައްމަދު',
  Devanagari: 'श्रीकृष्ण त्रिपाठी',
  Bengali: 'রবীন্দ্রনাথ ঠাকুর',
  Gurmukhi: 'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ',
  Gujarati: 'નરેન્દ્ર પટેલ',
  Odia: 'ଶ୍ରୀକାନ୍ତ ଦାସ',
  Tamil: 'தமிழ்ச்செல்வி',
  Telugu: 'శ్రీనివాస రావు',
  Kannada: 'ಕೃಷ್ಣಮೂರ್ತಿ',
  Malayalam: 'ശ്രീകുമാർ കൃഷ്ണൻ',
  Sinhala: 'ශ්‍රී ලංකා',
  Thai: 'สมชาย น้ำทิพย์',
  Lao: 'ສົມສັກ',
  Khmer: 'ស្រីមុំ ចាន់',
  Myanmar: 'အောင်ဆန်းစုကြည်',
  Amharic: 'አበበ ቢቂላ',
  Armenian: 'Արամ Խաչատրյան',
  Georgian: 'შოთა რუსთაველი',
  'Simplified Chinese': '王小明,李娜',
  'Traditional Chinese': '歐陽菲菲 陳建國',
  Japanese: '髙橋 やまだ タロウ 辻',
  Korean: '김철수 박지성',
};

const lineOf = async (text: string, width = 1000) => linesOf(text, width, { size: 10 }, await fontsFor(text));

it.each(Object.entries(names))('has letters for a name in %s', async (_script, name) => {
  const [line] = await lineOf(name);
  expect(line?.runs.map(({ text }) => text).join('')).not.toContain('□');
});

it('writes what is read again, each letter of Han and each of an alphabet', async () => {
  const shown = [names.Latin, names.Greek, names.Cyrillic, names.Amharic, names.Korean, names['Simplified Chinese']];
  const pdf = await pdfPage({ title: 'x', date: new Date(0) }, (page) => shown.forEach((name) => page.paragraph(name)));
  for (const name of shown) expect(readPdf(pdf)[0]).toContain(name);
});

it('sets a line from right to left where its letters go so, and numbers and brackets within it as they are read', async () => {
  const [line] = await lineOf('יעל כהן, חדר 12 (קומה 3) B');
  // as it is seen from the left; what goes from right to left is still in the order of its letters
  expect(line?.runs.map(({ text }) => text)).toEqual(['B', ') ', '3', ' (קומה ', '12', 'יעל כהן, חדר ']);
});

it('shapes what it writes: joins letters, makes one of several, and moves signs before their letters', async () => {
  const glyphs = async (text: string) => {
    const run = (await lineOf(text))[0]?.runs[0];
    return run?.font.font.layout(run.text, directionFeatures(run.rtl)).glyphs.map(({ id }) => id) ?? [];
  };
  const apart = await Promise.all(['د', 'م', 'ح', 'م'].map(glyphs));
  expect(await glyphs('محمد')).not.toEqual(apart.flat());
  expect(await glyphs('क्ष')).toHaveLength(1);
  expect((await glyphs('ति')).at(-1)).toBe((await glyphs('त'))[0]);
});

it('opens no more fonts than the letters need', async () => {
  const opened = jest.spyOn(promises, 'readFile');
  await fontsFor('Ada\n\nŁukasz, “x” – 1 €\u00a0\u200b Ελισάβετ');
  expect(opened).not.toHaveBeenCalled();
  await fontsFor('ሀ');
  await fontsFor('ሀ');
  expect(opened.mock.calls.length).toBeLessThanOrEqual(1);
});

it('shows a box for what no font has, and never fails', async () => {
  const [line] = await lineOf('a👩‍⚕️b\u{12000}c\ud800d\u0000e\u0007f');
  expect(line?.runs.map(({ text }) => text).join('')).toBe('a□b□c\ufffddef');
});

it('breaks lines within their width: at spaces, between letters of Han, and in a word that is too long', async () => {
  for (const text of ['one two three four five six', '漢字'.repeat(30), 'Donau'.repeat(30), names.Arabic.repeat(9)]) {
    const lines = await lineOf(text, 60);
    expect(lines.length).toBeGreaterThan(1);
    for (const { width } of lines) expect(width).toBeLessThanOrEqual(60);
    const letters = lines.flatMap(({ runs }) => runs.map((run) => run.text)).join('');
    expect(letters.replaceAll(' ', '').length).toBe(text.replaceAll(' ', '').length);
  }
  const [first] = await lineOf('one two three', 45);
  expect(first?.runs.map(({ text }) => text).join('')).toBe('one two');
});

it('makes the same bytes of the same text and date', async () => {
  const make = () => pdfPage({ title: 'x', date: new Date(0) }, (page) => page.heading('字 x'));
  expect(Buffer.from(await make())).toEqual(Buffer.from(await make()));
});

it('draws in a thread, which is started again after a failure, and takes no more than it can', async () => {
  const paper = { title: 'x', date: new Date(0) };
  const draw = () => pdfPage(paper, (page) => page.paragraph('text'));
  const bad = pdfPage({ ...paper, date: new Date(NaN) }, (page) => page.paragraph('text'));
  await expect(bad).rejects.toThrow();
  const settled = await Promise.allSettled(Array.from({ length: 30 }, draw));
  const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refused).toHaveLength(10);
  expect(refused[0]).toMatchObject({ kind: { type: 'overloaded' } });
  expect(await draw()).toBeInstanceOf(Uint8Array);
});
