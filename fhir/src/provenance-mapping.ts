import type { Provenance } from 'fhir/r4';
import { compact } from './resource';

/** One version of a record, as the native history tells of it, without what the record says. */
export interface Change {
  recordId: string;
  version: number;
  changedAt: string;
  changedBy: { issuer: string; subject: string; name?: string; roles: string[] } | null;
}

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** Returns who made a version of a resource. Its id is of the resource's type, its id and the version. */
export function provenanceOf(type: string, service: string, change: Change): Provenance {
  const { recordId, version, changedAt, changedBy } = change;
  const ofVersion = (n: number) => ({ reference: `${type}/${recordId}/_history/${n}` });
  const isNew = version === 1;
  return compact<Provenance>({
    resourceType: 'Provenance',
    id: `${type}.${recordId}.${version}`,
    meta: { versionId: '1', lastUpdated: changedAt },
    target: [ofVersion(version)],
    recorded: changedAt,
    activity: {
      coding: [
        {
          system: `${terminology}/v3-DataOperation`,
          code: isNew ? 'CREATE' : 'UPDATE',
          display: isNew ? 'create' : 'revise',
        },
      ],
    },
    agent: [agentOf(service, changedBy)],
    entity: isNew ? [] : [{ role: 'revision', what: ofVersion(version - 1) }],
  });
}

/** The person who asked for it, also where a service or a job did it for them; the service, where nobody asked. */
function agentOf(service: string, changedBy: Change['changedBy']): Provenance['agent'][number] {
  const coding = (code: string, display: string) => ({
    coding: [{ system: `${terminology}/provenance-participant-type`, code, display }],
  });
  if (!changedBy) return { type: coding('performer', 'Performer'), who: { display: service } };
  const { issuer, subject, name, roles } = changedBy;
  return compact<Provenance['agent'][number]>({
    type: coding('author', 'Author'),
    role: roles.map((text) => ({ text })),
    who: compact({ identifier: { system: issuer, value: subject }, display: name }),
  });
}
