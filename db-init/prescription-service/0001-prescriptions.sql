-- Prescriptions: what a doctor ordered for a patient.

create table prescriptions (
  id uuid primary key default uuidv7(),
  patient_id uuid not null,
  doctor_id uuid not null,
  appointment_id uuid,
  medication json not null constraint prescriptions_medication check (medication ->> 'name' <> ''),
  dosage json,
  quantity numeric constraint prescriptions_quantity check (quantity > 0),
  refills integer not null default 0 constraint prescriptions_refills check (refills between 0 and 99),
  status text not null constraint prescriptions_status
    check (status in ('draft', 'active', 'on-hold', 'completed', 'cancelled', 'stopped')),
  authored_at timestamptz not null default now(),
  expires_on date,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create trigger prescriptions_touch before update on prescriptions for each row execute function touch_record();

create index prescriptions_by_patient on prescriptions (patient_id, id);
create index prescriptions_by_doctor on prescriptions (doctor_id, id);
create index prescriptions_by_status on prescriptions (status, id);
create index prescriptions_by_medication on prescriptions using gin (fold_text(medication ->> 'name') gin_trgm_ops);

create view prescriptions_view as
select
  p.id,
  p.patient_id as "patientId",
  p.doctor_id as "doctorId",
  p.appointment_id as "appointmentId",
  p.medication,
  p.dosage,
  trim_scale(p.quantity) as quantity,
  p.refills,
  p.status,
  p.authored_at as "authoredAt",
  p.expires_on as "expiresOn",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt"
from prescriptions p;
