import { Badge, Button, Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMay } from '../access/may';
import type { Bill } from '../cash/use-account';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { BillLines } from './bill-lines';
import { CancelBill } from './cancel-bill';

/** A bill as it was issued, and what is still to be done with it. */
export function IssuedBill({ bill }: { bill: Bill }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const navigate = useNavigate();
  const { id, number, status, issuedAt, dueDate, dueAmount, patientId } = bill;
  return (
    <section className="bill" aria-labelledby="issued-bill">
      <div className="bill-head">
        <h2 id="issued-bill" className="section-title">
          {number === null ? t.entry.draftBill : <bdi>{t.entry.bill(number)}</bdi>}
        </h2>
        <Badge variant="light" color={status === 'cancelled' ? 'gray' : 'teal'} tt="none" size="lg">
          {t.status.bill[status]}
        </Badge>
        <span className="dimmed">
          {issuedAt && format.day(issuedAt)}
          {dueDate && ` · ${t.bill.payBy(format.birthDate(dueDate))}`}
        </span>
      </div>
      <div className="card">
        <BillLines bill={bill} />
        <Group mt="md" gap="sm">
          {may('takePayment') && dueAmount > 0 && status !== 'draft' && (
            <Button
              size="md"
              autoFocus
              onClick={() => void navigate({ to: '/cash/$patientId', params: { patientId }, search: { bill: id } })}
            >
              {t.cash.take}
            </Button>
          )}
          {may('printBill') && (
            <Button component="a" href={`/api/bills/${id}.pdf`} target="_blank" variant="default" size="md">
              {t.bill.print}
            </Button>
          )}
          <Button
            variant="default"
            size="md"
            onClick={() => void navigate({ to: '/patients/$patientId', params: { patientId } })}
          >
            {t.cash.toPatient}
          </Button>
          <CancelBill bill={bill} onDone={() => undefined} />
        </Group>
      </div>
    </section>
  );
}
