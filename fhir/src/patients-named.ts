import type { OperationRequest } from '@hms/service-kit/incoming';
import { malformedBody } from '@hms/service-kit/problem';
import { isDeeperThan } from '@hms/service-kit/validation';

const references = /(?:^|[/"])Patient\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])/gi;
/** No resource of FHIR that is kept here has half of it. */
const deepest = 24;
const ids = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Says which patients a request in FHIR refers to, which natively a member of its body or query says: for the audit, and to
 * refuse what is about a restricted one.
 * Throws a 400 problem for a body that is nested too deep.
 * @param byId query parameters whose value may be a patient's id alone
 */
export function withPatientsNamed(request: OperationRequest, byId: readonly string[] = []): OperationRequest {
  // before it is written as text, which has an end
  if (isDeeperThan(request.body, deepest)) throw malformedBody(`It is nested more than ${deepest} deep.`);
  const asked = Object.entries(request.query).flatMap(([name, given]) =>
    [given]
      .flat()
      .flatMap((value) => String(value).split(','))
      .map((value) => ({ name: name.split(':')[0] ?? '', value })),
  );
  const inQuery = asked.flatMap(({ name, value }) => [
    ...referred(value),
    ...(byId.includes(name) && ids.test(value) ? [value.toLowerCase()] : []),
  ]);
  const inBody = typeof request.body === 'object' ? referred(JSON.stringify(request.body)) : [];
  return { ...request, patientsNamed: [...new Set([...inQuery, ...inBody])] };
}

function referred(text: string): string[] {
  return [...text.matchAll(references)].map(([, id = '']) => id.toLowerCase());
}
