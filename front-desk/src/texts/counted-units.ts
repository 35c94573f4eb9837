/** What medicines are counted in, English and singular, as prescriptions have it; measures such as mg and ml have no plural. */
const countedUnits = [
  ...['tablet', 'capsule', 'caplet', 'pill', 'softgel', 'lozenge', 'sachet', 'packet', 'pouch', 'strip', 'piece'],
  ...['drop', 'puff', 'spray', 'actuation', 'inhalation', 'inhaler', 'nebule', 'patch', 'plaster', 'dressing'],
  ...['suppository', 'pessary', 'ovule', 'enema', 'ring', 'implant', 'applicator', 'application', 'dose', 'unit'],
  ...['ampoule', 'vial', 'syringe', 'pen', 'cartridge', 'injection', 'infusion', 'bag', 'teaspoon', 'tablespoon'],
  ...['box', 'pack', 'bottle', 'tube', 'jar', 'tin', 'blister', 'kit', 'device', 'stick', 'can', 'scoop', 'cup'],
] as const;

export type CountedUnit = (typeof countedUnits)[number];

export function pluralOf(word: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

const words = new Map(
  countedUnits.flatMap((word) => [word, pluralOf(word)].map((spelled) => [spelled, word] as const)),
);

/** Returns which of them a prescription's unit is, whether it was written as one or many; undefined where it is none. */
export function countedUnit(unit: string): CountedUnit | undefined {
  const plain = unit.trim().toLowerCase();
  return words.get(plain.replace(/\(e?s\)$|\.$/, ''));
}
