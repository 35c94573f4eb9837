import type { Request } from 'express';
import type { Queryable } from './database';
import type { Operation } from './operation';
import { ownerOf, patientNamed, patientsShown } from './patients-of-request';
import { Problem } from './problem';
import type { FileResponse, HttpResponse } from './response';
import { currentRequest, type Sight } from './request-context';
import { restrictedPatient, type Restrictions } from './restrictions';

/** What the caller of this request sees, while it is being answered. */
export interface Watch {
  /** Throws a 403 problem where the request is about a patient whose record is restricted. */
  requireSight(): Promise<void>;
  /** Returns the response without what is restricted, or throws a 403 problem. */
  veil(response: HttpResponse | FileResponse): Promise<HttpResponse | FileResponse>;
}

/** Begins to watch over a request. Undefined where nothing is hidden from its caller. Throws a 503 problem where that is not known. */
export async function watchOver(
  restrictions: Restrictions,
  db: Queryable,
  contract: Operation,
  request: Request,
): Promise<Watch | undefined> {
  const context = currentRequest();
  const caller = context?.caller;
  if (!caller || contract.despiteRestriction) return undefined;
  const first = await restrictions.sightOf(caller);
  if (!first) return undefined;
  context.sight = first;

  /** A refusal is by what is known now: the glass may have been broken a moment ago, in another service. */
  async function check<T>(by: (sight: Sight) => Promise<T>): Promise<T> {
    try {
      return await by(context?.sight ?? seesAll);
    } catch (error) {
      if (!context || !caller || !(error instanceof Problem) || error.kind !== restrictedPatient.kind) throw error;
      restrictions.forget();
      context.sight = (await restrictions.sightOf(caller)) ?? seesAll;
      return by(context.sight);
    }
  }

  return {
    requireSight: () =>
      check(async (sight) => {
        const named = patientNamed(contract.patient, request).find(sight.isHidden);
        if (named !== undefined) throw restrictedPatient(named);
        // what a read is about, its response says
        if (contract.method !== 'get') await requireSight(db, contract, request, sight);
      }),
    veil: (response) => check((sight) => veil(db, contract, request, response, sight)),
  };
}

const seesAll: Sight = { isHidden: () => false, reasonFor: () => undefined };

/** Throws a 403 problem where the record in the path is of a patient whose record is restricted. */
async function requireSight(
  db: Queryable,
  { patient }: Operation,
  request: Request,
  { isHidden }: Sight,
): Promise<void> {
  const hidden = (await ownerOf(db, patient, request)).find(isHidden);
  if (hidden !== undefined) throw restrictedPatient(hidden);
}

/**
 * Returns the response without what is restricted: lists leave it out, as if it were not there. Throws a 403 problem where the
 * response is about such a patient alone.
 */
async function veil(
  db: Queryable,
  contract: Operation,
  request: Request,
  response: HttpResponse | FileResponse,
  sight: Sight,
): Promise<HttpResponse | FileResponse> {
  const { patient, method } = contract;
  // it is done: to say that it was refused would have it done twice
  if (method !== 'get' && response.status < 300) return response;
  const text = typeof response.body === 'string' ? response.body : '';
  const [hidden, ...others] = patientsShown(patient, text).filter(sight.isHidden);
  const isOfMany = !patient || ('in' in patient && (patient.in === 'query' || patient.in === 'response'));
  if (hidden === undefined) {
    // a paper, or a part of a record that does not say whose it is
    if (!isOfMany) await requireSight(db, contract, request, sight);
    return response;
  }
  const page = JSON.parse(text) as { data?: unknown };
  const exactly = patient && 'in' in patient && patient.in === 'response' ? patient.exactly : undefined;
  const isExact = others.length === 0 && exactly !== undefined && request.query[exactly] !== undefined;
  if (!isOfMany || !Array.isArray(page.data) || isExact) throw restrictedPatient(hidden);
  const isSeen = (record: unknown) => !patientsShown(patient, JSON.stringify(record)).some(sight.isHidden);
  return { ...response, body: JSON.stringify({ ...page, data: page.data.filter(isSeen) }) };
}
