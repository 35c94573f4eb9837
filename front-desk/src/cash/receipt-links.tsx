import { Button } from '@mantine/core';
import { answer, payments } from '../api/services';
import { useSending } from '../api/use-sending';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { printPdf } from './print-pdf';
import type { Payment } from './use-account';

/** Prints the receipt of a completed payment from here, or opens it beside. */
export function ReceiptLinks({ payment: { id, receiptNumber } }: { payment: Pick<Payment, 'id' | 'receiptNumber'> }) {
  const t = useTexts();
  const print = useSending({
    mutationFn: () => answer(payments.GET('/payments/{id}/receipt.pdf', { params: { path: { id } }, parseAs: 'blob' })),
    onSuccess: printPdf,
    // it changes nothing, and is there to be asked for again
    retry: false,
  });
  if (receiptNumber === null) return null;
  return (
    <span className="receipt-links">
      <Button
        size="compact-md"
        variant="default"
        loading={print.isPending}
        aria-label={t.cash.printReceipt(receiptNumber)}
        onClick={() => print.mutate()}
      >
        {t.cash.print}
      </Button>
      <a
        className="text-button"
        href={`/api/payments/${id}/receipt.pdf`}
        target="_blank"
        rel="noreferrer"
        aria-label={t.cash.openReceipt(receiptNumber)}
      >
        <bdi className="number">{receiptNumber}</bdi>
      </a>
      {print.error && <ProblemNotice error={print.error} />}
    </span>
  );
}
