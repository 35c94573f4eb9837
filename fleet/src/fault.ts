/** Something the user can mend; its message is the one line that says how. */
export class Fault extends Error {}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
