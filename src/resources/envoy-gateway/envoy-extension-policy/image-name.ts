import { Type } from 'typebox';
import { converted, type Report } from '../../schema/annotate.ts';

/** Where images are pulled from whose name has no registry. */
const usualRegistry = 'registry-1.docker.io';
const ofDocker = new Set(['docker.io', 'index.docker.io', usualRegistry]);

const form =
  /^(?:oci:\/\/)?(?<path>[^@]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;
const part = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const host = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/;

/** imageName is the name of an image, as those who run containers write it: `registry.example.com/team/plugin:1.2`. */
export const imageName = converted(
  Type.String({ minLength: 1, maxLength: 1024, '~wants': 'the name of an image, such as registry/name:tag' }),
  readImageName,
);

function readImageName(written: string, report: Report) {
  const { path = '', tag = 'latest', digest } = form.exec(written)?.groups ?? {};
  const [first = '', ...others] = path.split('/');
  const namesRegistry = others.length > 0 && (/[.:\]]/.test(first) || first === 'localhost');
  const registry = namesRegistry && !ofDocker.has(first) ? first : usualRegistry;
  const named = namesRegistry ? others : [first, ...others];
  const parts = registry === usualRegistry && named.length === 1 ? ['library', ...named] : named;
  if (!host.test(registry) || !parts.every(one => part.test(one))) {
    report('must be the name of an image: registry/name:tag, or registry/name@sha256:…');
    return undefined;
  }
  return { registry, repository: parts.join('/'), reference: digest ?? tag };
}
