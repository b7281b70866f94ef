import { type Fields, isMap } from '#lib/fields.ts';
import { parsedJson } from '#lib/json.ts';
import type { Answer } from '#model';

/** readAnswer reads an answer from the state. A damaged one counts as none: it will be asked for again. */
export function readAnswer(text: string): Answer | undefined {
  const value = parsedJson(text);
  return isAnswer(value) ? value : undefined;
}

function isAnswer(value: unknown): value is Answer {
  if (!isMap(value)) return false;
  switch (value.kind) {
    case 'dns':
      return areTexts(value.addresses);
    case 'srv':
      return Array.isArray(value.targets) && value.targets.every(isTarget);
    case 'issuer':
      return isIssuer(value);
    case 'program':
      return areTexts([value.sha256]);
    case 'image':
      return areTexts([value.digest]);
    case 'ec2':
      return Array.isArray(value.instances) && value.instances.every(isInstance);
    case 'consul':
      return Array.isArray(value.instances) && value.instances.every(isConsulInstance);
    default:
      return false;
  }
}

function isIssuer({ authorizationEndpoint, tokenEndpoint, endSessionEndpoint = '' }: Fields): boolean {
  return areTexts([authorizationEndpoint, tokenEndpoint, endSessionEndpoint]);
}

function isTarget(value: unknown): boolean {
  if (!isMap(value)) return false;
  const { name, port, priority, weight, addresses } = value;
  const isNumbered = [port, priority, weight].every(number => typeof number === 'number');
  return typeof name === 'string' && isNumbered && areTexts(addresses);
}

function isInstance(value: unknown): boolean {
  if (!isMap(value) || !isMap(value.tags)) return false;
  const { id, zone = '', privateAddress = '', publicAddress = '', tags } = value;
  return areTexts([id, zone, privateAddress, publicAddress, ...Object.values(tags)]);
}

function isConsulInstance(value: unknown): boolean {
  if (!isMap(value)) return false;
  const { id, address, port, tags, zone = '', weight = 1 } = value;
  const isNumbered = [port, weight].every(number => typeof number === 'number');
  return isNumbered && areTexts([id, address, zone]) && areTexts(tags);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(text => typeof text === 'string');
}
