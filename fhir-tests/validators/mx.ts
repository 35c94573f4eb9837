import * as mx from 'fhir-validator-mx';
import { codeLists, structures } from './definitions';

interface Validator {
  validate: (
    resource: object,
    profile: string,
  ) => Promise<{ issues: { severity: string; message: string; path: string }[] }>;
}

// its own types cannot be resolved from here
const { FhirValidator } = mx as { FhirValidator: { create: (options: object) => Promise<Validator> } };

const loadAll = async () =>
  [...structures, ...codeLists].flatMap((bundle) => bundle.entry.map(({ resource }) => resource));

const ready = FhirValidator.create({
  sources: [{ loadAll }],
  terminology: { disableExternalCalls: true, artDecor: { disabled: true } },
});

/** It looks at one resource, and not at what is within. Profiles of its `meta` are none of this: R4 itself is. */
export const faultsByMx = async (resource: { resourceType: string }): Promise<string[]> => {
  const validator = await ready;
  const { issues } = await validator.validate(
    resource,
    `http://hl7.org/fhir/StructureDefinition/${resource.resourceType}`,
  );
  return issues.filter(({ severity }) => severity === 'error').map(({ message, path }) => `${message} at ${path}`);
};
