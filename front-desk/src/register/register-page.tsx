import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey } from '../api/new-key';
import { Problem } from '../api/problem';
import { answer, patients } from '../api/services';
import { useSending } from '../api/use-sending';
import { parseSearch } from '../find/parse-search';
import { useTyped } from '../find/typed';
import { useLeaveQuestion } from '../shell/leave-question';
import { PageTitle } from '../shell/page-title';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { candidatesOf } from './candidates';
import { Duplicates } from './duplicates';
import { fieldsFrom, type NewPatient } from './new-patient';
import { PatientForm } from './patient-form';

interface Registration {
  /** The same for every attempt at this one, so that it is stored once. */
  key: string;
  patient: NewPatient;
  allowDuplicate: boolean;
}

/** A new patient, beginning with what was searched for; whoever is alike is shown before anything is stored. */
export function RegisterPage() {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const [typed, setTyped] = useTyped();
  const [first] = useState(() => fieldsFrom(parseSearch(typed, format.isDayFirst, format.today())));
  const [fields, setFields] = useState(first);
  const question = useLeaveQuestion(JSON.stringify(fields) !== JSON.stringify(first));
  const register = useSending({
    mutationFn: ({ key, patient, allowDuplicate }: Registration) =>
      answer(
        patients.POST('/patients', {
          params: { query: allowDuplicate ? { allowDuplicate } : {}, header: { 'Idempotency-Key': key } },
          body: patient,
        }),
      ),
    onSuccess: async ({ id }) => {
      question.isStored();
      setTyped('');
      await navigate({ to: '/patients/$patientId', params: { patientId: id }, replace: true });
    },
  });
  const send = (patient: NewPatient, allowDuplicate: boolean) =>
    register.mutate({ key: newKey(), patient, allowDuplicate });
  const { error, variables } = register;
  const alike = error instanceof Problem && error.type === 'possible-duplicate' ? candidatesOf(error) : [];
  if (alike.length > 0 && variables)
    return (
      <Duplicates
        typed={variables.patient}
        candidates={alike}
        onOpen={(id) => void navigate({ to: '/patients/$patientId', params: { patientId: id } })}
        onRegister={() => send(variables.patient, true)}
        onChange={register.reset}
        isSending={register.isPending}
      />
    );
  const faults = error instanceof Problem ? error.faults : new Map<string, string>();
  return (
    <div className="narrow">
      <PageTitle>{t.register.title}</PageTitle>
      {error && faults.size === 0 && <ProblemNotice error={error} />}
      <PatientForm
        question={question}
        fields={fields}
        faults={faults}
        onChange={(changed) => setFields((before) => ({ ...before, ...changed }))}
        onSave={(patient) => send(patient, false)}
        onLeave={() => window.history.back()}
        isSending={register.isPending}
      />
    </div>
  );
}
