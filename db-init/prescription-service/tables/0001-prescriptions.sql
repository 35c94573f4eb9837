-- Prescriptions: what a doctor ordered for a patient, what of it was dispensed, and what came back.

create table prescriptions (
  id uuid primary key default uuidv7(),
  patient_id uuid not null,
  doctor_id uuid not null,
  appointment_id uuid,
  -- copies of what patient- and doctor-service said when it became active
  patient_mrn text,
  doctor_name text,
  doctor_license text,
  medication json not null constraint prescriptions_medication check (medication ->> 'name' <> ''),
  dosage json,
  -- of one fill
  quantity numeric constraint prescriptions_quantity check (quantity > 0),
  -- of `quantity`; null: it counts pieces, or nobody knows
  quantity_unit text,
  refills integer not null default 0 constraint prescriptions_refills check (refills between 0 and 99),
  status text not null constraint prescriptions_status
    check (status in ('draft', 'active', 'on-hold', 'completed', 'cancelled', 'stopped')),
  status_code text,
  status_reason text,
  -- the verdict when it became active, or was refused
  safety json,
  -- the prescriber's reason to prescribe in spite of a finding of high severity
  override jsonb,
  authored_at timestamptz not null default now(),
  expires_on date,
  -- when it was stopped or cancelled
  ended_at timestamptz,
  -- in all, less what came back
  dispensed_quantity numeric not null default 0,
  -- when the current fill was begun; null: nothing has been dispensed
  fill_opened_at timestamptz,
  last_dispensed_at timestamptz,
  -- from when on the next fill is not too soon; null: not known
  next_refill_at timestamptz,
  -- until when the patient has some of what was dispensed; null: nothing was, or all of it came back
  taken_until timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint prescriptions_dispensed_within_prescribed
    check (dispensed_quantity <= coalesce(quantity, 0) * (1 + refills))
);
create index prescriptions_by_patient on prescriptions (patient_id, id);
create index prescriptions_by_doctor on prescriptions (doctor_id, id);
create index prescriptions_by_status on prescriptions (status, id);
create index prescriptions_by_medication on prescriptions using gin (fold_text(medication ->> 'name') gin_trgm_ops);
create index prescriptions_in_hand on prescriptions (patient_id, taken_until) where taken_until is not null;

create table dispenses (
  id uuid primary key default uuidv7(),
  prescription_id uuid not null references prescriptions,
  quantity numeric not null constraint dispenses_quantity check (quantity > 0),
  remaining_quantity numeric not null,
  dispensed_by text not null,
  -- why a fill went out before it was due
  early_reason text,
  safety json not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index dispenses_by_prescription on dispenses (prescription_id, id);

-- What a patient did not take, or should never have got: a record of its own, because a dispense stays as it was.
create table dispense_returns (
  id uuid primary key default uuidv7(),
  dispense_id uuid not null references dispenses,
  prescription_id uuid not null references prescriptions,
  quantity numeric not null constraint dispense_returns_quantity check (quantity > 0),
  cause text not null constraint dispense_returns_cause check (cause in ('mistake', 'brought-back')),
  reason text not null,
  returned_to text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index dispense_returns_by_dispense on dispense_returns (dispense_id, id);
create index dispense_returns_by_prescription on dispense_returns (prescription_id, id);

-- The keys that prescriptions are signed with; public halves stay, so that what they signed can be checked.
create table signing_keys (
  kid text primary key,
  -- a JSON Web Key (RFC 8037)
  public_key json not null,
  -- PKCS #8; null if the private half is in the environment, or is no longer used
  private_key text,
  created_at timestamptz not null default now()
);
