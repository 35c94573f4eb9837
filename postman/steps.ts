import type { Step } from './step';
import { appointments } from './steps/appointments';
import { audit } from './steps/audit';
import { cancellation } from './steps/cancellation';
import { doctors } from './steps/doctors';
import { fhir } from './steps/fhir';
import { money } from './steps/money';
import { patients } from './steps/patients';
import { prescriptions } from './steps/prescriptions';
import { pendingOperations } from './steps/pending-operations';
import { restricted } from './steps/restricted';
import { waitlist } from './steps/waitlist';

// The order is a patient's way through the hospital; each step can rest on those before it.

export const steps: Step[] = [
  ...patients,
  ...doctors,
  ...appointments,
  ...waitlist,
  ...prescriptions,
  ...money,
  ...cancellation,
  ...pendingOperations,
  ...restricted,
  ...fhir,
  ...audit,
];
