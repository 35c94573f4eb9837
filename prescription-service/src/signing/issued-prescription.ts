import type { Queryable } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { requireIssued } from '../prescription';
import { findOrder } from '../prescription-store';
import type { Prescription } from '../schemas';
import type { z } from 'zod';

export type Issued = z.output<typeof Prescription>;

export const findPrescription = async (db: Queryable, id: string): Promise<Issued | undefined> => {
  const [row] = await db.query<{ shown: Issued }>(
    'select row_to_json(v) as shown from prescriptions_view v where id = $1',
    [id],
  );
  return row?.shown;
};

/** One that can be handed to a patient. Throws a 404 problem, or a 409 one where it was never active or has ended. */
export const getIssued = async (db: Queryable, id: string): Promise<Issued> => {
  const order = await findOrder(db, id);
  const found = await findPrescription(db, id);
  if (!order || !found) throw notFound('prescription', id);
  requireIssued(order);
  return found;
};

/** Amoxicillin 500 mg tablet */
export const medicationLine = ({ medication: { name, strength, form } }: Pick<Issued, 'medication'>): string =>
  [name, strength, form].filter(Boolean).join(' ');
