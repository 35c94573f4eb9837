import type { Resource } from 'fhir/r4';
import type { FhirResource } from './resource';
import { asAsked } from './summary';

/** A resource as it is told: its text, and what an answer says of it beside that. */
export interface Told {
  id: string;
  versionId: string | undefined;
  lastUpdated: string | undefined;
  text: string;
}

/** A record as it was last read, and what was told of it. */
interface Remembered {
  json: string;
  told: Told;
}

/** By the beginning of the record, which has its id: the whole of it costs more to look up than to compare. */
interface Memory {
  now: Map<string, Remembered>;
  before: Map<string, Remembered>;
  characters: number;
}

type Mapped = Pick<FhirResource, 'toFhir'>;

const memories = new WeakMap<Mapped['toFhir'], Memory>();
/** Of each type so many characters are remembered twice: those of now, and those of before. */
const mostCharacters = 2_000_000;
const beginning = 48;

/**
 * Returns the resource of a record, as it is told. A mapping is pure: what it made of a text is remembered, and a record that has not
 * changed is not parsed, mapped and written again. A caller who sees less of a record has another text of it.
 * @param json of the record, without what the caller does not see
 */
export function toldOf({ toFhir }: Mapped, json: string): Told {
  const memory = memories.get(toFhir) ?? {
    now: new Map<string, Remembered>(),
    before: new Map<string, Remembered>(),
    characters: 0,
  };
  memories.set(toFhir, memory);
  const name = json.slice(0, beginning);
  const last = memory.now.get(name);
  if (last?.json === json) return last.told;
  const earlier = memory.before.get(name);
  const told = earlier?.json === json ? earlier.told : asTold(toFhir(JSON.parse(json) as never));
  memory.characters += json.length + told.text.length;
  if (memory.characters > mostCharacters) Object.assign(memory, { before: memory.now, now: new Map(), characters: 0 });
  memory.now.set(name, { json, told });
  return told;
}

/** Returns a resource that was made already. */
export function asTold(resource: Resource): Told {
  const { id = '', meta } = resource;
  return { id, versionId: meta?.versionId, lastUpdated: meta?.lastUpdated, text: JSON.stringify(resource) };
}

/** Returns what tells of a record no more than a query asks for. */
export function tellingAsAsked(resource: Mapped, query: Record<string, unknown>): (json: string) => Told {
  if (query['_elements'] === undefined && query['_summary'] === undefined) return (json) => toldOf(resource, json);
  return (json) => asTold(asAsked(resource.toFhir(JSON.parse(json) as never), query));
}
