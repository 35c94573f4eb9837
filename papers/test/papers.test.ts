import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPdf } from '@hms/papers/testing/pdf';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { z } from 'zod';
import { familiesFor, fontPaths, hasGlyphs } from '../src/fonts';
import { openPapers, papersEnvironment, type PaperData, type Papers } from '../src/papers';
import { printable } from '../src/printable';

// fonts are opened, and the reading program loads a large library
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

const Inspected = z.object({
  title: z.string(),
  created: z.string(),
  language: z.string(),
  letters: z.array(z.object({ letter: z.string(), x: z.number(), right: z.number(), font: z.string() })),
});

const inspect = (pdf: Uint8Array) => {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, 'inspect-pdf.mjs')], {
    input: pdf,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return Inspected.parse(JSON.parse(stdout));
};

const folder = () => {
  const made = mkdtempSync(path.join(tmpdir(), 'papers-'));
  atEnd(async () => rmSync(made, { recursive: true }));
  return made;
};

const ours = folder();
const template = (name: string, body: string) => {
  writeFileSync(path.join(ours, name), body);
  return path.join(ours, name);
};
const withSheet = (body: string) => `#import "layout.typ": *\n#show: sheet.with(title: "Title", head: "Head")\n${body}`;
const words = template('words.typ', withSheet('#for one in data.words { block(written(one)) }'));

const open = (PAPERS_DIR = '') => openPapers({ HMS_HOSPITAL_NAME: '', HMS_HOSPITAL_ADDRESS: '', PAPERS_DIR });
let papers: Papers;
beforeAll(() => {
  papers = open();
});

const updatedAt = '2026-01-31T12:00:00Z';
const compile = (file: string, data: Record<string, PaperData> = {}) => papers.compile(file, { updatedAt, ...data });
const setWords = (...shown: string[]) => compile(words, { words: shown });
const lettersOf = (text: string) =>
  Array.from(text.normalize().replace(/[\s\u200d\u200e\u200f]/gu, ''))
    .sort()
    .join('');

describe('the letters of', () => {
  it.each(Object.entries(names))('a name in %s have glyphs', (_script, name) => {
    expect(printable(name, hasGlyphs)).toBe(name.normalize());
  });

  it('Han have glyphs, all that are in use', () => {
    const all = Array.from({ length: 0x9fef - 0x4e00 + 1 }, (_, i) => 0x4e00 + i);
    expect(all.filter((one) => !hasGlyphs([one]))).toEqual([]);
  });

  it.each(Object.entries(names))(
    'a name in %s are read again when they are copied, also in bold',
    async (_script, name) => {
      const file = template('both.typ', withSheet('#block(data.name)\n#block(strong(data.name))'));
      const { letters } = inspect(await compile(file, { name }));
      const shown = letters.map(({ letter }) => letter).join('');
      const [, regular = '', bold = ''] = /^Head(.*?)page/s.exec(shown)?.[1]?.match(/^(.*)\|(.*)$/s) ?? [];
      expect([regular, bold]).toBeDefined();
      expect(lettersOf(shown)).toBe(lettersOf(`Head${name}${name}Titlepage1of1`));
      const inBold = letters.filter(({ font }) => font.includes('Bold'));
      expect(lettersOf(inBold.map(({ letter }) => letter).join(''))).toBe(lettersOf(`Head${name}`));
    },
  );
});

it('writes what is read again, each letter of Han and each of an alphabet', async () => {
  const shown = [names.Latin, names.Greek, names.Cyrillic, names.Amharic, names.Korean, names['Simplified Chinese']];
  const [page] = readPdf(await setWords(...shown));
  for (const name of shown) expect(page).toContain(name);
});

it('sets a line from right to left where its letters go so, and numbers and brackets within it as they are read', async () => {
  const { letters } = inspect(await setWords('יעל כהן, חדר 12 (קומה 3) B'));
  const line = letters.slice('Head'.length, -'Titlepage 1 of 1'.length).filter(({ letter }) => letter.trim() !== '');
  const seen = line.sort((a, b) => a.x - b.x).map(({ letter }) => letter);
  // as it is seen from the left; a bracket is told as it was written, and its glyph is the mirrored one
  expect(seen.join('')).toBe('B)3המוק(12רדח,ןהכלעי');
});

it('shapes what it writes: joins letters, makes one of several, and moves signs before their letters', () => {
  const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths: fontPaths('') }] });
  const glyphs = (text: string) => {
    const fonts = familiesFor(text).map((family) => JSON.stringify(family));
    const svg = compiler.plainSvg({ mainFileContent: `#set text(font: (${fonts.join()}))\n#"${text}"` });
    return Array.from(svg.matchAll(/<use [^>]*href="#([^"]+)"/g), ([, id]) => id);
  };
  const apart = ['د', 'م', 'ح', 'م'].map(glyphs);
  expect(glyphs('محمد').length).toBeGreaterThan(0);
  expect(glyphs('محمد')).not.toEqual(apart.flat());
  expect(glyphs('क्ष')).toHaveLength(1);
  expect(glyphs('ति').at(-1)).toBe(glyphs('त')[0]);
});

it('draws Han as in Japan beside kana, and puts no more fonts into a file than its letters need', async () => {
  const fontsOf = async (text: string) => new Set(inspect(await setWords(text)).letters.map(({ font }) => font));
  expect([...(await fontsOf('Ada Łukasz Ελισάβετ – 1 €'))].sort()).toEqual(['NotoSans-Bold', 'NotoSans-Regular']);
  expect(await fontsOf('直')).toContain('NotoSansSC-Regular');
  const beside = await fontsOf('直 かな');
  expect(beside).toContain('NotoSansJP-Regular');
  expect(beside).not.toContain('NotoSansSC-Regular');
});

it('shows a box for what no font has, and never fails', async () => {
  const shown = 'a👩‍⚕️b\u{12000}c\ud800d\u0000e\u0007f';
  expect(printable(shown, hasGlyphs)).toBe('a□b□c\ufffddef');
  expect(readPdf(await setWords(shown))[0]).toContain('a□b□c\ufffddef');
});

it('breaks lines within their width: at spaces, between letters of Han, and in a word that is too long', async () => {
  const file = template('narrow.typ', withSheet('#box(width: 100pt, written(data.text))'));
  const left = 56;
  for (const text of ['one two three four five six', '漢字'.repeat(30), 'Donau'.repeat(120), names.Arabic.repeat(9)]) {
    const { letters } = inspect(await compile(file, { text }));
    const shown = letters.slice('Head'.length, -'Titlepage 1 of 1'.length);
    expect(Math.max(...shown.map(({ right }) => right))).toBeGreaterThan(left + 60);
    for (const { right } of shown) expect(right).toBeLessThanOrEqual(left + 101);
    expect(lettersOf(shown.map(({ letter }) => letter).join(''))).toBe(lettersOf(text));
  }
});

it('shows markup as text', async () => {
  const shown = [
    '#import "x": *',
    '#panic("x") #data #{1 + 1}',
    '$x^2$ *bold* _slanted_ `raw` ~ -- --- ...',
    '\\ \\u{41} ] [ } { " \' <label> @label',
    '= Heading',
    '- item + item / term: x // comment /* comment */',
    '"}"',
  ];
  const [page = ''] = readPdf(await setWords(...shown));
  for (const one of shown) expect(page).toContain(one);
});

it('says of itself what it is called, when it was so and in which language, with the number of each page', async () => {
  const long = await compile(template('long.typ', withSheet('#pagebreak()')));
  expect(inspect(long)).toMatchObject({ title: 'Title', created: 'D:20260131120000Z', language: 'en' });
  expect(readPdf(long).map((page) => /page \d of \d/.exec(page)?.[0])).toEqual(['page 1 of 2', 'page 2 of 2']);
});

it('makes the same bytes of the same text and date', async () => {
  const make = (by: Papers) => by.compile(words, { updatedAt, words: ['字 x', names.Arabic] });
  const [first, again, other] = [await make(papers), await make(papers), await make(open())];
  expect(Buffer.from(again)).toEqual(Buffer.from(first));
  expect(Buffer.from(other)).toEqual(Buffer.from(first));
});

it('lets other work go on meanwhile, takes no more than it can, and goes on after a failure', async () => {
  const file = template('slow.typ', '#import "layout.typ": *\n#for i in range(3000) [#data.words.first() #i ]');
  let turns = 0;
  const counting = setInterval(() => turns++, 1);
  await compile(file, { words: [names.Bengali] });
  clearInterval(counting);
  expect(turns).toBeGreaterThan(20);
  await expect(compile(path.join(ours, 'none.typ'))).rejects.toThrow('none.typ');
  const settled = await Promise.allSettled(Array.from({ length: 30 }, () => setWords('text')));
  const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refused).toHaveLength(10);
  expect(refused[0]).toMatchObject({ kind: { type: 'overloaded' } });
  expect(await setWords('text')).toBeInstanceOf(Uint8Array);
});

it('gives up a document that takes too long, and goes on with the next', async () => {
  // a thread cannot be ended within the compiler, so this must not go on for long
  const impatient = openPapers({ HMS_HOSPITAL_NAME: '', HMS_HOSPITAL_ADDRESS: '', PAPERS_DIR: '' }, 2500);
  const slow = template(
    'too-slow.typ',
    '#let n = 0\n#for i in range(100000) { for j in range(100000) { n += calc.rem(j, 7) } }',
  );
  await expect(impatient.compile(slow, { updatedAt })).rejects.toThrow('a document took more than 2500 ms');
  const [page] = readPdf(await impatient.compile(words, { updatedAt, words: ['text'] }));
  expect(page).toContain('text');
});

describe('a hospital’s own folder', () => {
  const print = async (folderOfHospital: string) =>
    readPdf(await open(folderOfHospital).compile(words, { updatedAt, words: ['text'] }))[0];

  it('comes before ours, file by file, as it is now', async () => {
    const own = folder();
    expect(await print(own)).toContain('Head');
    writeFileSync(path.join(own, 'words.typ'), withSheet('our own: #data.words.first()'));
    expect(await print(own)).toContain('our own: text');
    const opened = open(own);
    const again = async () => readPdf(await opened.compile(words, { updatedAt, words: ['text'] }))[0];
    expect(await again()).toContain('our own: text');
    writeFileSync(path.join(own, 'words.typ'), 'changed');
    expect(await again()).toBe('changed\n\n');
    rmSync(path.join(own, 'words.typ'));
    copyFileSync(path.join(__dirname, '../layout.typ'), path.join(own, 'layout.typ'));
    expect(await again()).toContain('Head');
  });

  it('may have a logo', async () => {
    const own = folder();
    const without = await open(own).compile(words, { updatedAt, words: ['text'] });
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>';
    writeFileSync(path.join(own, 'logo.svg'), svg);
    const withLogo = await open(own).compile(words, { updatedAt, words: ['text'] });
    expect(Buffer.from(withLogo)).not.toEqual(Buffer.from(without));
    expect(readPdf(withLogo)[0]).toContain('text');
  });

  it('is told where a template is wrong', async () => {
    const own = folder();
    writeFileSync(path.join(own, 'words.typ'), '#let x = 1\n#data.words');
    await expect(print(own)).rejects.toThrow('words.typ:2:2 unknown variable: data');
    writeFileSync(path.join(own, 'words.typ'), '#image("none.png")');
    await expect(print(own)).rejects.toThrow('file not found');
  });

  it('must be there', () => {
    const Environment = z.object(papersEnvironment);
    expect(Environment.parse({})).toMatchObject({ PAPERS_DIR: '' });
    expect(Environment.safeParse({ PAPERS_DIR: folder() }).success).toBe(true);
    expect(Environment.safeParse({ PAPERS_DIR: '/nowhere' }).error?.issues[0]?.message).toBe(
      'must be a folder that exists',
    );
  });
});
