-- What prescriptions, dispenses and returns are on the wire.

-- A prescription, as `GET /prescriptions/:id` shows it.
drop view if exists prescriptions_view;
create view prescriptions_view as
select
  p.id,
  p.patient_id as "patientId",
  p.doctor_id as "doctorId",
  p.appointment_id as "appointmentId",
  p.medication,
  p.dosage,
  trim_scale(p.quantity) as quantity,
  p.quantity_unit as "quantityUnit",
  p.refills,
  p.status,
  p.authored_at as "authoredAt",
  p.expires_on as "expiresOn",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt",
  is_expired(p) as expired,
  (
    select row_to_json(r) from (select p.status_code as code, p.status_reason as reason) r where r.reason is not null or r.code is not null
  ) as "statusReason",
  (
    select row_to_json(d) from (select p.doctor_name as name, p.doctor_license as "licenseNumber") d where d.name is not null
  ) as doctor,
  p.patient_mrn as "patientMrn",
  p.safety,
  p.override,
  trim_scale(p.dispensed_quantity) as "dispensedQuantity",
  trim_scale(p.quantity * (1 + p.refills) - p.dispensed_quantity) as "remainingQuantity",
  trim_scale(dispensable_quantity(p)) as "dispensableQuantity",
  case when p.dispensed_quantity < p.quantity * (1 + p.refills) then p.next_refill_at end as "nextRefillAt",
  p.taken_until as "takenUntil",
  p.reasons,
  p.note
from prescriptions p;

-- A dispense, as `GET /prescriptions/:id/dispenses/:dispenseId` shows it. Its row is never changed; each return that it shows the sum
-- of is a version of it, or who has read it would go on with what it was.
drop view if exists dispenses_view;
create view dispenses_view as
select
  d.id,
  d.prescription_id as "prescriptionId",
  trim_scale(d.quantity) as quantity,
  d.dispensed_by as "by",
  d.created_at as "dispensedAt",
  trim_scale(d.remaining_quantity) as "remainingQuantity",
  d.safety,
  d.version + returned.times as version,
  d.created_at as "createdAt",
  greatest(d.updated_at, returned.last_at) as "updatedAt",
  trim_scale(returned.quantity) as "returnedQuantity",
  d.early_reason as "earlyReason",
  d.patient_id as "patientId"
from dispenses d, lateral (
  select count(*)::integer as times, max(r.created_at) as last_at, coalesce(sum(r.quantity), 0) as quantity
  from dispense_returns r where r.dispense_id = d.id
) returned;

-- What came back, as `GET /prescriptions/:id/dispenses/:dispenseId/returns` lists it.
drop view if exists dispense_returns_view;
create view dispense_returns_view as
select
  r.id,
  r.prescription_id as "prescriptionId",
  r.dispense_id as "dispenseId",
  trim_scale(r.quantity) as quantity,
  r.cause,
  r.reason,
  r.returned_to as "by",
  r.created_at as "returnedAt",
  r.version,
  r.created_at as "createdAt",
  r.updated_at as "updatedAt"
from dispense_returns r;
