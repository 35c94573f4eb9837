import { urlOf, type Answer } from './fleet-client';

export const billingUrl = urlOf('billing');
export const paymentUrl = urlOf('payment');

export const request = async (url: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> => {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

/** Every record of a list, one page at a time. */
export async function* listAll<T>(url: string): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const { status, body } = await request(url + (cursor === null ? '' : `&cursor=${cursor}`));
    if (status !== 200) throw new Error(`${url} was answered ${status}: ${JSON.stringify(body)}`);
    const page = body as unknown as { data: T[]; nextCursor: string | null };
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
