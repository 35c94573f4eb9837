import { waitingStatement, type Audit, type AuditEvent } from './audit';
import { personBehind, type Caller } from './caller';
import type { Database } from './database';
import type { OperationRequest } from './incoming';
import type { Operation } from './operation';
import { ownerOf, ownerQuery, patientNamed, patientsShown } from './patients-of-request';
import type { FileResponse, HttpResponse } from './response';

/** Records what is answered; resolves before the caller may see it. */
export type RecordAnswer = (answer: HttpResponse | FileResponse) => Promise<void>;

/**
 * Begins the audit of one request. A write's event goes with the first transaction that the request commits; what it has not said,
 * such as a refusal, the answer's event says. What anybody may ask leaves one where it shows something of a patient's.
 */
export function auditRequest(
  audit: Audit,
  db: Database,
  contract: Operation,
  request: OperationRequest,
): RecordAnswer | undefined {
  if (contract.isUnrecorded) return undefined;
  const { context } = request;
  const caller = context.caller ?? anybody;
  const named = patientNamed(contract.patient, request);
  const common = commonOf(contract, caller, request);
  let written: Pick<AuditEvent, 'outcome' | 'patientIds'> | undefined;

  if (!isRead(contract) && caller !== anybody)
    context.atCommit = (result) => {
      const { status, text } = describe(result);
      const patientIds = union(named, patientsShown(contract.patient, text));
      // whose it is may be found out by a later transaction, as the payer of a bill
      if (written && (written.patientIds.length > 0 || patientIds.length === 0)) return undefined;
      const outcome = status >= 400 ? 'refused' : 'changed';
      const reason = context.sight?.reasonFor(patientIds);
      const event = { ...common, outcome, status, patientIds, reason } as const;
      return {
        ...waitingStatement(event, patientIds.length === 0 ? ownerQuery(contract.patient, request) : undefined),
        done: () => {
          written = event;
          audit.catchUpSoon();
        },
      };
    };

  return async (answer) => {
    const { status, body } = answer;
    const text = typeof body === 'string' ? body : '';
    const told = 'patientIds' in answer ? (answer.patientIds ?? []) : [];
    const known = union(named, union(told, patientsShown(contract.patient, text)));
    if (caller === anybody && known.length === 0) return;
    const outcome = caller === anybody ? 'shown' : outcomeOf(contract, status, text);
    if (written?.outcome === outcome && (written.patientIds.length > 0 || known.length === 0)) return;
    const patientIds = known.length > 0 ? known : await ownerOf(db, contract.patient, request);
    await audit.record({ ...common, outcome, status, patientIds, reason: context.sight?.reasonFor(patientIds) });
  };
}

/** Who sends no token, where none is needed. */
const anybody: Caller = { issuer: 'nobody', subject: 'anybody', roles: [] };

function outcomeOf(contract: Operation, status: number, text: string): AuditEvent['outcome'] {
  if (status >= 400) return 'refused';
  if (!isRead(contract)) return 'changed';
  return text.startsWith('{"data":[],') ? 'nothing-shown' : 'shown';
}

function isRead({ method, readsOnly }: Operation): boolean {
  return method === 'get' || readsOnly === true;
}

function commonOf(
  { id, summary }: Operation,
  caller: Caller,
  { context: { id: requestId, traceId }, path, address }: OperationRequest,
): Omit<AuditEvent, 'outcome' | 'status' | 'patientIds'> {
  const { issuer, subject, name, roles } = personBehind(caller);
  return {
    at: new Date().toISOString(),
    operation: id,
    did: summary,
    issuer,
    subject,
    name,
    roles,
    client: caller.client,
    through: caller.actingFor && caller.subject,
    path,
    address,
    requestId,
    traceId,
  };
}

/** What a transaction's work returned: a response, a stored record, or anything. */
function describe(result: unknown): { status: number; text: string } {
  if (typeof result !== 'object' || result === null) return { status: 200, text: '' };
  const status = 'status' in result && typeof result.status === 'number' ? result.status : 200;
  const text = 'body' in result ? result.body : 'json' in result ? result.json : '';
  return { status, text: typeof text === 'string' ? text : '' };
}

function union(first: string[], second: string[]): string[] {
  if (first.length === 0) return second;
  return [...new Set([...first, ...second])];
}
