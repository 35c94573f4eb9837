import { z } from 'zod';
import { escape, page } from './page';
import { findPerson } from './people';
import { ChosenPatient, samplePatients, scopesGiven } from './smart';

/** A program that waits for a person to let it in. */
export interface Asked {
  uid: string;
  client: string;
  scope: string;
  /** Who is signed in. */
  person: string | undefined;
}

const Answer = z.object({
  consent: z.literal('yes'),
  patient: z.string().max(100).optional(),
  id: z.string().max(100).optional(),
});

/** Returns what the person has answered: what is kept of it, `no`, or why it is no answer yet. */
export function readConsent(asked: Asked, body: unknown): { patient?: string } | 'no' | { fault: string } {
  const answer = Answer.safeParse(body).data;
  if (!answer) return 'no';
  if (!choosesPatient(asked)) return {};
  const { patient, id = '' } = answer;
  const chosen = ChosenPatient.safeParse(id.trim() === '' ? patient : id.trim()).data;
  if (chosen !== undefined) return { patient: chosen };
  return { fault: id.trim() === '' ? 'Choose a patient.' : 'This is no id of a patient.' };
}

/** Returns the page on which a person lets a program go on in their name; for SMART, in what it asks for, and with which patient. */
export function consentPage(asked: Asked, fault?: string): string {
  const { uid, client, scope } = asked;
  const scopes = scopesGiven(scope);
  return page(
    'Go on?',
    `${fault === undefined ? '' : `<p class="error" role="alert" id="error">${escape(fault)}</p>`}
<p>The program <code>${escape(client)}</code> wants to go on in your name${scopes.length > 0 ? ', as far as you may do this yourself' : ''}.</p>
${scopes.length > 0 ? `<ul>${scopes.map((word) => `<li>${escape(inWords(word))}</li>`).join('')}</ul>` : ''}
<form method="post" action="/interaction/${escape(uid)}">
${choosesPatient(asked) ? choice() : ''}
<button name="consent" value="yes" autofocus>Go on</button>
<button name="consent" value="no" class="second">Do not</button>
</form>`,
  );
}

/** A patient is their own. */
function choosesPatient({ scope, person = '' }: Asked): boolean {
  return scope.split(' ').includes('launch/patient') && findPerson(person)?.patientId === undefined;
}

function choice(): string {
  const rows = samplePatients.map(
    ({ id, name }) => `<label class="choice"><input type="radio" name="patient" value="${id}"> ${escape(name)}</label>`,
  );
  return `<fieldset><legend>For which patient?</legend>
${rows.join('\n')}
<label for="id">Or another patient’s id</label>
<input id="id" name="id" autocomplete="off" spellcheck="false">
</fieldset>`;
}

const actions: Record<string, string> = { c: 'add', r: 'read', u: 'change', d: 'remove', s: 'search' };
const earlier: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };
const others: Record<string, string> = {
  openid: 'Who you are',
  fhirUser: 'Your own record as a doctor or patient: its address',
  'launch/patient': 'Which patient you choose',
  offline_access: 'To go on while you are away, for eight hours at most',
};

function inWords(word: string): string {
  const [, context, type = '', letters = ''] = /^(patient|user|system)\/([^.]+)\.(.+)$/.exec(word) ?? [];
  if (context === undefined) return others[word] ?? word;
  const done = Object.entries(actions)
    .flatMap(([letter, done]) => ((earlier[letters] ?? letters).includes(letter) ? [done] : []))
    .join(', ');
  return `${type === '*' ? 'All resources' : type}${context === 'patient' ? ' of this one patient' : ''}: ${done}`;
}
