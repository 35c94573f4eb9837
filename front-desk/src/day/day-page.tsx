import './day.css';
import { Loader, VisuallyHidden } from '@mantine/core';
import { memo, useRef, useState } from 'react';
import { useMay } from '../access/may';
import { isPassing } from '../api/problem';
import { useSession } from '../api/session';
import { callCode } from '../board/call-code';
import { nameOf } from '../find/person';
import { leavePage } from '../shell/leave-question';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { axisOf, columnDay } from './axis';
import { useStep, type Command } from './commands';
import { DayDialogs, type Open } from './day-dialogs';
import { DayGrid } from './day-grid';
import { DayKeys } from './day-keys';
import { DayNotice } from './day-notice';
import { DayTitle } from './day-title';
import { DayToolbar } from './day-toolbar';
import { doctorName, useDoctors, type Doctor } from './doctors';
import { itemsOf, spansIn } from './items';
import { usePatientNames } from './patient-names';
import { shownOf, turned, type DaySearch } from './shown';
import { useBeginning } from './use-beginning';
import { useCalendar } from './use-calendar';
import { useMarked } from './use-marked';
import { isMovable, useMoving } from './use-moving';
import { useNotice } from './use-notice';
import { useReschedule, type Rescheduling } from './use-reschedule';
import { Turning, useTurn, useTurned } from './use-turned';
import { useWaitingList } from './use-waiting-list';
import { WaitingList } from './waiting-list';

/** The day of the clinic: who is with whom, who is here, and what is free. */
export function DayPage() {
  const t = useTexts();
  const { data: doctors, error } = useDoctors();
  const { search, isTurning } = useTurned();
  if (!doctors)
    return error ? (
      <ProblemNotice error={error} isPassing={isPassing(error)} />
    ) : (
      <Loader m="xl" aria-label={t.loading} />
    );
  return (
    <Turning value={isTurning}>
      <div className={isTurning ? 'day day-turning' : 'day'}>
        <Day doctors={doctors} search={search} />
      </div>
    </Turning>
  );
}

interface Props {
  doctors: readonly Doctor[];
  search: DaySearch;
}

/** It takes long to draw: a key that turns it is answered by its heading first. */
const Day = memo(function Day({ doctors, search }: Props) {
  const t = useTexts();
  const may = useMay();
  const format = useFormat();
  const { session } = useSession();
  const zone = session?.timeZone ?? 'UTC';
  const grid = useRef<HTMLDivElement>(null);
  const [opened, open] = useState<Open>();
  const notices = useNotice();
  const [showsCancelled, setShowsCancelled] = useState(false);

  const today = format.today();
  const shown = shownOf(search, doctors, today, session?.doctorId);
  const dayOf = (day: string) => columnDay(day, zone);
  const days = shown.days.map(dayOf);
  const calendar = useCalendar(shown.doctors, {
    from: new Date(days[0]?.start ?? 0).toISOString(),
    to: new Date(days.at(-1)?.end ?? 0).toISOString(),
  });
  const items = shown.columns.map((column) => itemsOf(column, dayOf(column.day), calendar, showsCancelled));
  const axis = axisOf(days, spansIn(items, calendar));
  const { entries: waiting = [] } = useWaitingList(shown.doctors);
  const patients = usePatientNames([...calendar.visits, ...waiting].map(({ patientId }) => patientId));
  const { marked, chosen, isSure, mark, suggest, focus, takeFocusBack } = useMarked(items, grid);
  const place = shown.columns.map(({ key }) => key).join();
  useBeginning(grid, { place, isRead: calendar.isRead, columns: items, chosen, suggest });
  const markedVisit = isSure && marked?.kind === 'visit' ? marked.visit : undefined;
  const reschedule = useReschedule(notices.say);
  const moveTo = (asked: Rescheduling) => {
    notices.closeAll();
    reschedule(asked);
  };
  const move = useMoving(shown.columns, dayOf, (visit, place) => leavePage(() => moveTo({ visit, place })));

  const step = useStep({
    done: ({ step: done }, visit) => {
      const patient = patients.get(visit.patientId);
      const text = t.day.done[done](patient ? nameOf(patient, t) : t.day.visit);
      // what the patient is told to look for
      const code = visit.status === 'arrived' ? ` ${t.board.code(callCode(visit.id))}` : '';
      notices.say({ kind: 'done', visit, text: `${text}${code}` });
    },
    refused: (failed) => notices.say({ kind: 'failed', error: failed }),
  });
  const turn = useTurn();
  const turnTo = (to: (asked: DaySearch) => DaySearch) => move.carryToDay(turn(to).date ?? today);
  const turnBy = (by: 1 | -1) => turnTo((asked) => turned(asked, today, by));
  const toToday = () => turnTo(({ date: _date, ...rest }) => rest);
  const toView = () =>
    turn(({ view, ...rest }) => {
      const day = marked && shown.columns.find(({ key }) => key === marked.columnKey);
      if (view) return { ...rest, ...(day && { date: day.day }) };
      return { ...rest, view: 'week', doctor: day?.doctor.id ?? shown.doctors[0]?.id ?? '' };
    });
  const pickUp = (visit = markedVisit) => {
    const column = shown.columns.find(
      ({ doctor, day }) => doctor.id === visit?.doctorId && format.dayOf(visit.time) === day,
    );
    if (visit && column && isMovable(visit) && may('rescheduleAppointment')) move.pickUp(visit, column.key);
  };
  const focused = shown.columns.find(({ key }) => key === marked?.columnKey) ?? shown.columns[0];
  const walkIn = may('bookAppointment')
    ? () => open({ kind: 'book', wanted: { doctorId: focused?.doctor.id ?? shown.doctors[0]?.id ?? '' } })
    : undefined;
  // a doctor records their own
  const isDesk = session?.roles.some((role) => ['receptionist', 'manager'].includes(role));
  const leaveOf = may('addTimeOff') ? doctors.filter(({ id }) => isDesk === true || id === session?.doctorId) : [];
  const carried = move.moving;
  const carriedTo = carried && doctors.find(({ id }) => carried.columnKey.startsWith(`${id} `));
  return (
    <>
      <DayKeys
        visit={markedVisit}
        onStep={(name, visit) =>
          name === 'reopen' || name === 'cancel' ? open({ kind: name, visit }) : step({ step: name, visit })
        }
        onMove={() => pickUp()}
        onTurn={turnBy}
        onToday={toToday}
        onView={toView}
        onWalkIn={walkIn}
      />
      <DayTitle />
      <DayToolbar
        doctors={doctors}
        onTurn={turnBy}
        onToday={toToday}
        onView={toView}
        onWalkIn={walkIn}
        onLeave={
          leaveOf.length > 0
            ? () => {
                const { id = '' } = leaveOf.find((one) => one.id === focused?.doctor.id) ?? leaveOf[0] ?? {};
                open({ kind: 'leave', doctorId: id, day: focused?.day ?? shown.days[0] ?? today });
              }
            : undefined
        }
        showsCancelled={showsCancelled}
        onCancelled={setShowsCancelled}
      />
      {calendar.error && (
        <ProblemNotice
          error={calendar.error}
          isPassing={isPassing(calendar.error)}
          text={calendar.readAt > 0 ? `${t.unavailable} (${t.asOf(format.time(calendar.readAt))})` : t.unavailable}
        />
      )}
      {calendar.isLoading && <VisuallyHidden role="status">{t.loading}</VisuallyHidden>}
      <div className="day-body">
        <DayGrid
          grid={grid}
          shown={shown}
          axis={axis}
          dayOf={dayOf}
          items={items}
          calendar={calendar}
          patients={patients}
          marked={marked}
          isSure={isSure}
          move={move}
          onMark={mark}
          onFocus={focus}
          onOpen={(item) =>
            open(
              item.kind === 'visit'
                ? { kind: 'visit', id: item.visit.id }
                : may('bookAppointment')
                  ? { kind: 'book', wanted: { doctorId: item.slot.doctorId, time: item.slot.time } }
                  : undefined,
            )
          }
        />
        {may('listWaitlist') && (
          <WaitingList
            entries={waiting}
            doctors={doctors}
            patients={patients}
            onAnswered={(entry) => notices.say({ kind: 'answered', entry })}
            onRefused={(failed) => notices.say({ kind: 'failed', error: failed })}
          />
        )}
      </div>
      <div className="day-foot">
        {carried && (
          <p className="carrying" role="status">
            {t.day.carrying(format.dayAndTime(carried.start), carriedTo ? doctorName(carriedTo) : '')}
          </p>
        )}
        <DayNotice
          notices={notices}
          isHidden={carried !== undefined}
          visits={calendar.visits}
          patients={patients}
          onMove={(asked) => {
            takeFocusBack();
            moveTo(asked);
          }}
          onLeave={takeFocusBack}
        />
      </div>
      <DayDialogs
        opened={opened}
        visits={calendar.visits}
        doctors={doctors}
        leaveOf={leaveOf}
        patients={patients}
        onClose={() => open(undefined)}
        onOpen={open}
        onCommand={(command: Command) => {
          open(undefined);
          step(command);
        }}
        onMove={(visit) => {
          open(undefined);
          pickUp(visit);
        }}
        onBooked={(visit, patient) => {
          open(undefined);
          notices.say({
            kind: 'done',
            visit,
            text: t.day.booked[visit.status === 'pending' ? 'pending' : 'booked'](
              nameOf(patient, t),
              format.dayAndTime(visit.time),
            ),
          });
        }}
      />
    </>
  );
});
