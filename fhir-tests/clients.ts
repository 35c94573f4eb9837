import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Client } from 'fhir-kit-client';
import smart from 'fhirclient';
import type { Bundle, FhirResource, OperationOutcome, Parameters } from 'fhir/r4';
import { faultsOf } from './validators';

type Query = Record<string, string>;

/** What a test asks of a client that others have made. A refusal is thrown as `Refused`. */
export interface OthersClient {
  capability(): Promise<FhirResource>;
  read<R extends FhirResource>(type: R['resourceType'], id: string): Promise<R>;
  /** Returns what is found on all pages. */
  search<R extends FhirResource>(type: R['resourceType'], by: Query): Promise<R[]>;
  create<R extends FhirResource>(resource: R, headers?: Record<string, string>): Promise<R>;
  /** @param at such as `Appointment/$book`; by GET where there are no parameters */
  operate<R extends FhirResource>(at: string, parameters?: Parameters): Promise<R>;
}

/** What a server refused, and the OperationOutcome in which it said so. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly outcome: OperationOutcome,
  ) {
    super(`${status}: ${JSON.stringify(outcome)}`);
  }
}

/** Others' clients by name. Each gives what the server said as it is; whatever that was, it is held against all validators. */
export const othersClients: Record<string, (baseUrl: string, token: string) => OthersClient> = {
  'fhir-kit-client': byKit,
  fhirclient: bySmart,
};

function byKit(baseUrl: string, bearerToken: string): OthersClient {
  const client = new Client({ baseUrl, bearerToken });
  const told = <R>(answer: Promise<unknown>) =>
    held<R>(answer, (error) => {
      const { response } = error as { response?: { status: number; data: OperationOutcome } };
      return response && new Refused(response.status, response.data);
    });
  return {
    capability: () => told(client.capabilityStatement()),
    read: (resourceType, id) => told(client.read({ resourceType, id })),
    search: async <R extends FhirResource>(resourceType: string, searchParams: Query) => {
      const found: R[] = [];
      let page: Promise<unknown> | undefined = client.resourceSearch({ resourceType, searchParams });
      while (page) {
        const bundle: Bundle<R> = await told(page);
        found.push(...matchesOf(bundle));
        page = client.nextPage({ bundle: bundle as never });
      }
      return found;
    },
    create: (resource, headers = {}) => {
      const { resourceType } = resource;
      return told(client.create({ resourceType, body: { ...resource }, options: { headers } }));
    },
    operate: (at, parameters) => {
      const [resourceType, ...rest] = at.split('/');
      const name = rest.pop() ?? '';
      const [id] = rest;
      return told(
        client.operation({
          name,
          ...(resourceType !== undefined && { resourceType }),
          ...(id !== undefined && { id }),
          ...(parameters ? { input: { ...parameters } } : { method: 'GET' as const }),
        }),
      );
    },
  };
}

function bySmart(serverUrl: string, token: string): OthersClient {
  // a server makes one for each request of a browser, which it redirects to sign in; here somebody has
  const request = new IncomingMessage(new Socket());
  const api = smart(request, new ServerResponse(request), { get: never, set: never, unset: never });
  const client = api.client({ serverUrl, tokenResponse: { access_token: token } });
  const told = <R>(answer: Promise<unknown>) =>
    held<R>(answer, (error) => {
      // it has read the answer, and tells it in its message alone
      const { status, message } = error as { status?: number; message: string };
      const json = message.slice(message.indexOf('\n\n'));
      return status === undefined ? undefined : new Refused(status, JSON.parse(json) as OperationOutcome);
    });
  return {
    capability: () => told(client.request('metadata')),
    read: (type, id) => told(client.request(`${type}/${id}`)),
    search: async <R extends FhirResource>(type: string, by: Query) => {
      const found: R[] = [];
      let page: string | undefined = `${type}?${new URLSearchParams(by).toString()}`;
      while (page !== undefined) {
        const bundle: Bundle<R> = await told(client.request(page));
        found.push(...matchesOf(bundle));
        page = bundle.link?.find(({ relation }) => relation === 'next')?.url;
      }
      return found;
    },
    create: (resource, headers = {}) => told(client.create(resource, { headers })),
    operate: (url, parameters) => {
      const headers = { 'content-type': 'application/fhir+json' };
      return told(
        client.request(parameters ? { url, method: 'POST', headers, body: JSON.stringify(parameters) } : { url }),
      );
    },
  };
}

/** Returns the answer if all validators hold it for right; throws `Refused` for a refusal that they hold for right. */
async function held<R>(answer: Promise<unknown>, refusalOf: (error: unknown) => Refused | undefined): Promise<R> {
  const told = await answer.catch((error: unknown) => {
    const refused = refusalOf(error);
    if (!refused) throw error;
    return refused;
  });
  const faults = await faultsOf(told instanceof Refused ? told.outcome : told);
  if (faults.length > 0) throw new Error(`the answer is not valid:\n${faults.join('\n')}`);
  if (told instanceof Refused) throw told;
  return told as R;
}

function matchesOf<R extends FhirResource>({ entry = [] }: Bundle<R>): R[] {
  return entry.flatMap(({ resource, search }) => (resource && search?.mode === 'match' ? [resource] : []));
}

function never(): never {
  throw new Error('nothing is kept here');
}
