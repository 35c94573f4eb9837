import type { Draft } from './draft';
import type { Intruder } from './intruders';
import type { Judgement } from './judge';
import { pathOf } from './operations';
import type { HttpResponse } from './transport';

const refusals = new Set([401, 403, 404]);
/** Said of what is no request to any operation, before anybody is asked who they are. */
const ofHttp = new Set([405, 408, 414, 417, 431, 503]);
/** Said of a body, which is read once it is known who sends it. */
const ofBody = new Set([413, 415]);
const pages = /^\/(docs(\/.*)?|openapi\.json|healthz|readyz)?$/;

/** What is wrong with an answer to one who may not: anything but a refusal. */
export const judgeIntruder = (draft: Draft, answer: HttpResponse): Judgement[] => {
  const { intruder, operation, method, judgeable } = draft;
  const { status, text, hungUp } = answer;
  if (!intruder || isOpen(draft, intruder) || (status === 0 && hungUp)) return [];
  if (method === 'OPTIONS' && status === 204 && text === '') return [];
  if (operation.service.name === 'gateway' && isApplication(answer)) return [];
  const fault = (kind: string): Judgement[] => [{ kind, detail: `${intruder.name}: ${text.slice(0, 300)}` }];
  if (!refusals.has(status))
    return comesBefore(answer, intruder.status === 403) ? [] : fault('an intruder is not refused');
  const isAsDocumented = judgeable && method === operation.method && pathOf(operation).test(draft.path);
  if (isAsDocumented && ![intruder.status, 404].includes(status))
    return fault(`an intruder is refused otherwise than by ${intruder.status}`);
  return [];
};

/** The page of the front desk, which has nothing of anybody: the gateway shows it wherever nothing else is. */
const isApplication = ({ status, headers, text }: HttpResponse): boolean =>
  status === 200 &&
  headers['content-type']?.startsWith('text/html') === true &&
  (text === '' || text.includes('<div id="root"></div>'));

/** Whether it is said before anything of the operation is looked at. */
const comesBefore = ({ status, text }: HttpResponse, isKnown: boolean): boolean => {
  if (status === 400)
    return (
      text === '' || /"(\/problems\/)?malformed-request"/.test(text) || (isKnown && text.includes('malformed-body"'))
    );
  return ofHttp.has(status) || (isKnown && ofBody.has(status));
};

/** Whether the address is of something that they may after all: a page, an operation for anybody, or another one for their role. */
const isOpen = ({ method, path, operation }: Draft, { role = '' }: Intruder): boolean => {
  const bare = path
    .replace(/[?#].*$/s, '')
    .replace(/^https?:\/\/[^/]*/, '')
    .toLowerCase();
  if (pages.test(bare)) return true;
  const asked = method === 'HEAD' ? 'GET' : method;
  return operation.service.operations
    .filter(({ roles }) => roles.length === 0 || roles.includes(role))
    .some((one) => one.method === asked && new RegExp(pathOf(one), 'i').test(bare.replace(/\/$/, '')));
};
