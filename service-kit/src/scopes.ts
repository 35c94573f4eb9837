import type { Grant } from './access';
import type { Scopes } from './caller';
import { defineProblem } from './problem';

/** create, read, update, delete, search: what may be done with records of a type. */
export type Action = 'c' | 'r' | 'u' | 'd' | 's';

/** What a token with scopes must allow, for an operation to be done by it. */
export interface Need {
  /** Of the record, in the language of the scopes: `Patient`. */
  type: string;
  action: Action;
  /** It has nothing of a patient, so what is for one patient allows it too. */
  ofNobody?: true;
}

const ofSmart = /^(patient|user|system)\/|^launch(\/|$)|^fhirUser$/;
// what comes after, such as ?category=…, would narrow it in a way that nothing here holds: so it allows nothing
const ofRecords = /^(patient|user|system)\/([A-Z][A-Za-z]*|\*)\.(read|write|\*|(?=.)c?r?u?d?s?)$/;
/** Of SMART's first version, in the letters of the second. */
const earlier: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };

const outsideScopes = defineProblem(
  { type: 'outside-scopes', status: 403, title: 'The scopes of your token do not allow this' },
  (needed: string[], { words, patientId }: Scopes) => ({
    detail:
      needed.length === 0
        ? 'No scope of SMART allows this: a token that has such scopes is for resources at /fhir/R4, and not for every operation there.'
        : `This needs the scope ${needed.join(' or ')}. Your token has ${words.join(' ')}${patientId === undefined && words.some((word) => word.startsWith('patient/')) ? ', and names no patient' : ''}. Scopes with parameters allow nothing here.`,
    headers: {
      'www-authenticate': `Bearer realm="hospital", error="insufficient_scope"${needed.length > 0 ? `, scope="${needed.join(' ')}"` : ''}`,
    },
  }),
);

/** Returns the scopes that limit a token; undefined where it has none of SMART's, and its roles alone say what it may. */
export function scopesIn(words: string[], patientId: string | undefined): Scopes | undefined {
  const given = words.filter((word) => ofSmart.test(word));
  return given.length > 0 ? { words: given, patientId } : undefined;
}

/**
 * Returns what the scopes leave of what the roles grant, which is never more. Throws a 403 problem where that is nothing.
 * @param isOfPatient whether the operation can be kept to one patient
 */
export function withinScopes(
  grant: Grant,
  scopes: Scopes | undefined,
  need: Need | undefined,
  isOfPatient: boolean,
): Grant {
  if (!scopes) return grant;
  if (!need) throw outsideScopes([], scopes);
  const contexts = new Set(scopes.words.flatMap((word) => contextOf(word, need)));
  if (contexts.has('user') || contexts.has('system')) return grant;
  if (contexts.has('patient')) {
    const { patientId } = scopes;
    const isAnothers = grant.patientId !== undefined && grant.patientId !== patientId;
    if (isOfPatient && patientId !== undefined && !isAnothers) return { ...grant, patientId };
    if (!isOfPatient && need.ofNobody) return grant;
  }
  const letters = `${need.type}.${need.action}`;
  const forOne = isOfPatient || need.ofNobody ? [`patient/${letters}`] : [];
  throw outsideScopes([...forOne, `user/${letters}`, `system/${letters}`], scopes);
}

/** Returns for whom the scope allows what is needed: nothing where it does not. */
function contextOf(word: string, { type, action }: Need): string[] {
  const [, context, of, letters] = ofRecords.exec(word) ?? [];
  if (context === undefined || letters === undefined || (of !== '*' && of !== type)) return [];
  return (earlier[letters] ?? letters).includes(action) ? [context] : [];
}
