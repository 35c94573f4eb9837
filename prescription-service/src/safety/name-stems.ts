/**
 * Endings and beginnings of international names that tell a drug's class: WHO, The use of stems in the selection of
 * International Nonproprietary Names (INN). A drug that the knowledge does not have is taken to be of the class, with a
 * doubt.
 */
const stems: [RegExp, string][] = [
  [/cillin$/, 'penicillins'],
  [/^(cef|ceph)/, 'cephalosporins'],
  [/penem$/, 'carbapenems'],
  [/floxacin$/, 'quinolones'],
  [/thromycin$/, 'macrolides'],
  [/cycline$/, 'tetracyclines'],
  [/^sulfa.*(azole|azine|oxine)$/, 'sulfonamide antibiotics'],
  [/conazole$/, 'azole antifungals'],
  [/(profen|coxib)$/, 'nsaids'],
  [/(azepam|azolam)$/, 'benzodiazepines'],
  [/triptan$/, 'triptans'],
  [/pril$/, 'ace inhibitors'],
  [/sartan$/, 'angiotensin receptor blockers'],
  [/olol$/, 'beta blockers'],
  [/dipine$/, 'dihydropyridines'],
  [/thiazide$/, 'thiazides'],
  [/vastatin$/, 'statins'],
  [/xaban$/, 'direct oral anticoagulants'],
  [/parin$/, 'heparins'],
  [/prazole$/, 'proton pump inhibitors'],
  [/tidine$/, 'h2 blockers'],
  [/afil$/, 'pde5 inhibitors'],
  [/dronate$/, 'bisphosphonates'],
];

/** Returns the class that a word's stem tells, and the stem as a person writes it; undefined where there is none. */
export function classByStem(word: string): { stem: string; class: string } | undefined {
  const found = stems.find(([pattern]) => pattern.test(word));
  return found && { stem: found[0].source.replace(/[()^$]/g, '').replace('.*', '…'), class: found[1] };
}
