import type { StructuralSchema } from './structural-schema.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer', format: 'int64' } as const;

/** statusSchema is the schema of the status of our own kinds: conditions, and the health of endpoints. */
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
