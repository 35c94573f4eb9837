import { reference } from '@hms/fhir/elements';
import { money } from '@hms/fhir/money';
import { compact } from '@hms/fhir/resource';
import type { Account, CodeableConcept, Extension } from 'fhir/r4';
import type { z } from 'zod';
import type { Balances } from '../ledger/schemas';

export type Native = z.output<typeof Balances>;

/** Returns what a patient owes, and what is held, as FHIR's Account, whose id is the patient's. */
export function toFhir({ patientId, balances }: Native): Account {
  return compact<Account>({
    resourceType: 'Account',
    id: patientId,
    extension: balances.flatMap(({ currency, owed, deposit }) => [
      balanceOf(owedByPatient, owed, currency),
      balanceOf({ text: 'deposit' }, deposit, currency),
    ]),
    status: 'active',
    type: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
          code: 'PBILLACCT',
          display: 'patient billing account',
        },
      ],
    },
    subject: [reference('Patient', patientId) ?? {}],
  });
}

const owedByPatient: CodeableConcept = {
  coding: [{ system: 'http://hl7.org/fhir/account-aggregate', code: 'patient' }],
  text: 'owed',
};

/** R4's Account has no balance; this is how it carries R5's (http://hl7.org/fhir/R4/versions.html#extensions). */
function balanceOf(aggregate: CodeableConcept, amount: number, currency: string): Extension {
  return {
    url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Account.balance',
    extension: [
      { url: 'aggregate', valueCodeableConcept: aggregate },
      { url: 'amount', valueMoney: money(amount, currency) ?? {} },
    ],
  };
}
