import type { IncomingMessage } from 'node:http';
import type { Introspection } from '#inspect';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { restoreSecrets } from '#resources';
import type { Expected, Store } from '#sources/store';
import { callerOf } from './access.ts';
import type { Answer } from './answer.ts';
import { asAddressed } from './as-addressed.ts';
import { beginMesh } from './begin-mesh.ts';
import { dataplaneOverviews } from './dataplane-overview.ts';
import { listObjects } from './list-objects.ts';
import { contentsOfMesh, missingMesh } from './meshes.ts';
import type { ObjectPath } from './object-path.ts';
import { invalid, type Problem, parameterOf, problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** ObjectsContext is where objects are read from, and where they are stored. */
export interface ObjectsContext {
  readonly introspection: Introspection;
  /** Without one, objects can only be read. */
  readonly store?: Store;
  /** Where there is no store: what to do instead to have an object changed. */
  readonly writeElsewhere?: string;
}

const hidden =
  'is hidden wherever it is read, and nothing is stored here that it could stand for: write it anew';

/** The path of one object, with its name. */
type Named = ObjectPath & { readonly name: string; readonly namespace: string };

/** readObjects answers a GET: one object, a page of a list, or a watch. It shows what is in force, from whichever source. */
export function readObjects(
  target: ObjectPath,
  query: URLSearchParams,
  request: IncomingMessage,
  { introspection, store }: ObjectsContext,
): Answer {
  if (!isNamed(target)) return listObjects(target, query, request, introspection);
  const key = keyOf(target);
  const value = target.as === 'overview' ? dataplaneOverviews(introspection)(key) : introspection.object(key);
  return value === undefined
    ? notFound('Could not retrieve a resource', target)
    : { kind: 'data', value, version: store?.find(key)?.version };
}

/**
 * changeObject answers a PUT or a DELETE. When it answers, the change is on disk, and in force unless the answer carries a
 * warning.
 */
export async function changeObject(
  target: ObjectPath,
  request: IncomingMessage,
  { introspection, store, writeElsewhere = 'edit its files, or start it with --store FILE' }: ObjectsContext,
): Promise<Answer> {
  const { method = '' } = request;
  if (!isNamed(target) || target.as !== undefined || (method !== 'PUT' && method !== 'DELETE'))
    return problem(
      405,
      `Could not ${method}`,
      'an object is written by PUT and removed by DELETE of its own path',
    );
  if (store === undefined) {
    const detail = `this control plane has no store: ${writeElsewhere}`;
    return problem(405, `Could not ${method}`, detail);
  }
  const expected = readCondition(request);
  if (typeof expected === 'object') return expected;
  const options = { by: callerOf(request), ...(expected === undefined ? {} : { expected }) };
  const key = keyOf(target);
  if (method === 'DELETE') {
    const along = contentsOfMesh(target, introspection, store);
    if ('kind' in along) return along;
    const outcome = await store.remove(key, { ...options, along });
    if (outcome.kind === 'conflict') return conflict(outcome.version, expected);
    if (outcome.kind === 'removed') return { kind: 'data', value: warned(elsewhere(key, introspection)) };
    return elsewhere(key, introspection).length > 0
      ? problem(409, 'Could not delete a resource', elsewhere(key, introspection).join('; '))
      : notFound('Could not delete a resource', target);
  }
  const body = await readBody(request);
  if (body.kind === 'problem') return body;
  const problemOfMesh = missingMesh(target, introspection);
  if (problemOfMesh !== undefined) return problemOfMesh;
  const addressed = asAddressed(body.object, target);
  if (addressed.kind === 'problem') return addressed;
  const stored = store.find(key)?.object;
  const { object, lost } = restoreSecrets(addressed.object, stored);
  if (lost.length > 0) return invalid(lost.map(field => ({ field, reason: hidden })));
  const begun =
    target.kind.id === 'kuma/Mesh' ? beginMesh(target.name, object, stored) : { object, along: [] };
  const outcome = await store.put(begun.object, { ...options, along: begun.along });
  switch (outcome.kind) {
    case 'refused':
      return invalid(outcome.findings.map(parameterOf));
    case 'conflict':
      return conflict(outcome.version, expected);
    case 'created':
    case 'updated':
    case 'unchanged': {
      const found = introspection
        .findingsOf(key)
        .map(({ path, message }) => `${path}: ${message}`.replace(/^: /, ''));
      const status = outcome.kind === 'created' ? 201 : 200;
      return {
        kind: 'data',
        status,
        value: outcome.kind === 'unchanged' ? { changed: false, ...warned(found) } : warned(found),
        version: outcome.version,
      };
    }
  }
}

function isNamed(target: ObjectPath): target is Named {
  return target.name !== undefined && target.namespace !== undefined;
}

function keyOf({ kind, namespace, name }: Named): ResourceKey {
  return resourceKey({ group: kind.group, kind: kind.kind, zone: localZone, namespace, name });
}

/** Reads `If-Match: "7"` and `If-None-Match: *`; undefined where there is no condition. */
function readCondition({ headers }: IncomingMessage): Expected | Problem | undefined {
  const match = headers['if-match']?.trim();
  const noneMatch = headers['if-none-match']?.trim();
  if (match === undefined && noneMatch === undefined) return undefined;
  if (match === '*') return 'present';
  const version = /^"(\d{1,15})"$/.exec(match ?? '')?.[1];
  if (version !== undefined) return Number(version);
  if (match === undefined && noneMatch === '*') return 'absent';
  return problem(
    400,
    'Bad Request',
    'a condition is If-Match: "VERSION" (the ETag), If-Match: * or If-None-Match: *',
  );
}

/** 412 where the condition came in a header; 409, as in Kubernetes, where the object carried a version. */
function conflict(version: number | undefined, expected: Expected | undefined): Problem {
  const now = version === undefined ? 'it is not there' : `it is at version ${version}`;
  const detail = `the object is not as it was read: ${now}; read it again, and make the change there`;
  return problem(expected === undefined ? 409 : 412, 'Could not process a resource', detail);
}

/** Warns where an object that was removed, or never was stored, is still in force from another source. */
function elsewhere(key: ResourceKey, introspection: Introspection): readonly string[] {
  if (introspection.object(key) === undefined) return [];
  const place = introspection.placeOf(key);
  const where = place === undefined ? 'elsewhere' : `in ${place.file}:${place.line}`;
  return [`the object is ${where}, and in force from there: remove it there`];
}

function warned(warnings: readonly string[]): object {
  return warnings.length === 0 ? {} : { warnings };
}

function notFound(title: string, { kind, namespace, name = '' }: ObjectPath): Problem {
  const where =
    namespace === undefined || namespace === ''
      ? ''
      : kind.universal?.scope === 'Mesh'
        ? ` in mesh ${namespace}`
        : ` in namespace ${namespace}`;
  return problem(404, title, `Not found: there is no ${kind.kind} ${JSON.stringify(name)}${where}`);
}
