import type { StructuralSchema } from './structural-schema.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer', format: 'int64' } as const;

/** statusSchema is what is written into the status of an object of ours: conditions, and how its endpoints are. */
export const statusSchema: StructuralSchema = {
  type: 'object',
  description: 'What became of it.',
  properties: {
    conditions: {
      type: 'array',
      maxItems: 16,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      items: {
        type: 'object',
        required: ['type', 'status', 'lastTransitionTime', 'reason', 'message'],
        properties: {
          type: { ...text, maxLength: 316 },
          status: { ...text, enum: ['True', 'False', 'Unknown'] },
          observedGeneration: { ...count, minimum: 0 },
          lastTransitionTime: { ...text, format: 'date-time' },
          reason: { ...text, minLength: 1, maxLength: 1024 },
          message: { ...text, maxLength: 32_768 },
        },
      },
    },
    endpoints: {
      type: 'object',
      description: 'How many endpoints it has, as the proxy sees them that sees the fewest.',
      properties: { healthy: count, unhealthy: count, unresolved: count },
    },
  },
};
