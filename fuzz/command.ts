import { bodyOf, targetOf, wireOf, type Draft } from './draft';
import { isSendable } from './transport';

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const short = (text: string) => (text.length > 1200 ? `${text.slice(0, 1200)}… (${text.length} characters)` : text);

/** As printf writes it. */
const escaped = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[^ -~]|[\\%']/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`);

/** A line for a shell that sends the request again; a long one is cut, and the number makes it again. */
export const asCommand = (draft: Draft): string => {
  const { host, hostname, port } = new URL(draft.operation.service.url);
  if (!isSendable(draft)) return short(`printf '${escaped(wireOf(draft))}' | nc -q 5 ${hostname} ${port}`);
  const headers = draft.headers.map(([name, value]) => ` -H ${quoted(value ? `${name}: ${value}` : `${name};`)}`);
  const line = `curl -i --path-as-is -X ${draft.method} ${quoted(`http://${host}${targetOf(draft)}`)}${headers.join('')}`;
  const body = bodyOf(draft);
  if (!body) return short(line);
  const text = body.toString();
  if (!text.includes('\0') && Buffer.from(text).equals(body)) return short(`${line} --data-binary ${quoted(text)}`);
  return short(`printf '${escaped(body)}' | ${line} --data-binary @-`);
};
