import './prescription.css';
import { Badge, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../access/may';
import type { Prescription } from '../patient/timeline';
import { Findings } from '../prescribe/findings';
import { Dialog } from '../shell/dialog';
import { useTexts } from '../texts/language';
import { CommandForm } from './command-form';
import { offered, operationOf, type Command } from './commands';
import { PrescriptionFacts } from './prescription-facts';

interface Props {
  prescription: Prescription;
  onClose: () => void;
}

/** One prescription in full: what was ordered, what the check found, and what can be done with it. */
export function PrescriptionDialog({ prescription, onClose }: Props) {
  const t = useTexts();
  const may = useMay();
  const [command, setCommand] = useState<Command>();
  const { id, medication, status, statusReason, safety, override } = prescription;
  const codes: Readonly<Record<string, string>> = t.prescription.codes;
  const overrides: Readonly<Record<string, string>> = t.prescribe.overrideCodes;
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={<bdi>{[medication.name, medication.strength, medication.form].filter(Boolean).join(' ')}</bdi>}
    >
      <div className="prescription">
        <p>
          <Badge color="gray" variant="light" tt="none" size="lg">
            {t.status.prescription[status]}
          </Badge>{' '}
          {statusReason?.code && codes[statusReason.code]} <bdi>{statusReason?.reason}</bdi>
        </p>
        <PrescriptionFacts prescription={prescription} />
        {command ? (
          <CommandForm
            key={command}
            prescription={prescription}
            command={command}
            onDone={onClose}
            onCancel={() => setCommand(undefined)}
          />
        ) : (
          <Group gap="xs">
            {offered(prescription)
              .filter((one) => may(operationOf[one]))
              .map((one) => (
                <Button key={one} variant="default" onClick={() => setCommand(one)}>
                  {t.prescription.commands[one]} …
                </Button>
              ))}
            {may('printPrescription') && ['active', 'on-hold', 'completed'].includes(status) && (
              <Button component="a" href={`/api/prescriptions/${id}.pdf`} target="_blank" variant="default">
                {t.prescribe.print}
              </Button>
            )}
          </Group>
        )}
        {override && (
          <p>
            <b>{t.safety.overridden(overrides[override.reasonCode] ?? override.reasonCode)}</b>:{' '}
            <bdi>{override.reason}</bdi>
          </p>
        )}
        {safety && (
          <section aria-label={t.prescription.findings}>
            <Findings safety={safety} />
          </section>
        )}
      </div>
    </Dialog>
  );
}
