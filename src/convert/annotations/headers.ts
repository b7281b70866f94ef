import { isHostname, normalizeHostname } from '#lib/hostname.ts';
import { type AnnotationKind, itemsOf } from './annotation-kind.ts';

/** sentHost is the Host that a backend sees. */
export const sentHost: AnnotationKind = {
  names: ['upstream-vhost'],
  read(textOf) {
    const host = normalizeHostname(textOf('upstream-vhost')?.trim() ?? '');
    if (host === '') return {};
    return isHostname(host)
      ? { ofRule: () => ({ rewrite: { hostname: host } }) }
      : `${host} is not a host name`;
  },
};

/** forwardedPrefix is the path under which a backend is told that clients see it. */
export const forwardedPrefix: AnnotationKind = {
  names: ['x-forwarded-prefix'],
  read(textOf) {
    const value = textOf('x-forwarded-prefix')?.trim() ?? '';
    if (value === '') return {};
    if (!/^[\x21-\x7e]+$/.test(value) || value.includes('$')) return `${value} is not a fixed text`;
    const set = [{ name: 'X-Forwarded-Prefix', value }];
    return {
      ofRule: () => ({ filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set } }] }),
    };
  },
};

/** aliases are other names for the hosts of an Ingress. */
export const aliases: AnnotationKind = {
  names: ['server-alias'],
  read(textOf) {
    const names = itemsOf(textOf('server-alias') ?? '').map(normalizeHostname);
    const odd = names.find(name => !isHostname(name.replace(/^\*\./, '')));
    return odd === undefined ? { aliases: names } : `${odd} is not a host name`;
  },
};
