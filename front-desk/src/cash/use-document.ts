import { useQuery } from '@tanstack/react-query';
import { answer, bills, payments } from '../api/services';
import type { DocumentNumber } from './document-number';

/** Where the paper leads to: whose it is, and which record. */
export interface FoundDocument {
  patientId: string;
  bill?: string;
  payment?: string;
}

/** Returns whose the bill or receipt with the number is; null where there is none. */
export function useDocument(document: DocumentNumber | undefined) {
  return useQuery({
    queryKey: ['document', document?.number],
    queryFn: ({ signal }) => (document ? find(document, signal) : null),
    enabled: document !== undefined,
    // a number that is none yet may be one a moment later
    staleTime: 0,
  });
}

async function find({ kind, number }: DocumentNumber, signal: AbortSignal): Promise<FoundDocument | null> {
  if (kind === 'bill') {
    const { data } = await answer(bills.GET('/bills', { params: { query: { number } }, signal }));
    return data[0] ? { patientId: data[0].patientId, bill: data[0].id } : null;
  }
  const { data } = await answer(payments.GET('/payments', { params: { query: { receiptNumber: number } }, signal }));
  const [payment] = data;
  return payment?.patientId ? { patientId: payment.patientId, payment: payment.id } : null;
}
