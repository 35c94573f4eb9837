import { isDeepStrictEqual } from 'node:util';
import { onlyOne, saidByServer } from '@hms/fhir/body';
import { notOneCommand, updatingByCommand, type NativeCommand } from '@hms/fhir/one-command';
import type { Named, OwnOperation } from '@hms/fhir/resource';
import type { Database } from '@hms/service-kit/database';
import { invalidRequest, stateForbidsCommand } from '@hms/service-kit/problem';
import { z } from 'zod';
import { prescriptions } from '../prescription-store';
import { prescribingProblems, prescriptionFrozen } from '../problems';
import { statusReasons } from './codes';
import { toFhir, type Native } from './medication-request-mapping';

/** What an update may change; whether the rest is as it was read is seen beside the record. */
const Asked = z.looseObject({
  resourceType: z.literal('MedicationRequest'),
  ...saidByServer,
  status: z.enum(['draft', 'active', 'on-hold', 'completed', 'cancelled', 'stopped', 'entered-in-error', 'unknown']),
  statusReason: z
    .strictObject({
      coding: onlyOne(
        z.strictObject({ system: z.literal(statusReasons), code: z.string(), display: z.string().optional() }),
      ).optional(),
      text: z.string().optional(),
    })
    .optional(),
  dispenseRequest: z.looseObject({ validityPeriod: z.strictObject({ end: z.string() }).optional() }).optional(),
});
type Asked = z.output<typeof Asked>;

/** An update holds, resumes, stops, cancels or reinstates, or sets another last day. What was checked stays as it is. */
export function updating(db: Database, named: Named): OwnOperation {
  return updatingByCommand<Native, Asked>(db, {
    named,
    read: 'getPrescription',
    records: prescriptions,
    toFhir,
    summary: 'Hold, resume, stop, cancel or reinstate a prescription, or change its last day (FHIR)',
    problems: [...prescribingProblems, stateForbidsCommand, prescriptionFrozen],
    body: Asked,
    commandOf: (record, asked) => commandOf(Asked.parse(toFhir(record)), asked),
  });
}

/** Throws problems: 400 for what no update changes, 422 where it takes several operations or one that FHIR has no way to ask for. */
function commandOf(before: Asked, after: Asked): NativeCommand | undefined {
  requireSame(before, after);
  const newDay = after.dispenseRequest?.validityPeriod?.end ?? null;
  const otherDay = newDay !== (before.dispenseRequest?.validityPeriod?.end ?? null);
  const otherStatus = after.status !== before.status;
  if (otherDay && otherStatus)
    throw notOneCommand(
      'An update changes the status (with statusReason) or dispenseRequest.validityPeriod.end; send one update for each.',
    );
  if (otherDay) return { operation: 'changePrescription', body: { expiresOn: newDay } };
  if (otherStatus) return becomes(before.status, after);
  if (!isDeepStrictEqual(after.statusReason, before.statusReason))
    throw notOneCommand('statusReason says why the status changes, and is changed with it.');
  return undefined;
}

function becomes(from: Asked['status'], { status, statusReason }: Asked): NativeCommand {
  const reason = { code: statusReason?.coding?.[0]?.code ?? null, reason: statusReason?.text ?? null };
  switch (status) {
    case 'on-hold':
      return { operation: 'holdPrescription', body: reason };
    case 'stopped':
      return { operation: 'stopPrescription', body: reason };
    case 'cancelled':
      return { operation: 'cancelPrescription', body: reason };
    case 'active':
      if (from === 'draft')
        throw notOneCommand('A draft waits for a service, and becomes active by itself once that has answered.');
      if (from === 'stopped' || from === 'cancelled')
        return { operation: 'reinstatePrescription', body: { reason: statusReason?.text } };
      return { operation: 'resumePrescription', body: reason };
    default:
      throw notOneCommand(
        `No update makes a prescription ${status}: it is completed by what is dispensed, and a mistake is cancelled, or stopped once some was dispensed.`,
      );
  }
}

/** What the server says, and an update may leave out. */
const mayBeLeftOut: readonly string[] = ['authoredOn', 'contained', 'detectedIssue'];
const changeable = ['status', 'statusReason', 'dispenseRequest', 'meta', 'text'];

function requireSame(before: Asked, after: Asked): void {
  const parts = (resource: Asked) => {
    const { validityPeriod: _day, ...fill } = resource.dispenseRequest ?? {};
    const others = Object.entries(resource).filter(([name]) => !changeable.includes(name));
    return new Map<string, unknown>([...others, ['dispenseRequest', fill]]);
  };
  const [was, is] = [parts(before), parts(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => !(mayBeLeftOut.includes(name) && !is.has(name)) && !isDeepStrictEqual(was.get(name), is.get(name)),
  );
  if (changed.length > 0)
    throw invalidRequest(
      changed.map((name) => ({
        in: 'body',
        pointer: `/${name}`,
        detail: 'is not changed by an update: prescribe anew',
      })),
    );
}
