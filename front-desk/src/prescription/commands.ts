import type { OperationName } from '../access/may';
import type { Prescription } from '../patient/timeline';
import type { Texts } from '../texts/en';

export type Command = keyof Texts['prescription']['commands'];

export const operationOf: Record<Command, OperationName> = {
  hold: 'holdPrescription',
  resume: 'resumePrescription',
  stop: 'stopPrescription',
  cancel: 'cancelPrescription',
  reinstate: 'reinstatePrescription',
};

/** Returns what is worth offering; the service decides, and says what it allows instead. */
export function offered({ status, dispensedQuantity }: Prescription): Command[] {
  const undispensed = dispensedQuantity === 0;
  switch (status) {
    case 'draft':
      return ['cancel'];
    case 'active':
      return ['hold', undispensed ? 'cancel' : 'stop'];
    case 'on-hold':
      return ['resume', undispensed ? 'cancel' : 'stop'];
    case 'completed':
      return ['stop'];
    case 'stopped':
    case 'cancelled':
      return ['reinstate'];
  }
}
