/** Letters that are not taken for digits or for each other from afar. */
const letters = 'ACDEFHJKLMNPRTUVWXY';

/**
 * Returns what a visit is called on the wall, such as K 407. It is made of the visit's own id: it says nothing of the patient,
 * leads to no record, and the next visit has another. A part of the MRN would be the same each time, and could be looked for.
 */
export function callCode(visitId: string): string {
  // FNV-1a; the same on every screen
  let hash = 0x811c9dc5;
  for (const character of visitId) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  const letter = letters[hash % letters.length] ?? 'A';
  const number = Math.floor(hash / letters.length) % 1000;
  return `${letter} ${String(number).padStart(3, '0')}`;
}
