import { nameOf } from '../find/person';
import type { Dispense, Prescription } from '../patient/timeline';
import { usePatient } from '../patient/use-patient';
import { amountOf } from '../texts/amount';
import { useFormatIn } from '../texts/format';
import type { Spoken } from '../texts/language';
import { lineOf } from './line-of';

interface Props {
  prescription: Prescription;
  dispense: Dispense;
  spoken: Spoken;
}

/** What is stuck on the pack: for whom, what, how to take it, how much, when and by whom. */
export function Label({ prescription, dispense, spoken: { language, texts: t } }: Props) {
  const format = useFormatIn(language);
  const { data: patient } = usePatient(prescription.patientId);
  const { dosage, doctor, patientMrn } = prescription;
  return (
    <section className="pack-label" lang={language} dir={language === 'ar' ? 'rtl' : 'ltr'} aria-label={t.label.title}>
      <p className="label-medication">
        <bdi>{lineOf(prescription)}</bdi>
        <span className="label-quantity">{amountOf(dispense.quantity, prescription.quantityUnit, t, format)}</span>
      </p>
      {dosage?.text && (
        <p className="label-words" lang="en" dir="ltr">
          {dosage.text}
        </p>
      )}
      <p>
        {t.label.forWhom} <b>{patient && <bdi>{nameOf(patient, t)}</bdi>}</b> · {t.person.mrn}{' '}
        <bdi className="number">{patientMrn ?? patient?.mrn}</bdi>
      </p>
      <p className="label-small">
        {t.label.handedOut} {format.day(dispense.dispensedAt)} · <bdi>{dispense.by}</bdi>
        {doctor && (
          <>
            {' '}
            · {t.label.prescriber} <bdi>{doctor.name}</bdi>
          </>
        )}
      </p>
      <p className="label-small">
        <b>{t.label.keepAway}</b>
      </p>
    </section>
  );
}
