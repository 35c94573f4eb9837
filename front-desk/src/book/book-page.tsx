import { Loader } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { nameOf } from '../find/person';
import { usePatient } from '../patient/use-patient';
import { PageTitle } from '../shell/page-title';
import { useTexts } from '../texts/language';

export function BookPage() {
  const { patientId } = useParams({ from: '/patients/$patientId/book' });
  const t = useTexts();
  const { data: patient } = usePatient(patientId);
  return patient ? <PageTitle>{t.book.title(nameOf(patient, t))}</PageTitle> : <Loader aria-label={t.loading} />;
}
