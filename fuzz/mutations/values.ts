import { Verbatim } from '../draft';
import { naughtyNames, naughtyNumbers, naughtyTexts, naughtyValues } from '../naughty';
import type { JsonSchema } from '../operations';
import { mutation, type Mutation, type MutationTools } from './mutation';
import { at, boundariesOf, put, remove, sitesOf, type Site } from './sites';
import type { Draft } from '../draft';

const schemaOf = ({ operation }: Draft): JsonSchema => operation.body?.schema ?? {};

const somewhere = (draft: Draft, { dice }: MutationTools, wanted: (site: Site) => boolean = () => true) => {
  const sites = sitesOf(draft.operation.service, draft.json, schemaOf(draft)).filter(wanted);
  return sites.length > 0 ? dice.oneOf(sites) : undefined;
};

const inBody = (name: string, value: (draft: Draft, tools: MutationTools, site: Site) => unknown): Mutation =>
  mutation(name, (draft, tools) => {
    const site = somewhere(draft, tools);
    if (site) put(site, value(draft, tools, site));
    return site !== undefined;
  });

const anObject = (draft: Draft, tools: MutationTools): Record<string, unknown> | undefined => {
  const isObject = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Verbatim);
  const site = tools.dice.chance(0.5) ? somewhere(draft, tools, (one) => isObject(at(one))) : undefined;
  const found = site ? at(site) : draft.json;
  return isObject(found) ? (found as Record<string, unknown>) : undefined;
};

/** Changes of the body's values; it stays JSON. */
export const valueMutations: Mutation[] = [
  inBody('a value of another kind', (_draft, { dice }) => dice.oneOf(naughtyValues)),
  inBody('a naughty text', (_draft, { dice }) => dice.oneOf(naughtyTexts)),
  inBody('any text', (_draft, { dice, texts }) => dice.oneOf(texts)),
  inBody('a naughty number', (_draft, { dice }) => dice.oneOf(naughtyNumbers)),
  inBody('a text around the value', (_draft, { dice }, site) => {
    const value = at(site);
    return typeof value === 'string' ? `${dice.oneOf(naughtyTexts)}${value}` : [value];
  }),
  inBody('null', () => null),
  mutation('a boundary', (draft, tools) => {
    const { service } = draft.operation;
    const site = somewhere(draft, tools, ({ schema }) => boundariesOf(service, schema).length > 0);
    if (site) put(site, tools.dice.oneOf(boundariesOf(service, site.schema)));
    return site !== undefined;
  }),
  mutation('a field is missing', (draft, tools) => {
    const site = somewhere(draft, tools);
    if (site) remove(site);
    return site !== undefined;
  }),
  mutation('a field too many', (draft, tools) => {
    const parent = anObject(draft, tools);
    if (parent) put({ parent, key: tools.dice.oneOf(naughtyNames), schema: {} }, tools.dice.oneOf(naughtyValues));
    return parent !== undefined;
  }),
  mutation('another body', (draft, { dice, texts }) => {
    if (!draft.operation.body) return false;
    draft.json = dice.oneOf([...naughtyValues, dice.oneOf(texts)]);
    return true;
  }),
  mutation('a name twice', (draft, tools) => {
    const text = JSON.stringify(draft.json) as string | undefined;
    if (!text?.startsWith('{"')) return false;
    const name = /^\{("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ?? '"a"';
    draft.json = new Verbatim(`{${name}:${JSON.stringify(tools.dice.oneOf(naughtyTexts))},${text.slice(1)}`);
    return true;
  }),
];
