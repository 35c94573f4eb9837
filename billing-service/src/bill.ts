import { stateForbidsCommand } from '@hms/service-kit/problem';

export const statuses = ['draft', 'issued', 'partially-paid', 'paid', 'cancelled'] as const;
export type BillStatus = (typeof statuses)[number];

/** What the commands of one bill depend on. */
export interface Standing {
  status: BillStatus;
  /** Paid and not given back, in minor units. */
  paid: bigint;
}

/**
 * From which states each command is possible, and the states that it may lead to. Which of several it is follows from what is
 * still due: a bill on which nothing is due is paid, also one that was discounted in whole. The column `bills.status` adds it up.
 */
export const transitions = {
  issue: { draft: ['issued'] },
  discount: { issued: ['issued', 'paid'], 'partially-paid': ['partially-paid', 'paid'] },
  // what a paid bill takes as an excess is held for the patient, and no payment of the bill
  pay: { issued: ['partially-paid', 'paid'], 'partially-paid': ['partially-paid', 'paid'] },
  // paid stays paid while the money comes from what is held
  refund: { 'partially-paid': ['issued', 'partially-paid'], paid: ['issued', 'partially-paid', 'paid'] },
  cancel: { draft: ['cancelled'], issued: ['cancelled'], paid: ['cancelled'] },
} as const satisfies Record<string, Partial<Record<BillStatus, readonly BillStatus[]>>>;
export type BillCommand = keyof typeof transitions;

/** Throws a 409 problem that names the state, and what the bill does allow. */
export function requireCommand(command: BillCommand, bill: Standing): void {
  if (isPossible(command, bill)) return;
  throw stateForbidsCommand('bill', bill.status, command, allowedCommands(bill));
}

export function allowedCommands(bill: Standing): BillCommand[] {
  return Object.keys(transitions)
    .filter(isCommand)
    .filter((command) => isPossible(command, bill));
}

function isPossible(command: BillCommand, { status, paid }: Standing): boolean {
  if (!(status in transitions[command])) return false;
  if (command === 'refund') return paid > 0n;
  // what was paid is given back first
  return command !== 'cancel' || paid === 0n;
}

function isCommand(name: string): name is BillCommand {
  return name in transitions;
}
