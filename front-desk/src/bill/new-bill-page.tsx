import './bill.css';
import { Alert, Loader } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useHospitalCurrency } from '../cash/use-hospital-currency';
import type { Patient } from '../find/person';
import { NoPatient } from '../patient/no-patient';
import { PatientHeader } from '../patient/patient-header';
import { usePatient } from '../patient/use-patient';
import { useLeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { BillForm, type Fields } from './bill-form';
import { emptyLine, type LineDraft } from './read-lines';
import { useVisit } from './use-visit';
import { useWriteBill } from './use-bill';

/** A new bill for one patient; another patient is another page, with nothing of the first. */
export function NewBillPage() {
  const { patientId } = useParams({ from: '/patients/$patientId/bill' });
  const { data: patient, error, dataUpdatedAt } = usePatient(patientId);
  const t = useTexts();
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  return <NewBill key={patientId} patient={patient} staleSince={error ? dataUpdatedAt : undefined} />;
}

function NewBill({ patient, staleSince }: { patient: Patient; staleSince: number | undefined }) {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const { visit: visitId } = useSearch({ from: '/patients/$patientId/bill' });
  const visit = useVisit(visitId);
  const currency = useHospitalCurrency();
  const [fields, setFields] = useState<Fields>({ lines: [emptyLine(0)], details: '', dueDate: '' });
  const question = useLeaveQuestion(isWritten(fields));
  const write = useWriteBill(patient.id, ({ id, status }) => {
    question.isStored();
    return status === 'draft'
      ? void navigate({ to: '/bills/$billId', params: { billId: id }, replace: true })
      : void navigate({
          to: '/cash/$patientId',
          params: { patientId: patient.id },
          search: { bill: id },
          replace: true,
        });
  });
  return (
    <>
      <PatientHeader patient={patient} staleSince={staleSince} />
      <section className="bill" aria-labelledby="new-bill">
        <h2 id="new-bill" className="section-title">
          {t.bill.title}
        </h2>
        {visit && (
          <p className="dimmed">
            {t.bill.forVisit(format.dayAndTime(visit.time), visit.doctor?.name ?? t.entry.someDoctor)}
          </p>
        )}
        {currency === undefined ? (
          <Alert color="yellow" role="status">
            {t.bill.currencyUnknown}
          </Alert>
        ) : (
          <BillForm
            question={question}
            currency={currency}
            fields={fields}
            onChange={setFields}
            isSending={write.isPending}
            notice={write.error && <ProblemNotice error={write.error} />}
            onSave={(writing, issues) =>
              write.send({ ...writing, currency, appointmentId: visitId, status: issues ? 'issued' : 'draft' })
            }
            onLeave={() => window.history.back()}
          />
        )}
      </section>
    </>
  );
}

/** Whether anything stands in it beside empty lines. */
function isWritten({ lines, details, dueDate }: Fields): boolean {
  const words = ({ id: _id, ...line }: LineDraft) => JSON.stringify(line);
  return details !== '' || dueDate !== '' || lines.some((line) => words(line) !== words(emptyLine(0)));
}
