import { stateForbidsCommand, type Problem } from '@hms/service-kit/problem';

export const entryStates = ['pending', 'waiting', 'offered', 'accepted', 'cancelled'] as const;
export type EntryState = (typeof entryStates)[number];

/** From which states each command is possible, and the state that it leads to from there. README.md shows the same. */
export const entryTransitions = {
  accept: { offered: 'accepted' },
  decline: { offered: 'waiting' },
  cancel: { pending: 'cancelled', waiting: 'cancelled', offered: 'cancelled' },
} as const satisfies Record<string, Partial<Record<EntryState, EntryState>>>;
export type EntryCommand = keyof typeof entryTransitions;

/** What the commands of one entry depend on. */
export interface EntryStanding {
  status: EntryState;
  /** Whether the time on offer is still held. */
  isHeld: boolean;
}

/** Returns the state that the command leads to. Throws a 409 problem that names the state and what it does allow. */
export function entryStateAfter(command: EntryCommand, standing: EntryStanding): EntryState {
  const state = stateFrom(command, standing);
  if (!state) throw entryForbids(command, standing);
  return state;
}

/** Returns the 409 problem of a command that the entry does not allow. */
export function entryForbids(command: EntryCommand | 'join', standing: EntryStanding): Problem {
  const { status, isHeld } = standing;
  const what = status === 'offered' && !isHeld ? 'entry, whose offer has expired,' : 'entry';
  const allowed = (Object.keys(entryTransitions) as EntryCommand[]).filter((one) => stateFrom(one, standing));
  return stateForbidsCommand(what, status, command, allowed);
}

function stateFrom(command: EntryCommand, { status, isHeld }: EntryStanding): EntryState | undefined {
  if (command !== 'cancel' && !isHeld) return undefined;
  return (entryTransitions[command] as Partial<Record<EntryState, EntryState>>)[status];
}
