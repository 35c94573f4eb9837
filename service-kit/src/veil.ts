import type { Caller } from './caller';
import type { Queryable } from './database';
import type { OperationRequest } from './incoming';
import type { Operation } from './operation';
import { ownerOf, patientNamed, patientsShown } from './patients-of-request';
import { Problem } from './problem';
import type { FileResponse, HttpResponse } from './response';
import type { Sight } from './request-context';
import { restrictedPatient, type Restrictions } from './restrictions';

/** What the caller of this request sees, while it is being answered. */
export interface Watch {
  /** Throws a 403 problem where the request is about a patient whose record is restricted. */
  requireSight(): Promise<void>;
  /** Returns the response without what is restricted, or throws a 403 problem. */
  veil(response: HttpResponse | FileResponse): Promise<HttpResponse | FileResponse>;
}

/** Begins to watch over a request. Undefined where nothing is hidden from its caller. Throws a 503 problem where that is not known. */
export function watchOver(
  restrictions: Restrictions,
  db: Queryable,
  contract: Operation,
  request: OperationRequest,
): Watch | undefined | Promise<Watch | undefined> {
  const { caller } = request.context;
  if (!caller || contract.despiteRestriction) return undefined;
  const watch = (sight: Sight | undefined) => sight && watchBy(sight, caller, restrictions, db, contract, request);
  const sight = restrictions.sightOf(caller);
  return sight instanceof Promise ? sight.then(watch) : watch(sight);
}

function watchBy(
  first: Sight,
  caller: Caller,
  restrictions: Restrictions,
  db: Queryable,
  contract: Operation,
  request: OperationRequest,
): Watch {
  const { context } = request;
  context.sight = first;
  /** Those whom a list has left out. */
  const leftOut = new Set<string>();
  context.isHiddenRecord = (json) => {
    const hidden = patientsShown(contract.patient, json).filter(context.sight?.isHidden ?? (() => false));
    for (const id of hidden) leftOut.add(id);
    return hidden.length > 0;
  };

  /** A refusal is by what is known now: the glass may have been broken a moment ago, in another service. */
  async function check<T>(by: (sight: Sight) => Promise<T>): Promise<T> {
    try {
      return await by(context.sight ?? seesAll);
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== restrictedPatient.kind) throw error;
      restrictions.forget();
      context.sight = (await restrictions.sightOf(caller)) ?? seesAll;
      return by(context.sight);
    }
  }

  context.requireSightOf = (patientId) =>
    check((sight) => (sight.isHidden(patientId) ? Promise.reject(restrictedPatient(patientId)) : Promise.resolve()));

  return {
    requireSight: () =>
      check(async (sight) => {
        const named = patientNamed(contract.patient, request).find(sight.isHidden);
        if (named !== undefined) throw restrictedPatient(named);
        // what a read is about, its response says
        if (contract.method !== 'get') await requireSight(db, contract, request, sight);
      }),
    veil: (response) =>
      check(async (sight) => {
        const [found, ...others] = [...leftOut].filter(sight.isHidden);
        if (found !== undefined && others.length === 0 && isExact(contract, request)) throw restrictedPatient(found);
        return veil(db, contract, request, response, sight);
      }),
  };
}

/** Whether one patient was asked for by a number alone; with another parameter beside it, the response would tell of that. */
function isExact({ patient }: Operation, request: OperationRequest): boolean {
  const exactly = patient && 'in' in patient && patient.in === 'response' ? (patient.exactly ?? []) : [];
  const asked = Object.keys(request.query).filter((name) => !['limit', 'cursor', 'countUpTo'].includes(name));
  return asked.length === 1 && asked.every((name) => exactly.includes(name));
}

const seesAll: Sight = { isHidden: () => false, hidden: () => [], reasonFor: () => undefined };

/** Throws a 403 problem where the record in the path is of a patient whose record is restricted. */
async function requireSight(
  db: Queryable,
  { patient }: Operation,
  request: OperationRequest,
  { isHidden }: Sight,
): Promise<void> {
  const hidden = (await ownerOf(db, patient, request)).find(isHidden);
  if (hidden !== undefined) throw restrictedPatient(hidden);
}

/**
 * Returns the response, of which lists have left out what is restricted. Throws a 403 problem where it tells of such a patient, by
 * whatever way: what no list has left out is not for the caller as a whole.
 */
async function veil(
  db: Queryable,
  contract: Operation,
  request: OperationRequest,
  response: HttpResponse | FileResponse,
  sight: Sight,
): Promise<HttpResponse | FileResponse> {
  const { patient, method } = contract;
  // it is done: to say that it was refused would have it done twice
  if (method !== 'get' && response.status < 300) return response;
  const text = typeof response.body === 'string' ? response.body : '';
  const hidden = patientsShown(patient, text).find(sight.isHidden);
  if (hidden !== undefined) throw restrictedPatient(hidden);
  // a paper, or a part of a record that does not say whose it is
  const isOfMany = !patient || ('in' in patient && (patient.in === 'query' || patient.in === 'response'));
  if (!isOfMany) await requireSight(db, contract, request, sight);
  return response;
}
