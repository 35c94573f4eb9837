import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { computed } from '@hms/service-kit/response';
import { access } from '../access';
import { currentKnowledge, type Knowledge } from '../safety/knowledge-store';
import { describe } from './describe';
import { medicationFinder, type Finder } from './find-medications';
import { MedicationQuery, Medications } from './schemas';

/** A version of the knowledge never changes. */
const finders = new WeakMap<Knowledge, Finder>();

function finderOf(knowledge: Knowledge): Finder {
  const finder = finders.get(knowledge) ?? medicationFinder(knowledge.facts);
  finders.set(knowledge, finder);
  return finder;
}

export const findMedications = (db: Database): Operation =>
  operation({
    id: 'findMedications',
    access: access.findMedications,
    method: 'get',
    path: '/medications',
    summary: 'Find a medication in the knowledge base',
    description:
      'Finds drugs and classes by the beginning of any of their names, or by ATC code, best first; if no name begins so, by a common foreign spelling or one slip away. Each says what the knowledge base does not have of it. A medication that is not found can be prescribed all the same, and is then compared by its name only.',
    query: MedicationQuery,
    responses: { 200: { description: 'What was found', schema: Medications, headers: [] } },
    handle: async ({ query: { name, limit } }) => {
      const knowledge = await currentKnowledge(db);
      const data = await describe(db, knowledge, finderOf(knowledge)(name).slice(0, limit));
      return computed(JSON.stringify({ data, knowledgeVersion: knowledge.version, knowledgeOrigin: knowledge.origin }));
    },
  });
