// A JSON schema as a person reads it: names, kinds, bounds, and what is said of each. Pure.

const DEEPEST = 8;
const MOST_LINES = 300;

/** @param resolve from a schema with a $ref to what that names */
export function schemaText(schema, resolve) {
  const all = lines(schema, resolve, 0);
  return (all.length > MOST_LINES ? [...all.slice(0, MOST_LINES), '…'] : all).join('\n');
}

function lines(reference, resolve, depth) {
  const schema = merged(resolve(reference ?? {}) ?? {}, resolve);
  if (depth > DEEPEST) return ['…'];
  const kinds = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(kinds)) return either(kinds, resolve, depth);
  if (schema.properties) return object(schema, resolve, depth);
  if (schema.items) return wrapped('[', lines(schema.items, resolve, depth + 1), ', …]');
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object') {
    return wrapped('{…: ', lines(schema.additionalProperties, resolve, depth + 1), '}');
  }
  return [scalar(schema)];
}

/** All that a value has to be at once, as one. */
function merged(schema, resolve) {
  if (!Array.isArray(schema.allOf)) return schema;
  const parts = schema.allOf.map(each => merged(resolve(each) ?? {}, resolve));
  const properties = Object.assign({}, ...parts.map(part => part.properties));
  return {type: 'object', properties, required: parts.flatMap(part => part.required ?? [])};
}

function either(kinds, resolve, depth) {
  const real = kinds.filter(kind => kind.type !== 'null');
  const all = real.flatMap((kind, index) => {
    const one = lines(kind, resolve, depth);
    return index ? ['or', ...one] : one;
  });
  return real.length < kinds.length ? wrapped('', all, ' or null') : all;
}

function object(schema, resolve, depth) {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties).flatMap(([name, field]) => {
    const own = lines(field, resolve, depth + 1);
    const said = resolve(field)?.description ?? field.description;
    own[0] = `${name}${required.has(name) ? '' : '?'}: ${own[0]}${said ? `  // ${said}` : ''}`;
    return own.map(line => `  ${line}`);
  });
  return ['{', ...fields, '}'];
}

function wrapped(before, inner, after) {
  const all = [...inner];
  all[0] = before + all[0];
  all[all.length - 1] += after;
  return all;
}

function scalar(schema) {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map(each => JSON.stringify(each)).join(' | ');
  const kind = (Array.isArray(schema.type) ? schema.type : [schema.type ?? 'anything']).join(' or ');
  const {minimum, maximum, minLength, maxLength} = schema;
  return kind + (schema.format ? ` (${schema.format})` : '') + bounds(minimum, maximum, '') + bounds(minLength, maxLength, ' characters');
}

function bounds(least, most, of) {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return ` from ${least}${of}`;
  return least === undefined ? ` to ${most}${of}` : ` ${least} to ${most}${of}`;
}
