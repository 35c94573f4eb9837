import './edit.css';
import { Alert, Button, Loader } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../api/problem';
import { useSession } from '../api/session';
import { nameOf, type Patient } from '../find/person';
import { NoPatient } from '../patient/no-patient';
import { usePatient } from '../patient/use-patient';
import { useLeaveQuestion } from '../shell/leave-question';
import { PageTitle } from '../shell/page-title';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { Compare, type Row, type Side } from './compare';
import { EditForm } from './edit-form';
import { labelOf, wordsOf } from './field-words';
import { differing, fieldsOf, isSame, type Fields, type Name } from './patient-fields';
import { useChangePatient, type Changed } from './use-change';

/** The data of one patient, to be changed; another patient is another page, with nothing of the first. */
export function EditPage() {
  const { patientId } = useParams({ from: '/patients/$patientId/edit' });
  const t = useTexts();
  const { data: patient, error } = usePatient(patientId);
  if (error && !patient) return <NoPatient error={error} patientId={patientId} />;
  if (!patient) return <Loader aria-label={t.loading} m="xl" />;
  return <Edit key={patientId} read={patient} />;
}

function Edit({ read }: { read: Patient }) {
  const t = useTexts();
  const format = useFormat();
  const navigate = useNavigate();
  const { session } = useSession();
  const zone = session?.timeZone ?? 'UTC';
  // as it was when somebody began to change it, whatever is read meanwhile
  const [base, setBase] = useState(read);
  const [fields, setFields] = useState(() => fieldsOf(read, zone));
  const [theirs, setTheirs] = useState<Patient>();
  const [coming, setComing] = useState<Changed['coming']>();
  const latest = useRef(fields);
  useEffect(() => {
    latest.current = fields;
  }, [fields]);
  const question = useLeaveQuestion(differing(fieldsOf(base, zone), fields).length > 0);
  const leave = () => void navigate({ to: '/patients/$patientId', params: { patientId: read.id } });
  const change = useChangePatient(read.id, (outcome, sent) => {
    if (outcome.kind === 'changed') {
      setTheirs(outcome.theirs);
      return;
    }
    setBase(outcome.patient);
    // somebody went on writing while it was sent
    if (latest.current !== sent) return;
    question.isStored();
    const { coming: planned } = outcome.patient;
    if (planned && (planned.appointments !== 0 || planned.waitlistEntries !== 0)) setComing(planned);
    else leave();
  });
  const save = (from: Patient, next: Fields) => {
    if (differing(fieldsOf(from, zone), next).length === 0) leave();
    else change.mutate({ base: from, fields: next });
  };
  const faults = change.error instanceof Problem ? change.error.faults : new Map<string, string>();
  const notice = change.error && faults.size === 0 && <ProblemNotice error={change.error} />;
  return (
    <div className="narrow">
      <PageTitle>
        {t.edit.title} · <bdi>{nameOf(read, t)}</bdi> <bdi className="number dimmed">{read.mrn}</bdi>
      </PageTitle>
      {coming ? (
        <Alert color="yellow" role="status">
          <p>
            <b>{t.edit.saved}.</b> {t.edit.coming(coming.appointments, coming.waitlistEntries)}
          </p>
          <Button onClick={leave} autoFocus>
            {t.book.toPatient}
          </Button>
        </Alert>
      ) : theirs ? (
        <Compare
          key={theirs.version}
          question={question}
          rows={rowsOf(fieldsOf(base, zone), fields, fieldsOf(theirs, zone))}
          isSending={change.isPending}
          notice={change.error && <ProblemNotice error={change.error} />}
          onChoose={(sides) => {
            const next = chosen(sides, fields, fieldsOf(theirs, zone));
            setFields(next);
            setBase(theirs);
            save(theirs, next);
          }}
          onBack={() => setTheirs(undefined)}
        />
      ) : (
        <EditForm
          question={question}
          fields={fields}
          faults={faults}
          onChange={(changed) => setFields((before) => ({ ...before, ...changed }))}
          onSave={(next) => {
            setFields(next);
            save(base, next);
          }}
          onLeave={leave}
          isSending={change.isPending}
          notice={notice}
        />
      )}
    </div>
  );

  function rowsOf(before: Fields, mine: Fields, now: Fields): Row[] {
    return differing(mine, now).map((name) => ({
      name,
      label: labelOf(name, t),
      mine: wordsOf(name, mine, t, format),
      theirs: wordsOf(name, now, t, format),
      chosen: isSame(name, before, mine) ? 'theirs' : isSame(name, before, now) ? 'mine' : undefined,
    }));
  }
}

function chosen(sides: ReadonlyMap<string, Side>, mine: Fields, theirs: Fields): Fields {
  const pick = (name: Name) => (sides.get(name) === 'mine' ? mine[name] : theirs[name]);
  return { ...mine, ...Object.fromEntries(differing(mine, theirs).map((name) => [name, pick(name)])) };
}
