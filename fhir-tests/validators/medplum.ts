import './node-22';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { structures } from './definitions';

interface Issue {
  severity: string;
  details?: { text?: string };
  expression?: string[];
}

for (const bundle of structures) indexStructureDefinitionBundle(bundle);

/** It throws what it finds, and looks into entries and contained resources itself. */
export const faultsByMedplum = (resource: object): string[] => {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    const issues = (error as { outcome?: { issue: Issue[] } }).outcome?.issue ?? [
      { severity: 'error', details: { text: String(error) } },
    ];
    return issues
      .filter((issue) => issue.severity === 'error')
      .map((issue) => `${issue.details?.text ?? ''} at ${issue.expression?.join() ?? '?'}`);
  }
};
