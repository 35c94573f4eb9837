import { currencies } from '@hms/service-kit/currencies';
import { isObject, type Node } from './walk';

const iso4217 = 'urn:iso:std:iso:4217';

const currencyOf = (node: Node): unknown => {
  if (!isObject(node.value)) return undefined;
  if (node.type === 'Money') return node.value['currency'];
  return node.value['system'] === iso4217 ? node.value['code'] : undefined;
};

/** Amounts in a currency that ISO 4217 does not have. */
export const currencyFaults = (node: Node): string[] => {
  const currency = currencyOf(node);
  return currency === undefined || (typeof currency === 'string' && currencies.has(currency))
    ? []
    : [`${JSON.stringify(currency)} is no currency at ${node.at}`];
};
