/** What a service answers in place of what was asked for (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly detail: string,
    readonly members: Readonly<Record<string, unknown>>,
  ) {
    super(`${status} ${type}`);
  }

  /** What is wrong with each field, by its name. */
  get faults(): ReadonlyMap<string, string> {
    const errors = Array.isArray(this.members['errors']) ? this.members['errors'] : [];
    return new Map(
      errors.flatMap((error: unknown): [string, string][] =>
        isObject(error) && typeof error['pointer'] === 'string' && typeof error['detail'] === 'string'
          ? [[error['pointer'].replace(/^(\/|#\/)?(body|query)?\/?/, ''), error['detail']]]
          : [],
      ),
    );
  }
}

/** No answer came: no network, or nobody behind the gateway. What was asked may have been done or not. */
export class Unreachable extends Error {}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the problem that a response's body tells of; also where the body is none of ours. */
export function problemOf(status: number, body: unknown): Problem {
  const members = isObject(body) ? body : {};
  const { type, detail, title } = members;
  return new Problem(
    status,
    typeof type === 'string' ? type.replace('/problems/', '') : 'unknown',
    typeof detail === 'string' ? detail : typeof title === 'string' ? title : '',
    members,
  );
}

/** Whether it is of a patient who is hidden from this person, unless they break the glass. */
export function isRestricted(error: unknown): error is Problem {
  return error instanceof Problem && error.type === 'restricted-patient';
}

/** Whether the same request may well be answered a little later. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && [502, 503, 504].includes(error.status));
}
