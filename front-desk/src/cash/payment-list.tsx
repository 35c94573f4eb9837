import { Badge, Button, Kbd } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../access/may';
import { useKey } from '../shell/keys';
import { toMinor } from '../texts/currency';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { ReceiptLinks } from './receipt-links';
import { RefundDialog } from './refund-dialog';
import { useOpenRefunds, usePaymentsOf, type Payment, type Refund } from './use-account';

interface Props {
  patientId: string;
  /** The one whose receipt was asked for. */
  marked: string | undefined;
}

const colors = { processing: 'yellow', completed: 'teal', failed: 'red' } as const;

/** What was paid, newest first: its receipt, and the way to give it back. */
export function PaymentList({ patientId, marked }: Props) {
  const t = useTexts();
  const { data: paid } = usePaymentsOf(patientId);
  const { data: open = [] } = useOpenRefunds(patientId);
  const may = useMay();
  const [refunding, setRefunding] = useState<{ payment: Payment; held: number }>();
  const rows = (paid ?? []).map((payment) => {
    const refunds = open.filter(({ paymentId }) => paymentId === payment.id);
    const held = refunds.reduce((sum, refund) => sum + toMinor(refund.amount, refund.currency), 0);
    return { payment, refunds, held, canRefund: may('refundPayment') && isRefundable(payment, held) };
  });
  // by its key the one on the paper that was looked for, else the newest
  const refundable = rows.filter(({ canRefund }) => canRefund);
  const byKey = refundable.find(({ payment }) => payment.id === marked) ?? refundable[0];
  useKey('r', () => byKey && setRefunding(byKey));
  return (
    <section aria-labelledby="payments">
      <h2 id="payments" className="section-title">
        {t.cash.payments}
      </h2>
      {paid?.length === 0 && <p className="dimmed">{t.cash.noPayments}</p>}
      <ul className="paid">
        {rows.map((row) => (
          <PaidRow
            key={row.payment.id}
            payment={row.payment}
            refunds={row.refunds}
            isMarked={row.payment.id === marked}
            hasKey={row === byKey}
            onRefund={row.canRefund ? () => setRefunding(row) : undefined}
          />
        ))}
      </ul>
      {refunding && (
        <RefundDialog
          patientId={patientId}
          payment={refunding.payment}
          held={refunding.held}
          onClose={() => setRefunding(undefined)}
        />
      )}
    </section>
  );
}

/** @param held by the refunds of it that wait, in minor units */
const isRefundable = ({ status, amount, refundedAmount, currency }: Payment, held: number) =>
  status === 'completed' && toMinor(amount, currency) - toMinor(refundedAmount, currency) - held > 0;

interface RowProps {
  payment: Payment;
  refunds: readonly Refund[];
  isMarked: boolean;
  /** Whether the key of refunds gives this one back. */
  hasKey: boolean;
  onRefund: (() => void) | undefined;
}

function PaidRow({ payment, refunds, isMarked, hasKey, onRefund }: RowProps) {
  const t = useTexts();
  const format = useFormat();
  const { status, amount, currency, method, refundedAmount, depositedAmount, billId, settledAt, createdAt } = payment;
  const time = settledAt ?? createdAt;
  return (
    <li className={isMarked ? 'paid-row paid-marked' : 'paid-row'} aria-current={isMarked ? 'true' : undefined}>
      <time dateTime={time} className="dimmed">
        {format.shortDay(time)}, {format.time(time)}
      </time>
      <span className="paid-what">
        <span>
          <b className="number">{format.money(amount, currency)}</b> {t.method[method]}
          {billId === null && ` · ${t.cash.forDeposit}`}
        </span>
        {status !== 'completed' && (
          <Badge color={colors[status]} variant="light" tt="none">
            {t.status.payment[status]}
          </Badge>
        )}
        {refundedAmount > 0 && (
          <span className="dimmed">{t.entry.refunded(format.money(refundedAmount, currency))}</span>
        )}
        {billId !== null && depositedAmount > 0 && (
          <span className="dimmed">{t.cash.heldOf(format.money(depositedAmount, currency))}</span>
        )}
        {refunds.map((refund) => (
          <Badge key={refund.id} color="yellow" variant="light" tt="none">
            {(refund.status === 'awaiting-approval' ? t.cash.awaitsShort : t.cash.refundUnderWay)(
              format.money(refund.amount, currency),
            )}
          </Badge>
        ))}
      </span>
      <span className="paid-acts">
        <ReceiptLinks payment={payment} />
        {onRefund && (
          <Button
            size="compact-md"
            variant="default"
            onClick={onRefund}
            rightSection={hasKey && <Kbd size="xs">r</Kbd>}
            aria-label={t.cash.refundOf(payment.receiptNumber ?? format.money(amount, currency))}
          >
            {t.cash.refund}
          </Button>
        )}
      </span>
    </li>
  );
}
