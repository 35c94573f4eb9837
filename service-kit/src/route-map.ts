import type { Operation } from './operation';
import { malformedRequest } from './problem';

/** What one path has: an operation for each method, and the path as it is written down. */
export interface Route {
  path: string;
  operations: ReadonlyMap<string, Operation>;
}

export interface Found {
  route: Route;
  /** Decoded. */
  params: Record<string, string>;
}

interface Step {
  route?: Route;
  /** What follows a segment that is given, in lower case. */
  named: Map<string, Step>;
  /** What follows a segment that may be anything, up to a given end such as `.pdf`; the longest end first. */
  open: { name: string; end: string; next: Step }[];
}

/**
 * Returns what finds a path's operations, in as many steps as the path has segments, however many operations there are. As in
 * Express, capitals do not matter in what is given, nor does one slash at the end. It throws a 400 problem where the path
 * cannot be decoded.
 */
export function mapRoutes(operations: Operation[]): (path: string) => Found | undefined {
  const root: Step = { named: new Map(), open: [] };
  for (const operation of operations) {
    const step = segmentsOf(operation.path).reduce(nextOf, root);
    step.route ??= { path: operation.path, operations: new Map() };
    step.route = {
      ...step.route,
      operations: new Map([...step.route.operations, [operation.method.toUpperCase(), operation]]),
    };
  }
  return (path) => {
    const params: Record<string, string> = {};
    const route = find(root, segmentsOf(path), 0, params);
    return route && { route, params };
  };
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/');
  if (segments.length > 2 && segments.at(-1) === '') segments.pop();
  return segments.slice(1);
}

function nextOf(step: Step, segment: string): Step {
  const [, name, end = ''] = /^:(\w+)(.*)$/.exec(segment) ?? [];
  const known =
    name === undefined
      ? step.named.get(segment.toLowerCase())
      : step.open.find((one) => one.name === name && one.end === end)?.next;
  if (known) return known;
  const next: Step = { named: new Map(), open: [] };
  if (name === undefined) step.named.set(segment.toLowerCase(), next);
  else step.open = [...step.open, { name, end, next }].sort((a, b) => b.end.length - a.end.length);
  return next;
}

function find(step: Step, segments: string[], at: number, params: Record<string, string>): Route | undefined {
  const segment = segments[at];
  if (segment === undefined) return step.route;
  const named = step.named.get(segment) ?? step.named.get(segment.toLowerCase());
  const given = named && find(named, segments, at + 1, params);
  if (given) return given;
  for (const { name, end, next } of step.open) {
    if (segment.length <= end.length || !segment.toLowerCase().endsWith(end.toLowerCase())) continue;
    const route = find(next, segments, at + 1, params);
    if (!route) continue;
    params[name] = decode(segment.slice(0, segment.length - end.length));
    return route;
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformedRequest('The address or the body cannot be decoded.');
  }
}
