import { isOneOf, type ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Queryable, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf, type Columns } from '@hms/service-kit/records';
import { dayIn } from '@hms/service-kit/time-zone';
import { overDispensed, returnsExceedDispensed } from './dispensing/problems';
import { nameOf } from './doctor-client';
import { withText, type Dosage } from './dosage';
import type { Facts } from './upstreams';
import type { Standing, Status } from './prescription';
import type { Course } from './safety/exposure';
import type { Safety } from './safety/findings';
import type { NewPrescription, Override, PrescriptionChanges, StatusReason } from './schemas';

export const constraintProblems: ConstraintProblems = {
  prescriptions_dispensed_within_prescribed: overDispensed,
  dispense_returns_within_dispensed: returnsExceedDispensed,
};

/** For how long a prescription is good that does not say it, and by which calendar. */
export interface Validity {
  validDays: number;
  timeZone: string;
}

export const prescriptions = recordsOf('prescription', 'prescriptions');

/** Its first part is as the index of these has it. */
const canBeDispensed = `p.status = 'active' and p.dispensed_quantity < p.quantity * (1 + p.refills) and dispensable_quantity(p) > 0`;

export const prescriptionList: ListPlan = {
  from: 'prescriptions_view v join prescriptions p on p.id = v.id',
  key: [{ column: 'p.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    id: isOneOf('p.id'),
    patientId: 'p.patient_id = ?::uuid',
    doctorId: 'p.doctor_id = ?::uuid',
    status: 'p.status = ?',
    isDispensable: canBeDispensed,
    isNotDispensable: `(${canBeDispensed}) is not true`,
    medication: `fold_text(p.medication ->> 'name') like search_pattern(?)`,
  },
};

/** What a pharmacy has before it: who has waited longest comes first. */
export const dispensableList: ListPlan = { ...prescriptionList, direction: 'asc' };

/** A prescription as the rules see it; times in milliseconds since 1970. */
export interface Order extends Standing {
  id: string;
  version: number;
  patientId: string;
  doctorId: string;
  medication: { name: string; code: string | null; strength: string | null };
  dosage: Dosage | null;
  /** Of one fill. */
  quantity: number | null;
  quantityUnit: string | null;
  refills: number;
  dispensedQuantity: number;
  nextRefillAt: number | null;
  fillOpenedAt: number | null;
  expired: boolean;
  expiresOn: string | null;
  override: Override | null;
  safety: Safety | null;
}

/** What of an order the safety check weighs. */
export type Weighed = Pick<Order, 'id' | 'patientId' | 'medication' | 'dosage' | 'override' | 'safety'>;

const milliseconds = (column: string) => `extract(epoch from ${column})::float8 * 1000`;

const readOrder = async (db: Queryable, id: string, lock: 'for update' | ''): Promise<Order | undefined> => {
  const [row] = await db.query<Order>(
    `select id, version, patient_id as "patientId", doctor_id as "doctorId", medication, dosage, quantity::float8 as quantity,
       quantity_unit as "quantityUnit", refills, status, dispensed_quantity::float8 as "dispensedQuantity",
       dispensed_quantity > 0 as dispensed, dispensed_quantity = quantity * (1 + refills) as "dispensedAll",
       safety is not null and safety ->> 'verdict' <> 'unsafe' as issued,
       ${milliseconds('next_refill_at')} as "nextRefillAt", ${milliseconds('fill_opened_at')} as "fillOpenedAt",
       is_expired(p) as expired, expires_on as "expiresOn", override, safety
     from prescriptions p where id = $1 ${lock}`,
    [id],
  );
  return row;
};

export const findOrder = (db: Queryable, id: string) => readOrder(db, id, '');
export const lockOrder = (tx: Transaction, id: string) => readOrder(tx, id, 'for update');

/** Throws a 404 problem when there is none. */
export const getLockedOrder = async (tx: Transaction, id: string): Promise<Order> => {
  const order = await lockOrder(tx, id);
  if (!order) throw notFound('prescription', id);
  return order;
};

/** Another medicine of the patient: what was ordered, and until when what was handed out of it lasts. */
export interface OtherCourse extends Course {
  id: string;
  name: string;
  code: string | null;
  route: string | null;
  /** It was prescribed in spite of this one, with an override. */
  acceptsThis: boolean;
}

/** What the patient can get, or was handed within a washout; whether it still counts is for `exposureOf`. */
export const listCourses = (tx: Transaction, { id, patientId }: Weighed): Promise<OtherCourse[]> =>
  tx.query<OtherCourse>(
    `select id, medication ->> 'name' as name, medication ->> 'code' as code, dosage ->> 'route' as route, status,
       is_expired(p) as expired, ${milliseconds('had_until')} as "takenUntil", ${milliseconds('ended_at')} as "endedAt",
       override is not null and exists (
         select from json_array_elements(safety -> 'findings') f
         where (f -> 'inputs' ->> 'prescriptionId')::uuid = $2 and f ->> 'severity' = 'high'
       ) as "acceptsThis"
     from prescriptions p cross join lateral (
       select case when quantity is null and safety ->> 'verdict' <> 'unsafe'
         then coalesce(ended_at, expires_on::timestamptz + interval '1 day') else taken_until end as had_until
     ) h
     where patient_id = $1 and id <> $2 and status <> 'draft'
       and (status in ('active', 'on-hold') and not is_expired(p)
         -- the longest washout that there can be, and a margin
         or had_until > now() - interval '400 days')
     order by id`,
    [patientId, id],
  );

/** The last day on which a prescription is good that does not say it. */
const lastDay = ({ validDays, timeZone }: Validity, authored: number) =>
  dayIn(timeZone, authored + validDays * 86_400_000);

export const insertDraft = (tx: Transaction, prescription: NewPrescription, validity: Validity) =>
  prescriptions.insert(tx, {
    patient_id: prescription.patientId,
    doctor_id: prescription.doctorId,
    appointment_id: prescription.appointmentId,
    medication: prescription.medication,
    override: prescription.override,
    status: 'draft',
    dosage: withText(prescription.dosage),
    quantity: prescription.quantity,
    quantity_unit: prescription.quantityUnit,
    refills: prescription.refills,
    expires_on: prescription.expiresOn ?? lastDay(validity, Date.now()),
    reasons: JSON.stringify(prescription.reasons),
    note: prescription.note,
  });

/** @param dosage undefined: it stays as it is stored */
export const changeOrder = async (tx: Transaction, before: Order, changes: PrescriptionChanges, validity: Validity) => {
  const [written] = await tx.query<{ at: Date }>('select authored_at as at from prescriptions where id = $1', [
    before.id,
  ]);
  return prescriptions.update(tx, before.id, {
    dosage: withText(changes.dosage, before.dosage),
    quantity: changes.quantity,
    quantity_unit: changes.quantityUnit,
    refills: changes.refills,
    expires_on: changes.expiresOn ?? lastDay(validity, (written?.at ?? new Date()).getTime()),
    reasons: JSON.stringify(changes.reasons),
    note: changes.note,
  });
};

const copiesOf = ({ doctor, patient }: Facts): Columns => ({
  doctor_name: doctor ? nameOf(doctor) : null,
  doctor_license: doctor?.licenseNumber ?? null,
  patient_mrn: patient?.mrn ?? null,
});

export const activate = (tx: Transaction, id: string, safety: Safety, facts: Facts) =>
  prescriptions.update(tx, id, { status: 'active', safety, ...copiesOf(facts) });

/** @param safety the verdict, where that is the reason */
export const refuseDraft = (tx: Transaction, id: string, reason: string, safety: Safety | undefined) =>
  prescriptions.update(tx, id, {
    status: 'cancelled',
    status_reason: reason,
    safety: safety ?? null,
    ended_at: new Date(),
  });

export const setStatus = (tx: Transaction, id: string, status: Status, { code, reason }: StatusReason) =>
  prescriptions.update(tx, id, {
    status,
    status_code: code,
    status_reason: reason,
    ended_at: status === 'stopped' || status === 'cancelled' ? new Date() : null,
  });

export const removeDraft = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('delete from prescriptions where id = $1', [id]);
};
