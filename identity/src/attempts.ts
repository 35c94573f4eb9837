/** Counts wrong passwords and secrets, by what they would have opened: those of the page and those at `/token` together. */
export interface Attempts {
  /** Returns for how many seconds it opens for nobody, however right the password; 0 where it opens. */
  secondsToWait(what: string): number;
  wrong(what: string): void;
  right(what: string): void;
}

const most = 10;
const withinMs = 10 * 60_000;

/** Starts at none; ten wrong ones within ten minutes are the most. There must be few things to open: none is forgotten. */
export function countAttempts(): Attempts {
  const wrongs = new Map<string, number[]>();

  function recent(what: string): number[] {
    return (wrongs.get(what) ?? []).filter((at) => at > Date.now() - withinMs);
  }

  return {
    secondsToWait: (what) => {
      const earliest = recent(what).at(-most);
      return earliest === undefined ? 0 : Math.max(1, Math.ceil((earliest + withinMs - Date.now()) / 1000));
    },
    wrong: (what) => void wrongs.set(what, [...recent(what), Date.now()].slice(-most)),
    right: (what) => void wrongs.delete(what),
  };
}
