/** A free time as its id names it; it is stored nowhere. */
export interface SlotTime {
  doctorId: string;
  /** Milliseconds since 1970. */
  start: number;
  minutes: number;
}

/** Returns the id of FHIR's Slot: whose time it is, when it starts, and how long it is. */
export function slotId({ doctorId, start, minutes }: SlotTime): string {
  return `${doctorId}.${start}.${minutes}`;
}

/** Reads such an id; undefined where it is none. */
export function readSlotId(id: string): SlotTime | undefined {
  const [, doctorId, start, minutes] =
    /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,14})\.(\d{1,4})$/.exec(id) ?? [];
  if (doctorId === undefined) return undefined;
  return { doctorId, start: Number(start), minutes: Number(minutes) };
}
