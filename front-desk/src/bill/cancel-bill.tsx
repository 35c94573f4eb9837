import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../access/may';
import type { Bill } from '../cash/use-account';
import { Dialog } from '../shell/dialog';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useCancelBill } from './use-bill';

/** Takes a bill out of what is owed, after a question; for who may, and while nothing is paid on it. */
export function CancelBill({ bill, onDone }: { bill: Bill; onDone: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const [isAsking, setIsAsking] = useState(false);
  const cancel = useCancelBill(bill.id, () => {
    setIsAsking(false);
    onDone();
  });
  const { number, amount, currency, status, paidAmount, refundedAmount } = bill;
  if (!may('cancelBill') || status === 'cancelled' || paidAmount > refundedAmount) return null;
  const what = `${number === null ? t.entry.draftBill : t.entry.bill(number)} · ${format.money(amount, currency)}`;
  return (
    <>
      <Button variant="subtle" color="red" size="md" onClick={() => setIsAsking(true)} className="bill-cancel">
        {t.bill.cancel}
      </Button>
      <Dialog opened={isAsking} onClose={() => setIsAsking(false)} title={t.bill.cancelAsk(what)}>
        <Stack>
          <p className="bill-cancel-what">{t.bill.cancelWhat}</p>
          {cancel.error && <ProblemNotice error={cancel.error} />}
          <Group>
            <Button variant="default" onClick={() => setIsAsking(false)} data-autofocus>
              {t.back}
            </Button>
            <Button color="red.8" onClick={cancel.send} loading={cancel.isPending}>
              {t.bill.cancel}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
