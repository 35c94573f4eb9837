import { collections } from './collections';

/** Where a request for `/api/…` goes. */
export interface ApiRoute {
  service: string;
  /** At the service. */
  path: string;
}

/** Returns the service that has what is asked for, undefined where none has. @param path such as `/patients/1` of `/api/patients/1` */
export function routeOf(path: string, services: ReadonlySet<string>): ApiRoute | undefined {
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
  if (services.has(first)) return { service: first, path: rest === '' ? '/' : rest };
  const owner = collections.get(first);
  return owner === undefined ? undefined : { service: owner, path };
}

/** Returns where a path of a service is found at the gateway. */
export function addressHere(service: string, path: string): string {
  const [first = ''] = path.slice(1).split(/[/?]/);
  return collections.get(first) === service ? `/api${path}` : `/api/${service}${path}`;
}
