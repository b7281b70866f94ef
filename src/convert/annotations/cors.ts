import { type AnnotationKind, isOn, itemsOf } from './annotation-kind.ts';

/** What ingress-nginx allows where nothing else is written. */
const standard = {
  methods: 'GET, PUT, POST, DELETE, PATCH, OPTIONS',
  headers:
    'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization',
  maxAge: '1728000',
};

const origin = /^https?:\/\/((\*\.)?([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+)(:[0-9]{1,5})?$/;

/** cors is which pages of other origins may call. */
export const cors: AnnotationKind = {
  names: [
    'enable-cors',
    'cors-allow-origin',
    'cors-allow-methods',
    'cors-allow-headers',
    'cors-expose-headers',
    'cors-allow-credentials',
    'cors-max-age',
  ],
  read(textOf) {
    if (!isOn(textOf('enable-cors'))) return {};
    const origins = itemsOf(textOf('cors-allow-origin') ?? '*');
    const isAnybody = origins.includes('*');
    const odd = origins.find(one => one !== '*' && !origin.test(one));
    if (odd !== undefined) return `${odd} is not an origin such as https://app.example.com`;
    const maxAge = Number(textOf('cors-max-age') ?? standard.maxAge);
    if (!Number.isInteger(maxAge) || maxAge < 1) return 'cors-max-age is not a number of seconds above 0';
    const settings = {
      allowOrigins: isAnybody ? ['*'] : origins,
      allowMethods: itemsOf(textOf('cors-allow-methods') ?? standard.methods).map(one => one.toUpperCase()),
      allowHeaders: itemsOf(textOf('cors-allow-headers') ?? standard.headers),
      exposeHeaders: itemsOf(textOf('cors-expose-headers') ?? ''),
      // Nginx answers `*` to any origin, for which browsers send no credentials; a route would name the origin.
      allowCredentials: !isAnybody && (textOf('cors-allow-credentials') ?? 'true').trim() === 'true',
      maxAge,
    };
    return { ofRule: () => ({ filters: [{ type: 'CORS', cors: settings }] }) };
  },
};
