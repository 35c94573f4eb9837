import type { Patient } from '../find/person';
import { BookDialog, type Wanted } from './book-dialog';
import type { Command } from './commands';
import type { Doctor } from './doctors';
import { LeaveDialog } from './leave-dialog';
import { CancelDialog, UndoDialog } from './reason-dialog';
import type { Appointment } from './use-calendar';
import { VisitDialog } from './visit-dialog';

export type Open =
  | { kind: 'visit'; id: string }
  | { kind: 'reopen' | 'cancel'; visit: Appointment }
  | { kind: 'book'; wanted: Wanted }
  | { kind: 'leave'; doctorId: string; day: string };

interface Props {
  opened: Open | undefined;
  visits: readonly Appointment[];
  doctors: readonly Doctor[];
  /** Those whose leave this person may record. */
  leaveOf: readonly Doctor[];
  patients: ReadonlyMap<string, Patient>;
  onOpen: (open: Open) => void;
  onClose: () => void;
  onCommand: (command: Command) => void;
  onMove: (visit: Appointment) => void;
  onBooked: (visit: Appointment, patient: Patient) => void;
}

/** The dialog that is open over the day, if one is. */
export function DayDialogs({ opened, visits, patients, onOpen, onClose, onCommand, ...props }: Props) {
  switch (opened?.kind) {
    case undefined:
      return null;
    case 'visit': {
      // as it is now: another may work on it
      const visit = visits.find(({ id }) => id === opened.id);
      if (!visit) return null;
      return (
        <VisitDialog
          visit={visit}
          patient={patients.get(visit.patientId)}
          onClose={onClose}
          onMove={() => props.onMove(visit)}
          onStep={(step) =>
            step === 'reopen' || step === 'cancel' ? onOpen({ kind: step, visit }) : onCommand({ step, visit })
          }
        />
      );
    }
    case 'reopen':
      return (
        <UndoDialog onClose={onClose} onUndo={(reason) => onCommand({ step: 'reopen', visit: opened.visit, reason })} />
      );
    case 'cancel':
      return (
        <CancelDialog onClose={onClose} onCancel={(how) => onCommand({ step: 'cancel', visit: opened.visit, how })} />
      );
    case 'leave':
      return <LeaveDialog doctorId={opened.doctorId} day={opened.day} doctors={props.leaveOf} onClose={onClose} />;
    case 'book':
      return <BookDialog wanted={opened.wanted} doctors={props.doctors} onClose={onClose} onBooked={props.onBooked} />;
  }
}
