/** One request of the collection. `{{name}}` stands for a variable that an earlier step has kept. */
interface Request {
  folder: string;
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: object;
  /** The sample person who does it; absent: the first of the operation's roles. `nobody` sends no token. */
  as?: string;
  status: number;
  /** What the answer has to hold, by its path, such as `doctor.name`. */
  expect?: Record<string, string | number | boolean | null | []>;
  /** Variables for later steps, each with its path in the answer. */
  keep?: Record<string, string>;
  /** JavaScript that Postman runs before the request. */
  before?: string[];
}

interface NativeRequest extends Request {
  /** The operationId in a service's OpenAPI document, or `service/operationId` where several have it; method and address come from there. */
  operation: string;
  /** Where one operation has several steps; else the operation's summary. */
  name?: string;
}

/** No OpenAPI document has it: the CapabilityStatement tells what there is. */
export interface FhirRequest extends Request {
  /** Method and address under the one base of the gateway, such as `GET Patient/{id}`. */
  fhir: string;
  name: string;
}

export type Step = NativeRequest | FhirRequest;

export type StepOfFolder = Omit<NativeRequest, 'folder'> | Omit<FhirRequest, 'folder'>;

export const inFolder = (folder: string, steps: StepOfFolder[]): Step[] => steps.map((step) => ({ folder, ...step }));
