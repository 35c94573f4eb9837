import './medplum';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { validateResource } from '@medplum/core';
import { compile } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { isObject } from './walk';

interface Element {
  id: string;
  min?: number;
  max?: string;
  type?: { code: string }[];
  patternCodeableConcept?: { coding: { system: string; code: string }[] };
  slicing?: { discriminator?: { type: string; path: string }[] };
  constraint?: { key: string; human: string; severity: string; expression: string }[];
}

interface Profile {
  type: string;
  url: string;
  differential: { element: Element[] };
}

const folder = path.dirname(require.resolve('hl7.fhir.uv.ips/package.json'));
const profiles = new Map<string, Profile>();

/** A profile of the International Patient Summary, of the package `hl7.fhir.uv.ips`. */
function profileOf(type: string): Profile {
  const known = profiles.get(type);
  if (known) return known;
  const name = `StructureDefinition-${type}-uv-ips.json`;
  // Medplum takes the version of a profile for a part of its type
  const text = readFileSync(path.join(folder, name), 'utf8').replace(/\|\d+\.\d+\.\d+"/g, '"');
  const profile = JSON.parse(text) as Profile;
  profiles.set(type, profile);
  return profile;
}

/**
 * Holds a resource against the profile of its type in the International Patient Summary: by Medplum's validator, and by what the
 * profile itself says beside R4: what is required, how often, what a slice must have, its codes and its invariants. Slices by
 * profile are left out: what they lead to is held against its own.
 */
export function faultsByIps(resource: { resourceType: string }): string[] {
  const { url, differential } = profileOf(resource.resourceType);
  const own = differential.element.flatMap((element) => faultsOf(element, differential.element, resource));
  return [...own, ...faultsByMedplum(resource)].map((fault) => `${url.replace(/^.*\//, '')}: ${fault}`);
}

function faultsOf(element: Element, all: Element[], resource: object): string[] {
  const steps = element.id.split('.').slice(1);
  const last = steps.pop();
  const parents = steps.reduce<unknown[]>(
    (values, step, i) => {
      const id = element.id
        .split('.')
        .slice(0, i + 2)
        .join('.');
      return values.flatMap((value) => childrenAt(value, step, id, all));
    },
    [resource],
  );
  return parents.flatMap((parent) => {
    const found = last === undefined ? [parent] : childrenAt(parent, last, element.id, all);
    const { min = 0, max = '*', patternCodeableConcept: pattern, constraint = [] } = element;
    return [
      ...(found.length < min || (max !== '*' && found.length > Number(max))
        ? [`${element.id} is there ${found.length} times, and not ${min}..${max}`]
        : []),
      ...(pattern && !found.every((one) => hasPattern(one, pattern)) ? [`${element.id} has another code`] : []),
      ...constraint
        .filter(({ severity }) => severity === 'error')
        .flatMap(({ key, human, expression }) =>
          found.every((one) => holds(expression, one, resource)) ? [] : [`${key}: ${human} at ${element.id}`],
        ),
    ];
  });
}

/** The values of a member; of a slice, those that its discriminator takes. A value that says only why it is absent counts. */
function childrenAt(parent: unknown, step: string, id: string, all: Element[]): unknown[] {
  if (!isObject(parent)) return [];
  const [name = '', slice] = step.split(':');
  const plain = name.replace('[x]', '');
  const members = name.endsWith('[x]')
    ? Object.keys(parent).filter((key) => new RegExp(`^_?${plain}[A-Z]`).test(key))
    : [plain, `_${plain}`];
  const given = members.flatMap((member) => parent[member] ?? []);
  const values = members.some((member) => Array.isArray(parent[member])) ? given : given.slice(0, 1);
  return slice === undefined ? values : values.filter((value) => isOfSlice(value, id, all));
}

function isOfSlice(value: unknown, id: string, all: Element[]): boolean {
  const code = all.find((one) => one.id === `${id}.code`)?.patternCodeableConcept;
  if (code) return isObject(value) && hasPattern(value['code'], code);
  const type = all.find((one) => one.id === `${id}.resource`)?.type?.[0]?.code;
  if (type) return isObject(value) && isObject(value['resource']) && value['resource']['resourceType'] === type;
  return false;
}

function hasPattern(value: unknown, { coding }: NonNullable<Element['patternCodeableConcept']>): boolean {
  const given = isObject(value) && Array.isArray(value['coding']) ? (value['coding'] as unknown[]) : [];
  return coding.every(({ system, code }) =>
    given.some((one) => isObject(one) && one['system'] === system && one['code'] === code),
  );
}

function holds(expression: string, value: unknown, resource: object): boolean {
  const [result] = compile(expression, r4)(value, { resource, rootResource: resource }) as unknown[];
  return result !== false;
}

// HL7's own Bundle-IPS-examples-Bundle-01 has both: sections whose entries are sliced by profile are not found, and are counted
// above; an entry is referred to by its urn:uuid
const falseAlarms = /^Incorrect number of values provided for slice '|^Invalid reference: got "urn:uuid:/;

function faultsByMedplum(resource: { resourceType: string }): string[] {
  try {
    validateResource(resource, { profile: profileOf(resource.resourceType) as never });
    return [];
  } catch (error) {
    const issues = (error as { outcome?: { issue: { details?: { text?: string }; expression?: string[] }[] } }).outcome
      ?.issue;
    const told = (issues ?? []).filter(({ details }) => !falseAlarms.test(details?.text ?? ''));
    return told.map(({ details, expression }) => `medplum: ${details?.text} at ${expression?.join()}`);
  }
}
