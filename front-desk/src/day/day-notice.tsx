import { Alert, Button, Group, TextInput } from '@mantine/core';
import { Problem } from '../api/problem';
import { nameOf, type Patient } from '../find/person';
import { Form } from '../shell/form';
import { useLeaveQuestion, type LeaveQuestion } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { ProblemSentence } from '../shell/problem-sentence';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { Alternatives } from './alternatives-list';
import type { Appointment } from './use-calendar';
import type { Notice, NoticeNow, RefusedMove } from './use-notice';
import type { Rescheduling } from './use-reschedule';

interface Props {
  notices: NoticeNow;
  /** As they are now: what waited may have become right by itself. */
  visits: readonly Appointment[];
  patients: ReadonlyMap<string, Patient>;
  onMove: (asked: Rescheduling) => void;
  /** Before one goes that may have the focus. */
  onLeave: () => void;
  /** Whether something else is under way that has the place. */
  isHidden: boolean;
}

/** Why a move is to be made all the same, as it is written. */
interface Overbooking {
  reason: string;
  onWrite: (reason: string) => void;
  question: LeaveQuestion;
}

/** What came of the last thing that was done, in place; with what can be done instead. */
export function DayNotice({ notices, onLeave, isHidden, ...props }: Props) {
  const t = useTexts();
  const { newest, kept, reason, write } = notices;
  const question = useLeaveQuestion(reason !== '');
  const close = (notice: Notice) => {
    const leave = () => {
      onLeave();
      notices.close(notice);
    };
    if (notice.kind === 'refused') question.isLeft(leave);
    else leave();
  };
  return (
    <div className="day-notice">
      {!isHidden &&
        [kept, newest].map(
          (notice, index) =>
            notice && (
              <Alert
                key={index === 0 || !kept ? 'first' : 'second'}
                color={colorOf(notice)}
                role={['refused', 'changed', 'failed'].includes(notice.kind) ? 'alert' : 'status'}
                withCloseButton
                closeButtonLabel={t.close}
                onClose={() => close(notice)}
                onKeyDown={(event) => event.key === 'Escape' && close(notice)}
              >
                <NoticeText
                  {...props}
                  notice={notice}
                  overbooking={
                    notice.kind === 'refused' && (!kept || notice === kept)
                      ? { reason, question, onWrite: (text) => write(notice, text) }
                      : undefined
                  }
                />
              </Alert>
            ),
        )}
    </div>
  );
}

const colorOf = ({ kind }: Notice) =>
  ({
    done: 'teal',
    answered: 'teal',
    moved: 'teal',
    waits: 'yellow',
    changed: 'orange',
    refused: 'yellow',
    failed: 'red',
  })[kind];

interface TextProps extends Pick<Props, 'visits' | 'patients' | 'onMove'> {
  notice: Notice;
  /** Absent where a reason is being written for another move. */
  overbooking: Overbooking | undefined;
}

function NoticeText({ notice, visits, patients, onMove, overbooking }: TextProps) {
  const t = useTexts();
  const format = useFormat();
  const nameIn = ({ patientId }: Pick<Appointment, 'patientId'>) => {
    const patient = patients.get(patientId);
    return patient ? nameOf(patient, t) : t.day.visit;
  };
  const placeOf = ({ doctor, time }: Appointment) => `${format.dayAndTime(time)} · ${doctor?.name ?? ''}`;
  switch (notice.kind) {
    case 'done':
      return <p>{notice.text}</p>;
    case 'answered': {
      const { entry } = notice;
      const when = entry.offer ? format.dayAndTime(entry.offer.time) : '';
      if (entry.status !== 'accepted') return <p>{t.waiting.declined(nameIn(entry))}</p>;
      const isHeld = visits.some(({ id, status }) => id === entry.offer?.appointmentId && status === 'pending');
      return <p>{(isHeld ? t.waiting.acceptedHeld : t.waiting.accepted)(nameIn(entry), when)}</p>;
    }
    case 'failed':
      return <ProblemNotice error={notice.error} />;
    case 'moved': {
      const { from, visit } = notice;
      const back = { visit, place: { doctorId: from.doctorId, start: Date.parse(from.time) } };
      return (
        <Group gap="sm">
          <p>{t.day.moved(nameIn(visit), placeOf(visit))}</p>
          <Button size="compact-sm" variant="default" onClick={() => onMove(back)}>
            {t.day.moveBack(placeOf(from))}
          </Button>
        </Group>
      );
    }
    case 'waits': {
      const visit = visits.find(({ id }) => id === notice.visit.id) ?? notice.visit;
      if (visit.waitingMove) return <p>{t.day.moveWaits(nameIn(visit), format.dayAndTime(visit.waitingMove.time))}</p>;
      if (visit.refusedMove)
        return (
          <p>
            <ProblemSentence {...visit.refusedMove} />
          </p>
        );
      return <p>{t.day.moved(nameIn(visit), placeOf(visit))}</p>;
    }
    case 'changed': {
      const { theirs, asked } = notice;
      return (
        <>
          <p>
            <b>{t.day.changedMeanwhile(nameIn(theirs))}</b>
          </p>
          <table className="versions">
            <tbody>
              <tr>
                <th>{t.day.wasBefore}</th>
                <td>{placeOf(asked.visit)}</td>
                <td>{t.status.appointment[asked.visit.status]}</td>
              </tr>
              <tr>
                <th>{t.day.isNow}</th>
                <td>{placeOf(theirs)}</td>
                <td>{t.status.appointment[theirs.status]}</td>
              </tr>
              <tr>
                <th>{t.day.youWanted}</th>
                <td>{format.dayAndTime(asked.place.start)}</td>
                <td />
              </tr>
            </tbody>
          </table>
          <Button size="compact-sm" variant="default" onClick={() => onMove({ ...asked, visit: theirs })}>
            {t.day.moveAllTheSame}
          </Button>
        </>
      );
    }
    case 'refused':
      return <Refused notice={notice} name={nameIn(notice.asked.visit)} onMove={onMove} overbooking={overbooking} />;
  }
}

/** A move that was not made: why, when else, and the way around the rules, with a reason. */
function Refused({
  notice: { error, asked, isLate },
  name,
  onMove,
  overbooking,
}: {
  notice: RefusedMove;
  name: string;
  onMove: Props['onMove'];
  overbooking: Overbooking | undefined;
}) {
  const t = useTexts();
  const format = useFormat();
  const type = error instanceof Problem ? error.type : '';
  return (
    <>
      <p>
        <b>{t.day.staysWhere(name, format.dayAndTime(asked.visit.time))}</b>{' '}
        {error instanceof Problem && (
          <ProblemSentence type={error.type} detail={error.detail} members={error.members} />
        )}
      </p>
      {!(error instanceof Problem) && <ProblemNotice error={error} />}
      <Alternatives
        error={error}
        isLate={isLate}
        {...(asked.place.doctorId === asked.visit.doctorId && { except: asked.visit.time })}
        onTake={(time) => onMove({ ...asked, place: { ...asked.place, start: Date.parse(time) } })}
      />
      {overbooking && ['slot-taken', 'outside-availability'].includes(type) && (
        <Form
          question={overbooking.question}
          className="overbook"
          onSubmit={() => {
            const reason = overbooking.reason.trim();
            if (reason !== '') onMove({ ...asked, overbook: reason });
          }}
        >
          <TextInput
            size="sm"
            label={t.day.overbookWhy}
            value={overbooking.reason}
            onChange={(event) => overbooking.onWrite(event.currentTarget.value)}
            maxLength={1000}
          />
          <Button size="sm" type="submit" variant="default">
            {t.day.moveAllTheSame}
          </Button>
        </Form>
      )}
    </>
  );
}
