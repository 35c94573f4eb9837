import { Alert, Button, Group } from '@mantine/core';
import { useIsMutating } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Dispense, Prescription } from '../patient/timeline';
import { amountOf } from '../texts/amount';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { DispenseForm } from './dispense-form';
import { dispensing } from './use-dispensing';

interface Props {
  /** As it is now. */
  prescription: Prescription;
  onLeave: () => void;
}

/** The form holds on to what the pharmacist has read; what changes meanwhile is told, and not slipped under the hand. */
export function Counter({ prescription, onLeave }: Props) {
  const t = useTexts();
  const [read, setRead] = useState(prescription);
  const [done, setDone] = useState<Dispense>();
  const [wantsMore, setWantsMore] = useState(false);
  const isSending = useIsMutating({ mutationKey: dispensing(prescription.id) }) > 0;
  // not before what is left is known: as it was read before, it would all be there again
  if (done && wantsMore && prescription.version !== read.version) {
    setRead(prescription);
    setDone(undefined);
    setWantsMore(false);
  }
  if (done)
    return (
      <Done
        prescription={prescription}
        dispense={done}
        isWaiting={wantsMore}
        onLeave={onLeave}
        onMore={() => setWantsMore(true)}
      />
    );
  // what is under way may be one's own change, whose answer was lost
  const isOld = prescription.version !== read.version && !isSending;
  return (
    <>
      {isOld && (
        <Alert color="yellow" role="alert" className="changed">
          <p>{t.dispense.changedWhileOpen}</p>
          <Button variant="default" onClick={() => setRead(prescription)}>
            {t.dispense.showNow}
          </Button>
        </Alert>
      )}
      <DispenseForm key={read.version} prescription={read} onDone={setDone} />
    </>
  );
}

interface DoneProps {
  prescription: Prescription;
  dispense: Dispense;
  isWaiting: boolean;
  onLeave: () => void;
  onMore: () => void;
}

function Done({ prescription, dispense, isWaiting, onLeave, onMore }: DoneProps) {
  const t = useTexts();
  const format = useFormat();
  const label = useRef<HTMLAnchorElement>(null);
  useEffect(() => label.current?.focus(), []);
  const amount = (quantity: number) => amountOf(quantity, prescription.quantityUnit, t, format);
  const { quantity, remainingQuantity, prescriptionId, id } = dispense;
  return (
    <div>
      <Alert color="teal" role="status" className="outcome">
        {remainingQuantity > 0
          ? t.dispense.done(amount(quantity), amount(remainingQuantity))
          : t.dispense.allDone(amount(quantity))}
      </Alert>
      <Group mt="sm">
        <Link
          ref={label}
          to="/dispensing/$prescriptionId/labels/$dispenseId"
          params={{ prescriptionId, dispenseId: id }}
          className="main-link"
        >
          {t.label.print}
        </Link>
        <Button variant="default" onClick={onLeave}>
          {t.dispense.toQueue}
        </Button>
        {remainingQuantity > 0 && (
          <Button variant="default" onClick={onMore} loading={isWaiting}>
            {t.dispense.again}
          </Button>
        )}
      </Group>
    </div>
  );
}
