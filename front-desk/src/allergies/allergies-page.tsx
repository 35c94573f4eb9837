import '../edit/edit.css';
import { Button, Loader } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../access/may';
import type { Patient } from '../find/person';
import { NoPatient } from '../patient/no-patient';
import { PatientHeader } from '../patient/patient-header';
import { usePatient } from '../patient/use-patient';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { ChangeForm } from './change-form';
import { RecordForm } from './record-form';
import { useNoneKnown } from './use-allergies';

/** The allergies of one patient: all that were ever recorded, and one more. */
export function AllergiesPage() {
  const { patientId } = useParams({ from: '/patients/$patientId/allergies' });
  const t = useTexts();
  const { data: patient, error, dataUpdatedAt } = usePatient(patientId);
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  return (
    <>
      <PatientHeader patient={patient} staleSince={error ? dataUpdatedAt : undefined} />
      <AllergiesOf key={patientId} patient={patient} />
    </>
  );
}

function AllergiesOf({ patient: { id, allergies = [], allergyStatus } }: { patient: Patient }) {
  const t = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<string>();
  const noneKnown = useNoneKnown(id);
  const leave = () => void navigate({ to: '/patients/$patientId', params: { patientId: id } });
  const close = () => {
    setOpened(undefined);
    document.getElementById('allergies')?.focus();
  };
  return (
    <section
      className="narrow"
      aria-labelledby="allergies"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        if (opened === undefined) leave();
        else close();
      }}
    >
      <h2 id="allergies" className="section-title" tabIndex={-1}>
        {t.allergies.title}
      </h2>
      {allergies.length === 0 && <p className="dimmed">{t.allergies.none}</p>}
      <ul className="allergy-list">
        {allergies.map(({ id: allergyId, substance, reaction, criticality, status }) => (
          <li key={allergyId} className="card">
            <div className={status === 'active' ? 'allergy-row' : 'allergy-row allergy-over'}>
              <span>
                <b>
                  <bdi>{substance}</bdi>
                </b>{' '}
                <bdi>{reaction}</bdi>
              </span>
              <span className={criticality === 'high' && status === 'active' ? 'high-risk' : undefined}>
                {t.allergies.criticalities[criticality]} · {t.allergies.statuses[status]}
              </span>
              {may('changeAllergy') && opened !== allergyId && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t.allergies.changeOf(substance)}
                  onClick={() => setOpened(allergyId)}
                >
                  {t.allergies.change}
                </Button>
              )}
            </div>
            {opened === allergyId && <ChangeForm patientId={id} allergyId={allergyId} onClose={close} />}
          </li>
        ))}
      </ul>
      <RecordForm patientId={id} onLeave={leave} />
      {may('changePatient') && allergyStatus === 'not-asked' && (
        <Button
          variant="default"
          className="allergy-done"
          loading={noneKnown.isPending}
          onClick={() => noneKnown.mutate(undefined, { onSuccess: leave })}
        >
          {t.allergies.noneKnown}
        </Button>
      )}
      {noneKnown.error && <ProblemNotice error={noneKnown.error} />}
    </section>
  );
}
