import { fromBinary, getOption, type Registry, toBinary } from '@bufbuild/protobuf';
import { isReflectMessage, type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { type Any, AnySchema } from '@bufbuild/protobuf/wkt';
import { DataSourceSchema } from '#gen/envoy/config/core/v3/base_pb.js';
import { sensitive } from '#gen/udpa/annotations/sensitive_pb.js';

/** What stands in place of bytes. It is also a user's line, with a password that nobody has, so that Envoy accepts it. */
const hiddenBytes = 'redacted:{SHA}AAAAAAAAAAAAAAAAAAAAAAAAAAA=';

/** Fields that may come from a Secret, though Envoy's definitions do not call them sensitive. */
const secretsMayStandIn = new Set([
  'envoy.extensions.common.aws.v3.InlineCredentialProvider.access_key_id',
  'envoy.extensions.filters.http.ext_authz.v3.CheckSettings.context_extensions',
]);

/**
 * redact replaces in a message all that Envoy's own definitions call sensitive, also in messages that are packed into it. No
 * replacement is the same twice, as Envoy does not accept one key for two clients.
 */
export function redact(message: ReflectMessage, registry: Registry): void {
  let hidden = 0;
  const hiddenText = () => `<redacted ${++hidden}>`;
  visit(message, false);

  function visit(message: ReflectMessage, isSecret: boolean): void {
    const { typeName } = message.desc;
    if (typeName === AnySchema.typeName) visitPacked(message.message as Any);
    else if (isSecret && typeName === DataSourceSchema.typeName) hideBytes(message);
    else visitFields(message, isSecret);
  }

  function visitFields(message: ReflectMessage, isSecret: boolean): void {
    for (const field of message.fields) {
      if (!message.isSet(field)) continue;
      const isFromSecret = secretsMayStandIn.has(`${field.parent.typeName}.${field.name}`);
      const isHidden = isSecret || isFromSecret || getOption(field, sensitive);
      switch (field.fieldKind) {
        case 'scalar':
          if (isHidden && typeof message.get(field) === 'string') message.set(field, hiddenText());
          break;
        case 'message':
          visit(message.get(field), isHidden);
          break;
        case 'list':
          for (const item of message.get(field)) if (isReflectMessage(item)) visit(item, isHidden);
          break;
        case 'map':
          for (const [key, item] of message.get(field)) {
            if (isReflectMessage(item)) visit(item, isHidden);
            else if (isFromSecret) message.get(field).set(key, hiddenText());
          }
          break;
        case 'enum':
          break;
      }
    }
  }

  function hideBytes(source: ReflectMessage): void {
    const field = source.desc.field.inlineString;
    if (field === undefined) throw new Error('Envoy’s DataSource has no inline_string');
    source.set(field, hiddenBytes);
  }

  function visitPacked(packed: Any): void {
    const schema = registry.getMessage(packed.typeUrl.slice(packed.typeUrl.lastIndexOf('/') + 1));
    if (schema === undefined) return;
    const inner = fromBinary(schema, packed.value);
    visit(reflect(schema, inner), false);
    packed.value = toBinary(schema, inner);
  }
}
