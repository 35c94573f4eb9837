import type { Database } from '@hms/service-kit/database';
import { readKnowledge } from './knowledge-files';

/**
 * Makes what the folder holds the current knowledge, whole or not at all. Checks that follow go by it; what was found before
 * stays, with the version by which it was found.
 * @param tell a line of progress at a time
 * @returns the new version
 */
export const importDrugs = async (db: Database, folder: string, tell: (line: string) => void): Promise<number> => {
  tell(`reading ${folder} …`);
  const { classes, drugs, crossAllergies, interactions, washouts } = await readKnowledge(folder);
  tell(
    `${classes.length} classes, ${drugs.length} drugs, ${crossAllergies.length} cross-allergies, ` +
      `${interactions.length} interactions, ${washouts.length} washouts; loading …`,
  );
  const lists = [classes, drugs, crossAllergies, interactions, washouts].map((rows) => JSON.stringify(rows));
  const [row] = await db.query<{ version: number }>('select load_drug_knowledge($1, $2, $3, $4, $5, $6) as version', [
    `imported from ${folder}`,
    ...lists,
  ]);
  if (!row) throw new Error('nothing was loaded');
  tell(`done: this is knowledge version ${row.version}`);
  return row.version;
};
