import type { HttpResponse } from '@hms/service-kit/response';
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4';
import type { Named } from './resource';

interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId?: string;
  errors?: { in: string; pointer: string; detail: string }[];
}

/** FHIR's issue types (http://hl7.org/fhir/issue-type) by the status of the problem. */
const codes: Record<number, OperationOutcomeIssue['code']> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  406: 'not-supported',
  409: 'conflict',
  412: 'conflict',
  413: 'too-long',
  415: 'not-supported',
  422: 'business-rule',
  429: 'throttled',
  503: 'transient',
};

/** Returns the problem as an OperationOutcome that says the same sentence; one issue for each fault of the request. */
export function outcomeOf(problem: HttpResponse, resource?: Named): HttpResponse {
  const { type = '', elements = {}, reasons = {}, refusedFor } = resource ?? {};
  const document = JSON.parse(problem.body) as ProblemDocument;
  const { type: kind, title, status, detail, requestId, errors } = document;
  const code = codes[status] ?? 'exception';
  const issue = (text: string, expression?: string): OperationOutcomeIssue => ({
    severity: 'error',
    code,
    details: { coding: [{ code: kind.replace('/problems/', ''), display: title }], text },
    ...(expression !== undefined && { expression: [expression] }),
    ...(requestId !== undefined && { diagnostics: `request ${requestId}` }),
  });
  const reason = reasons[kind.replace('/problems/', '')];
  const outcome: OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: errors
      ? errors.map(({ in: part, pointer, detail: fault }) =>
          part === 'body'
            ? issue(`${elementOf(pointer, type, elements)} ${fault}.`, elementOf(pointer, type, elements))
            : issue(`${part} ${pointer.slice(1)}: ${fault}.`),
        )
      : [issue(detail, reason && `${type}.${reason}`), ...(refusedFor?.({ ...document }) ?? [])],
  };
  const headers = { ...problem.headers, 'content-type': fhirJson };
  return { ...problem, headers, body: JSON.stringify(outcome) };
}

export const fhirJson = 'application/fhir+json; charset=utf-8';

/**
 * `/name/0/family` of a Patient as FHIRPath has it: `Patient.name[0].family`; of what is named otherwise in FHIR its element, by
 * as much of the pointer as is told of.
 */
function elementOf(pointer: string, type: string, elements: Record<string, string>): string {
  const steps = pointer.split('/').slice(1);
  for (let length = steps.length; length > 0; length -= 1) {
    const told = steps.slice(0, length);
    const name = pathOf(told.map((step) => (isIndex(step) ? '*' : step))).slice(1);
    // what is asked may be named as what every object has: constructor
    const element = Object.hasOwn(elements, name) ? elements[name] : undefined;
    if (element === undefined) continue;
    const indexes = told.filter(isIndex);
    return `${type}.${element.replaceAll('*', () => indexes.shift() ?? '*')}${pathOf(steps.slice(length))}`;
  }
  return `${type}${pathOf(steps)}`.replace(/^\./, '');
}

function pathOf(steps: string[]): string {
  return steps.map((step) => (step === '*' || isIndex(step) ? `[${step}]` : `.${nameOf(step)}`)).join('');
}

/** `_birthDate` is what JSON has for the extensions of a primitive; FHIRPath knows no such name. */
function nameOf(step: string): string {
  return step.replace(/^_([a-z]\w*)$/i, '$1.extension');
}

function isIndex(step: string): boolean {
  return /^\d+$/.test(step);
}
