import { setHeader } from '../draft';
import { mutation, type Mutation } from './mutation';

const contentTypes = ['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'json']
  .concat(['application/xml', 'application/json; charset=utf-16', 'application/json; charset=nonsense', '*/*', ';;;'])
  .concat(['application/json, text/plain', 'APPLICATION/JSON', 'application/merge-patch+json', 'application/jsonp'])
  .concat(['application/json; charset="utf-8', 'text/json', 'application/vnd.api+json', `a/${'b'.repeat(4000)}`]);

const odd = [
  '',
  ' ',
  '""',
  '"',
  '*',
  ',',
  'W/"1"',
  '"1"',
  '"2"',
  '1',
  '"1", "2"',
  'W/',
  '-1',
  '"-1"',
  '"1',
  'null',
  '\t',
]
  .concat(['"99999999999999999999"', '"1e3"', '"NaN"', 'x'.repeat(300), 'x'.repeat(5000), 'x'.repeat(17_000)])
  .concat(['é', '\u00ff\u0080', "'; drop table bills; --", '${jndi:ldap://x}', '__proto__', '%00', '()', 'a b']);

const traces = [
  '00-0-0-0',
  `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`,
  `ff-${'a'.repeat(32)}-${'a'.repeat(16)}-01`,
  'x',
];

/** Headers that say something else than the service knows. */
const strange: [string, string][] = [
  ['Accept', 'text/html'],
  ['Accept', 'image/png;q=x, */*;q=-1'],
  ['Accept-Encoding', 'gzip;q=nonsense, *;q=0'],
  ['Accept-Language', 'x'.repeat(2000)],
  ['Expect', '100-continue'],
  ['Expect', 'the-impossible'],
  ['Range', 'bytes=0-0,5-1,-1'],
  ['Upgrade', 'websocket'],
  ['Upgrade', 'h2c'],
  ['Host', ''],
  ['Host', 'elsewhere.example:99999'],
  ['Host', '../../etc'],
  ['X-Forwarded-For', '127.0.0.1, \'"'],
  ['X-Forwarded-Host', 'elsewhere.example'],
  ['X-Forwarded-Proto', 'javascript'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Cookie', 'x'.repeat(4000)],
  ['Authorization', 'Bearer x.y.z'],
  ['Origin', 'null'],
  ['If-Modified-Since', 'yesterday'],
  ['If-Unmodified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['If-Range', '"1"'],
  ['TE', 'trailers, deflate'],
  ['Trailer', 'Content-Length'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
  ['Content-Encoding', 'br'],
  ['Content-Encoding', 'deflate'],
  ['Content-Encoding', 'nonsense'],
  ['Content-Encoding', 'identity'],
];

const known = ['Idempotency-Key', 'If-Match', 'If-None-Match', 'X-Request-Id', 'traceparent', 'Accept'];

export const headerMutations: Mutation[] = [
  mutation('another content type', (draft, { dice }) => {
    if (dice.chance(0.15)) draft.headers = draft.headers.filter(([name]) => name !== 'Content-Type');
    else setHeader(draft, 'Content-Type', dice.oneOf(contentTypes));
    return true;
  }),
  mutation('an odd header', (draft, { dice }) => {
    setHeader(draft, dice.oneOf(known), dice.oneOf(odd));
    return true;
  }),
  mutation('a header twice', (draft, { dice }) => {
    const name = dice.oneOf([...known, 'Content-Type', 'Host']);
    draft.headers.push([name, dice.oneOf(odd)], [name, dice.oneOf(odd)]);
    return true;
  }),
  mutation('an odd traceparent', (draft, { dice }) => {
    setHeader(draft, 'traceparent', dice.oneOf(traces));
    return true;
  }),
  mutation('a strange header', (draft, { dice }) => {
    setHeader(draft, ...dice.oneOf(strange));
    return true;
  }),
  mutation('very many headers', (draft, { dice }) => {
    const many = dice.oneOf([100, 1500, 3000]);
    for (let n = 0; n < many; n++) draft.headers.push([`X-${n}`, '1']);
    return true;
  }),
];
