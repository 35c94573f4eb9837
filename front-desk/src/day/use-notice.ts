import { useState } from 'react';
import type { Appointment } from './use-calendar';
import type { MoveOutcome } from './use-reschedule';
import type { Entry } from './use-waiting-list';

export type Notice =
  | MoveOutcome
  | { kind: 'done'; visit: Appointment; text: string }
  | { kind: 'answered'; entry: Entry }
  | { kind: 'failed'; error: Error };

export type RefusedMove = Extract<Notice, { kind: 'refused' }>;

interface Notices {
  newest?: Notice | undefined;
  /** Why a move is to be made all the same, as it is written. */
  written?: { about: RefusedMove; reason: string } | undefined;
}

/** Returns what came of the last thing that was done. What is done next does not take away a refusal whose reason is being written. */
export function useNotice() {
  const [{ newest, written }, set] = useState<Notices>({});
  return {
    newest,
    /** The refusal that stays beside what is newer. */
    kept: written && written.about !== newest ? written.about : undefined,
    reason: written?.reason ?? '',
    say: (newest: Notice) =>
      set(({ written: before }) => ({ newest, written: before?.reason === '' ? undefined : before })),
    write: (about: RefusedMove, reason: string) => set((now) => ({ ...now, written: { about, reason } })),
    /** Takes one away, with what is written in it. */
    close: (notice: Notice) =>
      set((now) => ({
        newest: now.newest === notice ? undefined : now.newest,
        written: now.written?.about === notice ? undefined : now.written,
      })),
    closeAll: () => set({}),
  };
}

export type NoticeNow = ReturnType<typeof useNotice>;
