/**
 * One change to an official example that makes it wrong: what is wrong, the example, where ("contact.0.gender"), what is
 * put there (undefined takes it away), and what some fault must name, where that is not the last name of the path.
 */
export type Broken = [what: string, example: string, at: string, to: unknown, names?: string];

/** A concept of one of HL7's own code systems. */
export const concept = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});
