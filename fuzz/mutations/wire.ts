import { bodyOf, targetOf, wireOf, type Draft } from '../draft';
import { mutation, type Mutation, type MutationTools } from './mutation';

const framing: ((draft: Draft) => [string, string][])[] = [
  (draft) => [['Content-Length', String((bodyOf(draft)?.length ?? 0) + 10)]],
  (draft) => [['Content-Length', String(Math.max(0, (bodyOf(draft)?.length ?? 0) - 3))]],
  () => [['Content-Length', '-1']],
  () => [['Content-Length', '1e3']],
  () => [['Content-Length', '99999999999999999999']],
  () => [['Content-Length', '10000000']],
  () => [
    ['Content-Length', '5'],
    ['Content-Length', '6'],
  ],
  () => [
    ['Content-Length', '5'],
    ['Transfer-Encoding', 'chunked'],
  ],
  () => [['Transfer-Encoding', 'chunked']],
  () => [['Transfer-Encoding', 'gzip']],
  () => [['Transfer-Encoding', 'chunked, chunked']],
  () => [
    ['Transfer-Encoding', 'nonsense'],
    ['Content-Length', '2'],
  ],
];

const chunks = [
  '0\r\n\r\n',
  '2\r\n{}\r\n0\r\n\r\n',
  'zz\r\n{}\r\n0\r\n\r\n',
  'ffffffffffffffff\r\n{}',
  '2\r\n{}',
  '-1\r\n',
  '2;a=b\r\n{}\r\n0\r\nX: 1\r\n\r\n',
];

const rubbish: ((draft: Draft, tools: MutationTools) => string)[] = [
  () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => 'GET /\r\n\r\n',
  () => 'GET / HTTP/0.9\r\n\r\n',
  () => 'GET / HTTP/3.0\r\nHost: x\r\n\r\n',
  () => '\r\n\r\n\r\n',
  () => ' GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  () => `${'A'.repeat(100_000)}\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.0\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\nHost: x\n\n`,
  (draft) => `${draft.method}  ${targetOf(draft)}  HTTP/1.1\r\nHost: x\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost : x\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\nNo colon here\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\nX-A: a\r\n folded\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\nX-${'a'.repeat(20_000)}: 1\r\n\r\n`,
  (draft) =>
    `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  (draft) => `${draft.method} ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\nX-Cut: o`,
  (draft) => `GET ${targetOf(draft)} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(5),
  () => 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n',
  (_draft, { dice }) => String.fromCharCode(...Array.from({ length: 1 + dice.below(300) }, () => dice.below(256))),
];

/** What no HTTP client would send; it goes over a socket of its own. */
export const wireMutations: Mutation[] = [
  mutation('a length that is wrong', (draft, { dice }) => {
    draft.headers = draft.headers.filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name));
    draft.headers.push(...dice.oneOf(framing)(draft));
    draft.wire = wireOf(draft);
    return true;
  }),
  mutation('chunks', (draft, { dice }) => {
    draft.headers.push(['Transfer-Encoding', 'chunked']);
    draft.bytes = Buffer.from(dice.oneOf(chunks));
    draft.wire = wireOf(draft);
    return true;
  }),
  mutation('no HTTP', (draft, tools) => {
    draft.wire = Buffer.from(tools.dice.oneOf(rubbish)(draft, tools), 'latin1');
    return true;
  }),
  mutation('bytes of the request changed', (draft, { dice }) => {
    const wire = Buffer.from(wireOf(draft));
    const head = Math.max(1, wire.indexOf('\r\n\r\n'));
    for (let n = 0; n <= dice.below(3); n++) wire[dice.below(head)] = dice.below(256);
    draft.wire = wire;
    return true;
  }),
];
