import type { Prescription } from '../patient/timeline';

export const lineOf = ({ medication: { name, strength, form } }: Pick<Prescription, 'medication'>): string =>
  [name, strength, form].filter(Boolean).join(' ');
