import type { OperationRequest } from '@hms/service-kit/incoming';

const references = /(?:^|[/"])Patient\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])/gi;
const ids = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Says which patients a request in FHIR refers to, which natively a member of its body or query says: for the audit, and to
 * refuse what is about a restricted one.
 * @param byId query parameters whose value may be a patient's id alone
 */
export function withPatientsNamed(request: OperationRequest, byId: readonly string[] = []): OperationRequest {
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
