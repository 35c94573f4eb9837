import './label.css';
import { Button, Group, Loader, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { answer, prescriptions } from '../api/services';
import { PageTitle } from '../shell/page-title';
import { offerFocus } from '../shell/focus';
import { ProblemNotice } from '../shell/problem-notice';
import { load, useLanguage, useTexts, type Spoken } from '../texts/language';
import { Label } from './label';
import { usePrescription } from './use-dispensing';

/** The label of what was handed out, for the pack; its own words in the language that the pharmacist chooses. */
export function LabelPage() {
  const { prescriptionId, dispenseId } = useParams({ from: '/dispensing/$prescriptionId/labels/$dispenseId' });
  const t = useTexts();
  const navigate = useNavigate();
  const { language } = useLanguage();
  const [spoken, setSpoken] = useState<Spoken>({ language, texts: t });
  const { data: prescription, error } = usePrescription(prescriptionId);
  const { data: dispense, error: noDispense } = useQuery({
    queryKey: ['prescriptions', prescriptionId, 'dispense', dispenseId],
    queryFn: ({ signal }) =>
      answer(
        prescriptions.GET('/prescriptions/{id}/dispenses/{dispenseId}', {
          params: { path: { id: prescriptionId, dispenseId } },
          signal,
        }),
      ),
  });
  const isReady = prescription !== undefined && dispense !== undefined;
  useEffect(() => {
    if (isReady) offerFocus(document.getElementById('print-label'));
  }, [isReady]);
  const failed = error ?? noDispense;
  if (!isReady) return failed ? <ProblemNotice error={failed} /> : <Loader aria-label={t.loading} m="xl" />;
  const back = () => void navigate({ to: '/dispensing/$prescriptionId', params: { prescriptionId } });
  return (
    <div
      className="narrow"
      onKeyDown={(event) => {
        if (event.key === 'Escape') back();
      }}
    >
      <div className="label-tools">
        <PageTitle>{t.label.title}</PageTitle>
        <p className="dimmed">{t.label.languageUnknown}</p>
        <SegmentedControl
          aria-label={t.label.languageOf}
          value={spoken.language}
          onChange={(chosen) => void load(chosen === 'ar' ? 'ar' : 'en').then(setSpoken)}
          data={[
            { value: 'en', label: 'English' },
            { value: 'ar', label: 'العربية' },
          ]}
        />
      </div>
      <Label prescription={prescription} dispense={dispense} spoken={spoken} />
      <Group mt="md" className="label-tools">
        <Button id="print-label" onClick={() => window.print()}>
          {t.label.print}
        </Button>
        <Button variant="default" onClick={back}>
          {t.back}
        </Button>
      </Group>
    </div>
  );
}
