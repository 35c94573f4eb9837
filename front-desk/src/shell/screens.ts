import type { LinkProps } from '@tanstack/react-router';
import { useMay, type OperationName } from '../access/may';
import { useSession } from '../api/session';
import type { Texts } from '../texts/en';

/** A page that is in the bar, for everybody who may ask for what it shows. */
interface Screen {
  to: NonNullable<LinkProps['to']>;
  name: (texts: Texts) => string;
  needs: OperationName;
  /** The roles that begin with it. */
  startOf: string[];
}

/** In the order of the bar, in which the keys 1 to 9 open them; somebody with several roles begins with the first of theirs. */
const screens: Screen[] = [
  { to: '/find', name: ({ find }) => find.inBar, needs: 'listPatients', startOf: ['receptionist', 'manager'] },
  // patients list their own visits, but no leave
  { to: '/day', name: ({ day }) => day.inBar, needs: 'listTimeOff', startOf: ['nurse', 'doctor'] },
  { to: '/dispensing', name: ({ dispense }) => dispense.inBar, needs: 'dispense', startOf: ['pharmacist'] },
  { to: '/cash', name: ({ cash }) => cash.inBar, needs: 'takePayment', startOf: ['cashier'] },
  { to: '/closing', name: ({ closing }) => closing.inBar, needs: 'listClosings', startOf: [] },
  { to: '/approvals', name: ({ approvals }) => approvals.inBar, needs: 'approveRefund', startOf: ['billing-manager'] },
  { to: '/audit', name: ({ audit }) => audit.inBar, needs: 'listAuditEvents', startOf: ['auditor'] },
  { to: '/pending', name: ({ pending }) => pending.inBar, needs: 'listPendingOperations', startOf: [] },
];

/** Returns the pages that the person who is signed in may use, and with which of them they begin. */
export function useScreens(): { screens: Screen[]; start: Screen | undefined } {
  const may = useMay();
  const { session } = useSession();
  const allowed = screens.filter(({ needs }) => may(needs));
  const start = allowed.find(({ startOf }) => startOf.some((role) => session?.roles.includes(role))) ?? allowed[0];
  return { screens: allowed, start };
}
