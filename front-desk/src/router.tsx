import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { boardSearch } from './board/waiting-by-doctor';
import { daySearch } from './day/shown';
import { FindPage } from './find/find-page';
import { NotFound, PartBroke } from './shell/not-found';
import { Shell } from './shell/shell';
import { SignedInAgain } from './shell/signed-in-again';
import { Start } from './shell/start';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PartBroke });

const start = createRoute({ getParentRoute: () => root, path: '/', component: Start });

// most begin with it, so it is part of what is loaded first
const find = createRoute({ getParentRoute: () => root, path: '/find', component: FindPage });

const signedInAgain = createRoute({ getParentRoute: () => root, path: '/signed-in-again', component: SignedInAgain });

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  component: lazyRouteComponent(() => import('./register/register-page'), 'RegisterPage'),
});

const patient = createRoute({
  getParentRoute: () => root,
  path: '/patients/$patientId',
  component: lazyRouteComponent(() => import('./patient/patient-page'), 'PatientPage'),
});

const edit = createRoute({
  getParentRoute: () => root,
  path: '/patients/$patientId/edit',
  component: lazyRouteComponent(() => import('./edit/edit-page'), 'EditPage'),
});

const allergies = createRoute({
  getParentRoute: () => root,
  path: '/patients/$patientId/allergies',
  component: lazyRouteComponent(() => import('./allergies/allergies-page'), 'AllergiesPage'),
});

const book = createRoute({
  getParentRoute: () => root,
  path: '/patients/$patientId/book',
  component: lazyRouteComponent(() => import('./book/book-page'), 'BookPage'),
});

const textOrNone = (value: unknown) => (typeof value === 'string' ? value : undefined);

const cash = createRoute({
  getParentRoute: () => root,
  path: '/cash',
  component: lazyRouteComponent(() => import('./cash/cash-page'), 'CashPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/cash/$patientId',
  // what a number on paper has led to
  validateSearch: ({ bill, payment }: Record<string, unknown>): { bill?: string; payment?: string } => ({
    ...(textOrNone(bill) !== undefined && { bill: textOrNone(bill) }),
    ...(textOrNone(payment) !== undefined && { payment: textOrNone(payment) }),
  }),
  component: lazyRouteComponent(() => import('./cash/account-page'), 'AccountPage'),
});

const newBill = createRoute({
  getParentRoute: () => root,
  path: '/patients/$patientId/bill',
  validateSearch: ({ visit }: Record<string, unknown>): { visit?: string } =>
    typeof visit === 'string' ? { visit } : {},
  component: lazyRouteComponent(() => import('./bill/new-bill-page'), 'NewBillPage'),
});

const bill = createRoute({
  getParentRoute: () => root,
  path: '/bills/$billId',
  component: lazyRouteComponent(() => import('./bill/bill-page'), 'BillPage'),
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./approvals/approvals-page'), 'ApprovalsPage'),
});

const closing = createRoute({
  getParentRoute: () => root,
  path: '/closing',
  component: lazyRouteComponent(() => import('./closing/closing-page'), 'ClosingPage'),
});

const day = createRoute({
  getParentRoute: () => root,
  path: '/day',
  validateSearch: daySearch,
  component: lazyRouteComponent(() => import('./day/day-page'), 'DayPage'),
});

const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('./board/board-page'), 'BoardPage'),
});

const prescribe = createRoute({
  getParentRoute: () => root,
  path: '/patients/$patientId/prescribe',
  component: lazyRouteComponent(() => import('./prescribe/prescribe-page'), 'PrescribePage'),
});

const queue = createRoute({
  getParentRoute: () => root,
  path: '/dispensing',
  component: lazyRouteComponent(() => import('./dispense/queue-page'), 'QueuePage'),
});

const dispense = createRoute({
  getParentRoute: () => root,
  path: '/dispensing/$prescriptionId',
  component: lazyRouteComponent(() => import('./dispense/dispense-page'), 'DispensePage'),
});

const label = createRoute({
  getParentRoute: () => root,
  path: '/dispensing/$prescriptionId/labels/$dispenseId',
  component: lazyRouteComponent(() => import('./dispense/label-page'), 'LabelPage'),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit/audit-page'), 'AuditPage'),
});

const accesses = createRoute({
  getParentRoute: () => root,
  path: '/accesses',
  component: lazyRouteComponent(() => import('./audit/accesses-page'), 'AccessesPage'),
});

const pending = createRoute({
  getParentRoute: () => root,
  path: '/pending',
  component: lazyRouteComponent(() => import('./pending/pending-page'), 'PendingPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    find,
    signedInAgain,
    register,
    patient,
    edit,
    allergies,
    book,
    day,
    board,
    cash,
    account,
    newBill,
    bill,
    closing,
    approvals,
    prescribe,
    queue,
    dispense,
    label,
    audit,
    accesses,
    pending,
  ]),
  defaultPreload: 'intent',
  // one patient's place in the list means nothing for another's
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
