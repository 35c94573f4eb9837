/** Where the services answer: each named by its own variable, or in a row of ports after FLEET_URL's, as in smoke/. */
const address = (name: string, number: number): string => {
  const fleet = new URL(process.env['FLEET_URL'] ?? 'http://localhost:3000');
  fleet.port = String(Number(fleet.port || 80) + number);
  return process.env[`${name}_URL`] ?? fleet.origin;
};

export const billingUrl = address('BILLING', 2);
export const paymentUrl = address('PAYMENT', 5);

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export const request = async (url: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> => {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

/** Every record of a list, over all its pages. */
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
