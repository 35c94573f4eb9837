import type { Node } from './walk';

// the lists of txt-1, R4's rule for narratives
const elements = new Set(
  `a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p
  pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var`.split(/\s+/),
);
const attributes = new Set(
  `abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite
  class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel rev rowspan
  rules scope shape span src start style summary tabindex title type valign value vspace width xmlns xml:lang xml:id`.split(
    /\s+/,
  ),
);

const comment = /<!--[\s\S]*?-->/g;
const tag = /<\/?([A-Za-z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/g;
const attribute = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

const attributeFaults = (written: string): string[] =>
  [...written.matchAll(attribute)].flatMap(([, name = '', double, single]) => {
    if (!attributes.has(name)) return [`attribute ${name}`];
    const target = (double ?? single ?? '').replace(/\s/g, '');
    const isProgram = /^(javascript|vbscript|data:(?!image\/))/i.test(target);
    return (name === 'href' || name === 'src') && isProgram ? [`${name} of a program`] : [];
  });

const faultsOfDiv = (div: unknown): string[] => {
  if (typeof div !== 'string') return ['no text'];
  const text = div.replace(comment, '');
  const found = [...text.matchAll(tag)].flatMap(([, name = '', written = '']) => [
    ...(elements.has(name) ? [] : [`element ${name}`]),
    ...attributeFaults(written),
  ]);
  const bare = text.replace(tag, '');
  if (bare.includes('<')) found.push('a tag that is none');
  if (!/^<div[^>]*xmlns=["']http:\/\/www\.w3\.org\/1999\/xhtml["']/.test(div.trim())) found.push('no div of XHTML');
  // txt-2
  if (bare.trim() === '' && !/<img\s[^>]*src=/.test(text)) found.push('nothing to read');
  return found;
};

/** What may not stand in a narrative, above all scripts: R4's txt-1 and txt-2, which no validator here looks at. */
export const narrativeFaults = ({ type, value, at }: Node): string[] =>
  type === 'xhtml' ? faultsOfDiv(value).map((fault) => `${fault} in the narrative at ${at}`) : [];
