import type { ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Queryable, Transaction } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf, type Columns } from '@hms/service-kit/records';
import { overDispensed, tooSoon } from './dispensing/problems';
import { withText, type Dosage } from './dosage';
import type { Facts } from './neighbours';
import type { Standing, Status } from './prescription';
import type { Safety } from './safety/judge';
import type { NewPrescription, Override, PrescriptionChanges, StatusReason } from './schemas';

export const constraintProblems: ConstraintProblems = {
  prescriptions_dispensed_within_prescribed: overDispensed,
  dispenses_not_too_soon: tooSoon,
};

export const prescriptions = recordsOf('prescription', 'prescriptions');

export const prescriptionList: ListPlan = {
  from: 'prescriptions_view v join prescriptions p on p.id = v.id',
  key: [{ column: 'p.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    patientId: 'p.patient_id = ?::uuid',
    doctorId: 'p.doctor_id = ?::uuid',
    status: 'p.status = ?',
    medication: `fold_text(p.medication ->> 'name') like search_pattern(?)`,
  },
};

/** A prescription as the rules see it. */
export interface Order extends Standing {
  id: string;
  patientId: string;
  doctorId: string;
  medication: { name: string; code: string | null };
  dosage: Dosage | null;
  quantity: string | null;
  expired: boolean;
  expiresOn: string | null;
  override: Override | null;
  safety: Safety | null;
}

const readOrder = async (db: Queryable, id: string, lock: 'for update' | ''): Promise<Order | undefined> => {
  const [row] = await db.query<Order>(
    `select id, patient_id as "patientId", doctor_id as "doctorId", medication, dosage, quantity, status,
       dispensed_quantity > 0 as dispensed, is_expired(p) as expired, expires_on as "expiresOn", override, safety
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

export interface Taken {
  id: string;
  name: string;
  code: string | null;
  route: string | null;
  status: Status;
  /** It was prescribed in spite of this one, with an override. */
  acceptsThis: boolean;
}

/** What else the patient takes, or can still get. */
export const listTaken = (tx: Transaction, { id, patientId }: Order): Promise<Taken[]> =>
  tx.query<Taken>(
    `select id, medication ->> 'name' as name, medication ->> 'code' as code, dosage ->> 'route' as route, status,
       override is not null and exists (
         select from json_array_elements(safety -> 'findings') f where (f -> 'inputs' ->> 'prescriptionId')::uuid = $2
       ) as "acceptsThis"
     from prescriptions p where patient_id = $1 and id <> $2 and is_taken(p) order by id`,
    [patientId, id],
  );

/** @param validDays for how long a prescription is good that does not say it */
const dayAfter = (authored: Date, validDays: number) =>
  new Date(authored.getTime() + validDays * 86_400_000).toISOString().slice(0, 10);

export const insertDraft = (tx: Transaction, prescription: NewPrescription, validDays: number) =>
  prescriptions.insert(tx, {
    patient_id: prescription.patientId,
    doctor_id: prescription.doctorId,
    appointment_id: prescription.appointmentId,
    medication: prescription.medication,
    override: prescription.override,
    status: 'draft',
    dosage: withText(prescription.dosage),
    quantity: prescription.quantity,
    refills: prescription.refills,
    expires_on: prescription.expiresOn ?? dayAfter(new Date(), validDays),
  });

export const changeOrder = async (tx: Transaction, before: Order, changes: PrescriptionChanges, validDays: number) => {
  const [written] = await tx.query<{ at: Date }>('select authored_at as at from prescriptions where id = $1', [
    before.id,
  ]);
  return prescriptions.update(tx, before.id, {
    dosage: withText(changes.dosage, before.dosage),
    quantity: changes.quantity,
    refills: changes.refills,
    expires_on: changes.expiresOn ?? dayAfter(written?.at ?? new Date(), validDays),
  });
};

const copiesOf = ({ doctor, patient }: Facts): Columns => ({
  doctor_name: doctor ? `${doctor.givenName} ${doctor.familyName}` : null,
  doctor_license: doctor?.licenseNumber ?? null,
  patient_mrn: patient?.mrn ?? null,
});

export const activate = (tx: Transaction, id: string, safety: Safety, facts: Facts) =>
  prescriptions.update(tx, id, { status: 'active', safety, ...copiesOf(facts) });

/** @param safety the verdict, where that is the reason */
export const refuseDraft = (tx: Transaction, id: string, reason: string, safety: Safety | undefined) =>
  prescriptions.update(tx, id, { status: 'cancelled', status_reason: reason, safety: safety ?? null });

export const setStatus = (tx: Transaction, id: string, status: Status, { code, reason }: StatusReason) =>
  prescriptions.update(tx, id, { status, status_code: code, status_reason: reason });

export const removeDraft = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('delete from prescriptions where id = $1', [id]);
};
