import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  [key: string]: unknown;
}

export const root = path.resolve(__dirname, '../..');

export const parseManifests = (text: string): Manifest[] =>
  parseAllDocuments(text, { strict: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Manifest;
  });

export const readManifests = (file: string): Manifest[] => parseManifests(readFileSync(path.join(root, file), 'utf8'));

const newer = { 'postgresql.cnpg.io/v1/Cluster': true, 'barmancloud.cnpg.io/v1/ObjectStore': true };

const modelOf = ({ apiVersion, kind }: Manifest): string =>
  `${apiVersion.includes('cnpg.io') ? '@kubernetes-models/cloudnative-pg' : 'kubernetes-models'}/${apiVersion}/${kind}`;
const typeOf = (manifest: Manifest): string =>
  `${manifest.apiVersion}/${manifest.kind}` in newer ? './newer-types' : modelOf(manifest);

/** Fields that are unknown, missing or of another type: each manifest is a constant of its kind's type, and so the compiler's. */
const findTypeFaults = (manifests: Manifest[]): [number, string][] => {
  const file = path.join(__dirname, 'manifests.ts');
  const imports = manifests.map((m, i) => `import type { I${m.kind} as T${i} } from '${typeOf(m)}'; `).join('');
  const constants = manifests.map((manifest, i) => `export const m${i}: T${i} = ${JSON.stringify(manifest)};`);
  const text = `${imports}\n${constants.join('\n')}`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023) : getSourceFile(name, ...rest);
  host.fileExists = (name) => name === file || fileExists(name);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map((diagnostic) => {
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    return [line - 1, ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n').split('\n').at(-1)?.trim() ?? ''];
  });
};

/** Values that no type describes, such as `cpu: 20mm`. */
const findValueFault = async (manifest: Manifest): Promise<string | undefined> => {
  if (manifest.kind === 'ObjectStore') return undefined;
  type Model = new (data: Manifest) => { validate(): void };
  const { [manifest.kind]: Model } = (await import(modelOf(manifest))) as Record<string, Model>;
  try {
    if (!Model) throw new Error(`there is no model of ${manifest.kind}`);
    new Model(manifest).validate();
    return undefined;
  } catch (error) {
    return String(error);
  }
};

/** One line for each fault of a manifest against the schemas of Kubernetes and CloudNativePG. Unknown fields are faults. */
export const findFaults = async (manifests: Manifest[]): Promise<string[]> => {
  const label = (i: number) => `${manifests[i]?.kind} ${manifests[i]?.metadata.name}`;
  const ofTypes = findTypeFaults(manifests).map(([i, fault]) => `${label(i)}: ${fault}`);
  const ofValues = await Promise.all(manifests.map(findValueFault));
  return [...ofTypes, ...ofValues.flatMap((fault, i) => (fault ? [`${label(i)}: ${fault}`] : []))];
};
