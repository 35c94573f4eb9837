import type { Whose } from '@hms/service-kit/narrow';
import type { Operation } from '@hms/service-kit/operation';
import type { Action } from '@hms/service-kit/scopes';
import type { FhirResource as FhirAny, OperationOutcomeIssue, Resource } from 'fhir/r4';
import type { z } from 'zod';
import type { Condition, SearchParameter } from './search-parameter';

export type FhirType = FhirAny['resourceType'];

/** A resource of FHIR as one value: which native operations it is read and written by, how it is mapped, what it is found by. */
export interface FhirResource {
  type: FhirType;
  /** It has nothing of a patient: a program that was given one patient's resources may have it too. */
  ofNobody?: true;
  /** Ids of the service's own operations. Access, checks and what is decided are theirs; what is absent here is not offered. */
  native: {
    read: string;
    search: string;
    history?: string;
    create?: string;
    /** A PATCH of the record. */
    change?: string;
  };
  within?: Within;
  /** Pure; a member that is masked is absent. */
  toFhir(record: never): Resource;
  /** Reads the resource as the body of the native create. Refuses every element that it cannot keep. */
  body?: z.ZodType;
  /** Native members that the body may repeat and not change, such as a number that the service gives. */
  fixed?: readonly string[];
  /**
   * For what of the native body is named otherwise in FHIR, its element: `name.family`; below lists, as `contact[*].name.text`
   * for `contacts[*].name`.
   */
  elements?: Record<string, string>;
  /** For problems of which one element is the reason, by the last part of their type, that element. */
  reasons?: Record<string, string>;
  /** What a refusal says beside its sentence, by the members of its problem. */
  refusedFor?(problem: Record<string, unknown>): OperationOutcomeIssue[];
  /** The native list: its view as `v` and what it is joined to. */
  from: string;
  /** The columns of its id, and of the time of its last change; without that it is not found by it. */
  id: string;
  updatedAt?: string;
  /** The column by which it is the patient's own; absent for what patients do not list. */
  patient?: string;
  /** Which of these the caller sees, where the access of the native list does not say it all. */
  visible?: Condition;
  parameters: Record<string, SearchParameter>;
  /** What `_sort` takes beside `_id` and `_lastUpdated`: a column of instants for each parameter's name. */
  sorts?: Record<string, string>;
  /** The one order in which it is found, newest first, where its id is no UUID: `by` is what `_sort` calls it. */
  order?: { by: string; key: { column: string; type: 'bigint' | 'timestamptz' | 'text' }[] };
  /** What does not follow from `native`: an update that is one of several commands, `$find`. */
  own?: OwnOperation[];
}

/**
 * What a record belongs to, where its native path begins with that: `/patients/:id/allergies/:allergyId`. Here it has an address of
 * its own, and is read as it is listed, by `from`.
 */
export interface Within {
  /** Whose it is, by its own id. */
  patient: Extract<Whose, { recordIn: string }>;
  /** The member of the record, and of the body of a new one, that names what it belongs to. */
  member: string;
  /** The parameter of the native path that is the record's own id. */
  parameter: string;
}

/** A resource that is worked out when it is asked for, and stored nowhere: all its operations are its own. */
export interface ComputedResource extends Named {
  parameters: Record<string, Pick<SearchParameter, 'type' | 'documentation'>>;
  own: OwnOperation[];
}

/** An operation that is written for one resource, by each of its addresses. */
export interface OwnOperation {
  /** What FHIR has it for: an interaction, or an operation by its name and the address of its definition. */
  is: 'read' | 'search-type' | 'create' | 'update' | NamedOperation;
  /** @param native the service's own operations, by which it does its work */
  make(native: Operation[]): Operation[];
}

/** An operation of FHIR that is no interaction. */
interface NamedOperation {
  name: string;
  definition: string;
  /** The interaction whose scope allows it; without one, a token with scopes does not. */
  as?: Action;
}

/** The parts of a resource by which it is named in answers. */
export type Named = Pick<FhirResource, 'type' | 'elements' | 'reasons' | 'refusedFor' | 'ofNobody'>;

/** Types a resource's mapping by the record that it maps. */
export function fhirResource<R>(
  resource: Omit<FhirResource, 'toFhir'> & { toFhir(record: R): Resource },
): FhirResource {
  return resource;
}

/** The element as it is written down: a member may have nothing. */
type WithNothing<T> = { [K in keyof T]: T[K] | null | undefined };

/** Returns the element without members that have nothing: null, undefined, an empty text, list or object, which FHIR forbids. */
export function compact<T extends object>(element: WithNothing<T>): T {
  const kept: Record<string, unknown> = {};
  // by a loop, since a page of resources is some hundred elements
  for (const name in element) {
    const value = element[name as keyof T];
    if (!isNothing(value)) kept[name] = value;
  }
  return kept as T;
}

function isNothing(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === '';
  if (value === null) return true;
  for (const _name in value) return false;
  return true;
}
