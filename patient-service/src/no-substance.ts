const patterns = {
  /** Abbreviations of the wards: no known (drug, food, medical) allergies. */
  abbreviation: /^nk(d|f|m|df)?as?\b/,
  none: /^(no|none|nil|nothing|zero|negative|denied|denies)( (known|reported|recorded|stated|noted|of note|to date|at all))*$/,
  sentence:
    /^(no|none|nil|not|denies|denied|without|free of)( (any|known|reported|recorded|significant|previous|drug|food|medication|medicine|latex|environmental|seasonal|adverse|or|and))* (allerg|reaction|intoleranc|sensitivit)/,
};

/** The same in some of the languages of patients. */
const foreign = new Set([
  ...['keine', 'keine bekannt', 'keine allergien', 'keine bekannten allergien', 'geen', 'geen bekend', 'ingen', 'inga'],
  ...['aucune', 'aucun', 'aucune connue', 'aucune allergie', 'aucune allergie connue', 'pas d allergie', 'neant'],
  ...['ninguna', 'ninguno', 'ninguna conocida', 'sin alergias', 'sin alergias conocidas', 'niega', 'niega alergias'],
  ...[
    'nenhuma',
    'nenhum',
    'sem alergias',
    'nega alergias',
    'nessuna',
    'nessuna nota',
    'nessuna allergia',
    'nega allergie',
  ],
  ...['brak', 'nie ma', 'zadne', 'yok', 'tidak ada', 'khong', 'hakuna', 'нет', 'немае', 'не отмечает', 'αμια', 'καμια'],
  ...[
    '无',
    '無',
    '没有',
    '無し',
    'なし',
    '特になし',
    '없음',
    '없다',
    'لا يوجد',
    'لا',
    'ندارد',
    'אין',
    'नहीं',
    'कोई नहीं',
    'ไม่มี',
  ],
]);

const unknown = new Set([
  ...['unknown', 'unknown allergies', 'allergies unknown', 'allergy unknown', 'allergy status unknown', 'not known'],
  ...['not asked', 'not recorded', 'not applicable', 'na', 'n a', 'tbc', 'tba', 'unable to obtain', 'to be confirmed'],
  ...[
    'unbekannt',
    'inconnu',
    'inconnue',
    'desconocida',
    'desconocido',
    'desconhecida',
    'sconosciuta',
    'неизвестно',
    '不明',
  ],
]);

/** What a text in the field of a substance says when it names none: an allergy to "NKDA" would be compared with medicines. */
export function saysInPlaceOfSubstance(typed: string): 'none' | 'unknown' | undefined {
  const words = typed
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u200c\u200d]/g, '')
    .normalize()
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim();
  if (unknown.has(words)) return 'unknown';
  // n.k.d.a.
  const letters = /^(\p{L} )+\p{L}$/u.test(words) ? words.replaceAll(' ', '') : words;
  const isNone = Object.values(patterns).some((pattern) => pattern.test(letters));
  return isNone || foreign.has(words) ? 'none' : undefined;
}

export const inPlaceOfSubstance = {
  none: 'is not a substance; to record that there are no allergies, send PATCH /patients/:id {"noKnownAllergies": true}',
  unknown: 'is not a substance; if nothing is known, record nothing: allergyStatus stays not-asked',
};
