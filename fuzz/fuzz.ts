import type { Draft } from './draft';
import { exchange } from './exchange';
import { nothingFound, type Finding, type Findings } from './findings';
import { knowNothing, type Known } from './known';
import { requestMaker, type Intrusion, type RequestMaker } from './make-request';
import type { Service } from './operations';
import { shrink } from './shrink/shrink';
import { send, type HttpResponse } from './transport';
import { readVitals, type Vitals } from './vitals';

const atOnce = 32;
/** Where more than so many faults are found, the first ones are enough to begin with. */
const mostShrunk = 20;

export interface FuzzRun {
  services: Service[];
  findings: Findings;
  /** For each service from the beginning to the end; none for one whose metrics cannot be reached. */
  vitals: Map<Service, Vitals[]>;
  seconds: number;
}

export interface FuzzOptions {
  services: Service[];
  requests: number;
  seed: number;
  /** An answer that takes longer is a fault. */
  slowMs: number;
  intrusion?: Intrusion;
  /** Only this one of the run's requests. */
  only?: number;
  /** Every two seconds. */
  onProgress: (sent: number, findings: Findings, seconds: number) => void;
}

const learnFrom = (known: Known, service: Service, { status, headers, text }: HttpResponse): void => {
  if (text === '' || status > 299 || !headers['content-type']?.includes('json')) return;
  known.learn(service, headers['location'], JSON.parse(text));
};

/** First records, so that there is something to ask for; those that stand alone before those below them. */
const plant = async (services: Service[], known: Known, { valid }: RequestMaker): Promise<void> => {
  const creating = services.flatMap(({ operations }) => operations).filter(({ method }) => method === 'POST');
  for (const depth of [0, 1]) {
    for (const operation of creating.filter(({ path }) => Math.min(path.length, 1) === depth)) {
      const drafts = Array.from({ length: 24 }, (_, n) => valid(operation, -1 - n));
      await Promise.all(drafts.map(async (draft) => learnFrom(known, operation.service, await send(draft))));
    }
  }
};

/** Sends `requests` requests to the fleet, and judges each answer. */
export const fuzz = async ({
  services,
  requests,
  seed,
  slowMs,
  intrusion,
  only,
  onProgress,
}: FuzzOptions): Promise<FuzzRun> => {
  const operations = services.flatMap((service) => service.operations);
  const known = knowNothing();
  const maker = requestMaker(operations, known, seed, intrusion);
  await plant(services, known, maker);

  const findings = nothingFound(services.map(({ name }) => name));
  let shrinking = 0;
  const shrinkOne = async (draft: Draft, finding: Finding): Promise<Finding['shrunk']> =>
    finding.kind === 'slow' || ++shrinking > mostShrunk ? 'not tried' : shrink(draft, finding, maker.requests, slowMs);

  const one = async (number: number): Promise<number> => {
    const draft = maker.make(number);
    const exchanges = await exchange(draft, slowMs);
    for (const { draft: sent, answer, judgements } of exchanges) {
      const found = findings.add(number, sent, answer, judgements);
      learnFrom(known, draft.operation.service, answer);
      for (const finding of found) finding.shrunk = await shrinkOne(draft, finding);
    }
    return exchanges.length;
  };

  const vitals = new Map<Service, Vitals[]>();
  for (const service of services) {
    const first = await readVitals(service).catch(() => undefined);
    if (first) vitals.set(service, [first]);
  }
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1000;
  let sent = 0;
  const look = async () => {
    for (const [service, samples] of vitals) samples.push(await readVitals(service));
    onProgress(sent, findings, seconds());
  };
  const timer = setInterval(() => void look().catch(() => {}), 2000);
  let next = only ?? 0;
  const worker = async () => {
    while (only === undefined ? sent < requests : next === only) sent += await one(next++);
  };
  try {
    await Promise.all(Array.from({ length: only === undefined ? atOnce : 1 }, worker));
  } finally {
    clearInterval(timer);
  }
  await look();
  return { services, findings, vitals, seconds: seconds() };
};
