import { Button, Group, Kbd } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { newKey } from '../api/new-key';
import { Problem } from '../api/problem';
import type { Patient } from '../find/person';
import { Form } from '../shell/form';
import { useChord } from '../shell/keys';
import type { LeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useLocked } from '../shell/use-locked';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { DosageFields } from './dosage-fields';
import { orderOf, saidBeside, type Draft } from './draft';
import { Field } from './field';
import { MedicationField } from './medication-field';
import { OverrideFields, type Override } from './override';
import { Preview } from './preview';
import { usePrescribe, useVisitToday, type Prescription } from './use-prescribe';
import { usePreview, type Safety } from './use-preview';

interface Props {
  question: LeaveQuestion;
  patient: Patient;
  doctorId: string;
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  onStored: (prescription: Prescription) => void;
  onLeave: () => void;
}

/** The order as it is written, beside what will be read of it and what the check finds. */
export function PrescribeForm({ question, patient, doctorId, draft, change, onStored, onLeave }: Props) {
  const t = useTexts();
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const order = orderOf(draft, format.signs);
  const state = usePreview(patient.id, order);
  const visit = useVisitToday(patient.id, doctorId);
  const prescribe = usePrescribe(patient.id, onStored);
  const [written, setWritten] = useState({ override: noOverride, against: '' });
  const [isMissed, setIsMissed] = useState(false);
  // the answer decides; the preview may have been made before it
  const refused = prescribe.error instanceof Problem && prescribe.error.type === 'unsafe' ? prescribe.error : undefined;
  const safety = refused ? (refused.members['safety'] as Safety | undefined) : state.preview?.safety;
  const isUnsafe = refused !== undefined || safety?.verdict === 'unsafe';
  // a reason is one for what was found, and not for what will be found of another order
  const found = graveOf(safety);
  const override = written.against === found ? written.override : noOverride;
  const isWritten = override.reasonCode !== '' && override.reason.trim() !== '';

  const send = () => {
    if (prescribe.isPending) return;
    if (!order || state.faults.size > 0)
      return form.current?.querySelector<HTMLElement>('[aria-invalid=true], input')?.focus();
    // what is not checked yet goes without: if something is found, it is refused, and read first
    const isKnown = isUnsafe && state.isFresh;
    if (isKnown && !isWritten) {
      setIsMissed(true);
      return form.current?.querySelector<HTMLElement>('.override select')?.focus();
    }
    prescribe.mutate({
      key: newKey(),
      body: {
        ...{ ...order, ...saidBeside(draft), patientId: patient.id, doctorId },
        ...(visit && { appointmentId: visit.id }),
        ...(isKnown &&
          override.reasonCode !== '' && {
            override: { reasonCode: override.reasonCode, reason: override.reason.trim() },
          }),
      },
    });
  };
  useLocked(form, prescribe.isPending);
  useChord('enter', send);
  const rewrite = (changes: Partial<Draft>) => {
    // it was said of another order
    if (prescribe.error) prescribe.reset();
    change(changes);
  };
  const fields = { draft, change: rewrite, faults: state.faults };
  return (
    <Form
      ref={form}
      question={question}
      className="prescribing"
      onSubmit={send}
      onEscape={onLeave}
      onKeyDown={(event) => {
        if (endsALine(event)) event.preventDefault();
      }}
    >
      <div className="card order">
        <div className="order-row order-medication">
          <MedicationField {...fields} />
          <Field
            {...fields}
            name="strength"
            path="medication/strength"
            label={t.prescribe.strength}
            hint={t.prescribe.strengthHint}
          />
          <Field {...fields} name="form" path="medication/form" label={t.prescribe.form} hint={t.prescribe.formHint} />
        </div>
        <DosageFields {...fields} />
        <fieldset className="order-part">
          <legend>{t.prescribe.supply}</legend>
          <div className="order-row">
            <Field {...fields} name="quantity" path="quantity" label={t.prescribe.quantity} short />
            <Field
              {...fields}
              name="quantityUnit"
              path="quantityUnit"
              label={t.prescribe.quantityUnit}
              hint={t.prescribe.unitHint}
            />
            <Field {...fields} name="refills" path="refills" label={t.prescribe.refills} short />
          </div>
        </fieldset>
        <div className="order-row">
          <Field {...fields} name="reason" path="reasons/0/text" label={t.prescribe.reasonFor} />
          <Field {...fields} name="note" path="note" label={t.prescribe.note} />
        </div>
      </div>
      <Preview patient={patient} order={order} state={state} />
      <div className="card sign">
        {isUnsafe && (
          <OverrideFields
            override={override}
            change={(next) => setWritten({ override: next, against: found })}
            isMissed={isMissed}
          />
        )}
        {prescribe.error && <ProblemNotice error={prescribe.error} />}
        <Group>
          <Button
            type="submit"
            size="md"
            color={isUnsafe ? 'red.8' : undefined}
            loading={prescribe.isPending}
            rightSection={<Kbd size="xs">Ctrl Enter</Kbd>}
          >
            {isUnsafe ? t.prescribe.sendOverriding : t.prescribe.send}
          </Button>
          <Button variant="default" size="md" onClick={() => question.isLeft(onLeave)}>
            {t.back}
          </Button>
          {visit && <span className="dimmed">{t.prescribe.visit(format.dayAndTime(visit.time))}</span>}
        </Group>
      </div>
    </Form>
  );
}

const noOverride: Override = { reasonCode: '', reason: '' };

/** Returns what was found of high severity, as one text. */
function graveOf(safety: Safety | null | undefined): string {
  return (safety?.findings ?? []).flatMap(({ severity, detail }) => (severity === 'high' ? [detail] : [])).join('\n');
}

/** Enter in a field prescribes nothing: a scanner or a habit would sign what is half written. */
function endsALine({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  return key === 'Enter' && !ctrlKey && !metaKey && target instanceof HTMLElement && target.matches('input, select');
}
