import { Type } from 'typebox';
import { period } from '../../gateway-api/duration.ts';
import { grpcService } from './called-service.ts';

const percent = Type.Optional(Type.Integer({ minimum: 0, maximum: 100 }));

/** rateLimit is a service that counts requests across all proxies. */
export const rateLimit = Type.Object({
  grpcService,
  domain: Type.String({ minLength: 1, maxLength: 256 }),
  failOpen: Type.Boolean({ default: true }),
  timeout: Type.Optional(period),
  xRateLimitHeaders: Type.Enum(['Off', 'DraftVersion03'], { default: 'Off' }),
  percentEnabled: percent,
  percentEnforced: percent,
});
