import type { Bind } from '@hms/service-kit/paging';

export interface NameSearch {
  /** On `patient_words w`, which patients may be found. */
  where: string;
  /** So many rows are asked for. */
  limit: string;
  /** A number that is as large or larger, one of a few: the planner knows what it costs, and makes one plan for any name. */
  atMost: number;
  /** Score, word and id of the last row of the page before. */
  after: string[] | undefined;
  bind: Bind;
}

const typed = '(select word from typed)';

/** Words known to be in a name that begin with the typed one; others in patient_words are two names that meet. */
const begins = `starts_with(other.word, ${typed}) and exists (select from name_words known where known.word = other.word)`;

/**
 * SQL that gives `patient_id`, `word` and `score` of who has a word that the typed one may stand for, best first, and of each
 * word the newest first. It looks for more only where the page is not full: for beginnings after the word itself, for
 * misspellings after beginnings. A patient who has two of them is shown at the better one.
 */
export function foundByOneWord(word: string, { where, limit, atMost, after, bind }: NameSearch): string {
  const [score, found, id] = after ? [`${bind(after[0])}::integer`, bind(after[1]), `${bind(after[2])}::uuid`] : [];
  const wordsAfter = after ? `(score < ${score} or score = ${score} and word >= ${found})` : 'true';
  const rest = after ? `(near.score < ${score} or near.word > ${found} or w.patient_id < ${id})` : 'true';
  /** Of the words `near`, in this order, the patients whose best one it is. */
  const patientsOf = (near: string, isBetter: string, better = '') => `
    select named.patient_id, near.word, near.score
    from (select word, score from ${near} where ${wordsAfter} order by score desc, word offset 0) near
    cross join lateral (
      select w.patient_id from patient_words w
      where w.word = near.word and ${where} and ${rest}
        -- offset 0 keeps it a question about one patient, asked for those on the page alone
        and not exists (
          select from patient_words other ${better}
          where other.patient_id = w.patient_id and (other.word = ${typed} or ${isBetter})
          offset 0
        )
      order by w.patient_id desc limit ${atMost}
    ) named
    order by near.score desc, near.word, named.patient_id desc limit ${atMost}`;
  return `
    with typed as materialized (select array_to_string(words_of(${bind(word)}), '') as word),
    same as materialized (
      select w.patient_id, w.word, 100 as score from patient_words w
      where w.word = ${typed} and ${where}${after ? ` and ${score} = 100 and w.patient_id < ${id}` : ''}
      order by w.patient_id desc limit ${atMost}
    ), begun as materialized (${patientsOf(
      `(
        select n.word, 80 - least(length(n.word) - length(${typed}), 9) as score
        from name_words n
        where n.word > ${typed} and n.word < ${typed} || U&'\\+10FFFF' and (select count(*) from same) < ${limit}
      ) longer`,
      `${begins} and (80 - least(length(other.word) - length(${typed}), 9) > near.score
         or 80 - least(length(other.word) - length(${typed}), 9) = near.score and other.word < near.word)`,
    )}
    ), misspelt as materialized (
      select n.word, n.score from typed cross join lateral misspelt_words(typed.word) n
      where (select count(*) from same) + (select count(*) from begun) < ${limit}
    ), misspelt_patients as (${patientsOf(
      'misspelt',
      `${begins} or better.score > near.score or better.score = near.score and better.word < near.word`,
      'left join misspelt better on better.word = other.word',
    )}
    )
    select patient_id, word, score
    from (table same union all table begun union all table misspelt_patients) found
    order by score desc, word, patient_id desc limit ${limit}`;
}
