import { Badge, Button, CopyButton, Kbd, UnstyledButton } from '@mantine/core';
import { ageInWords, flagsOf, nameOf, type Patient } from '../find/person';
import { Phone } from '../find/phone';
import { PageTitle } from '../shell/page-title';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { Allergies } from './allergies';
import { Balance } from './balance';

interface Props {
  patient: Patient;
  /** Set where this could not be read again: since when it may be old. */
  staleSince: number | undefined;
  onBook?: (() => void) | undefined;
  onPrescribe?: (() => void) | undefined;
  onPay?: (() => void) | undefined;
  onBill?: (() => void) | undefined;
  onChange?: (() => void) | undefined;
  onAllergies?: (() => void) | undefined;
}

/** Who this is: always in the same place, in the same order, so that nobody has to look for it. */
export function PatientHeader({
  patient,
  staleSince,
  onBook,
  onPrescribe,
  onPay,
  onBill,
  onChange,
  onAllergies,
}: Props) {
  const t = useTexts();
  const format = useFormat();
  const { birthDate, gender, mrn, phone, address, deceasedAt } = patient;
  const place = [address?.line1, address?.city].filter(Boolean).join(', ');
  return (
    <section className="patient-header" aria-label={t.patient.title}>
      <div className="patient-who">
        <PageTitle size="h1">
          <bdi>{nameOf(patient, t)}</bdi>
        </PageTitle>
        <div className="patient-facts">
          <CopyButton value={mrn}>
            {({ copied, copy }) => (
              <UnstyledButton className="mrn" onClick={copy} aria-label={t.patient.copyMrn(mrn)}>
                <span className="label">{t.person.mrn}</span> <bdi className="number">{mrn}</bdi>
                <span role="status">{copied && ` ${t.patient.copied}`}</span>
              </UnstyledButton>
            )}
          </CopyButton>
          <span>
            {birthDate ? (
              <>
                <b>{ageInWords(birthDate, t, format)}</b> · {format.birthDate(birthDate)}
              </>
            ) : (
              t.person.bornUnknown
            )}
          </span>
          {gender && <span>{t.person[gender]}</span>}
          {flagsOf(patient, t).map((flag) => (
            <Badge key={flag} color="dark" variant="filled" size="lg" tt="none">
              {flag === t.person.deceased && deceasedAt ? t.person.deceasedOn(format.day(deceasedAt)) : flag}
            </Badge>
          ))}
          {staleSince !== undefined && (
            <Badge color="yellow" tt="none">
              {t.asOf(format.time(staleSince))}
            </Badge>
          )}
        </div>
        <div className="patient-facts dimmed">
          {phone && <Phone number={phone} />}
          {place && <bdi>{place}</bdi>}
          <Balance patientId={patient.id} />
        </div>
      </div>
      <Allergies patient={patient} onChange={onAllergies} />
      {(onPay ?? onBill ?? onBook ?? onPrescribe ?? onChange) && (
        <div className="patient-acts">
          {onPay && (
            <Button onClick={onPay} rightSection={<Kbd size="xs">m</Kbd>} className="patient-act">
              {t.patient.pay}
            </Button>
          )}
          {onBill && (
            <Button
              onClick={onBill}
              rightSection={<Kbd size="xs">i</Kbd>}
              variant={onPay && 'default'}
              className="patient-act"
            >
              {t.bill.act}
            </Button>
          )}
          {onBook && (
            <Button
              onClick={onBook}
              rightSection={<Kbd size="xs">b</Kbd>}
              variant={(onPay ?? onBill) && 'default'}
              className="patient-act"
            >
              {t.patient.book}
            </Button>
          )}
          {onPrescribe && (
            <Button
              onClick={onPrescribe}
              rightSection={<Kbd size="xs">p</Kbd>}
              variant={(onPay ?? onBill ?? onBook) && 'default'}
              className="patient-act"
            >
              {t.prescribe.act}
            </Button>
          )}
          {onChange && (
            <Button onClick={onChange} rightSection={<Kbd size="xs">e</Kbd>} variant="default" className="patient-act">
              {t.edit.act}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
