import type { ServedService } from '../service';

/** A collection of the service under test, and new records for it. */
export interface Collection {
  served: () => ServedService;
  /** Such as `/patients`. */
  collection: string;
  /** Returns the body of another record at each call. */
  newRecord: () => object;
}

export interface Body {
  id: string;
  version: number;
}

/** Returns a record that was just made. */
export async function create({ served, collection, newRecord }: Collection): Promise<Body> {
  const response = await served().api.post(collection).send(newRecord());
  expect(response).toMatchObject({ status: 201 });
  return response.body as Body;
}
