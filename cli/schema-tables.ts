import { z } from 'zod';
import { exampleText } from './example-text.ts';

/** The part of JSON Schema that a table of keys needs; `values` says what each word of an enumeration means. */
const Node = z.object({
  description: z.string().optional(),
  examples: z.array(z.unknown()).optional(),
  values: z.record(z.string(), z.string()).optional(),
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  default: z.unknown().optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), Node).optional();
  },
  get items() {
    return Node.optional();
  },
  get anyOf() {
    return z.array(Node).optional();
  },
  get propertyNames() {
    return Node.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Node]).optional();
  },
});
type Node = z.infer<typeof Node>;

/**
 * One section for each object of a schema, in Markdown: a table of its keys with type, default, meaning and an example, and below it
 * what the words of an enumeration mean.
 * @param root the heading of the outermost object
 */
export function schemaTables(shape: z.ZodType, root: string): readonly string[] {
  const json = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' });
  return sections(Node.parse(json), '', root);
}

function sections(object: Node, path: string, heading: string): readonly string[] {
  const keys = Object.entries(object.properties ?? {});
  const rows = keys.map(([name, node]) => row(name, node, object.required.includes(name), path));
  const words = keys.flatMap(([name, node]) => wordLists(name, node));
  const inner = keys.flatMap(([name, node]) => {
    const [child, childPath] = inside(node, path === '' ? name : `${path}.${name}`);
    return child === undefined ? [] : sections(child, childPath, `\`${childPath}\``);
  });
  const table = [
    '| key | type | default | what it does | example |',
    '|---|---|---|---|---|',
    ...rows,
  ];
  return [`## ${heading}`, table.join('\n'), ...words, ...inner];
}

/** The object that a key holds, or a list of. */
function inside(node: Node, path: string): readonly [Node | undefined, string] {
  if (node.properties !== undefined) return [node, path];
  if (node.items?.properties !== undefined) return [node.items, `${path}[]`];
  return [undefined, path];
}

function row(name: string, node: Node, isNeeded: boolean, path: string): string {
  const [child, childPath] = inside(node, path === '' ? name : `${path}.${name}`);
  const fallback = isNeeded
    ? '*needed*'
    : node.default === undefined || child !== undefined
      ? ''
      : code(exampleText(node.default));
  const example = node.examples?.[0];
  return `| ${[
    code(name),
    child === undefined ? typeText(node) : `[${childPath}](#${anchor(childPath)})`,
    fallback,
    cell(node.description ?? ''),
    example === undefined ? '' : code(exampleText(example)),
  ].join(' | ')} |`;
}

/** As GitHub makes it of a heading in backticks. */
function anchor(path: string): string {
  return path.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '');
}

function typeText(node: Node): string {
  if (node.const !== undefined) return code(JSON.stringify(node.const));
  if (node.values !== undefined) return 'one of the words below';
  if (node.enum !== undefined) return node.enum.map((one) => code(JSON.stringify(one))).join(', ');
  if (node.anyOf !== undefined) return node.anyOf.map(typeText).join(' or ');
  switch (node.type) {
    case 'array':
      return `list of ${typeText(node.items ?? Node.parse({}))}`;
    case 'integer':
    case 'number':
      return `${node.type}${range(node.minimum, node.maximum)}`;
    case 'string':
      return node.pattern === undefined
        ? `text${range(undefined, node.maxLength)}`
        : `text ${code(`/${node.pattern}/`)}`;
    case 'object':
      return `object from ${typeText(node.propertyNames ?? Node.parse({}))} to ${typeof node.additionalProperties === 'object' ? typeText(node.additionalProperties) : 'anything'}`;
    case undefined:
      return 'anything';
    default:
      return node.type;
  }
}

/** The meanings of the words that a key, its list or its map takes. */
function wordLists(name: string, node: Node): readonly string[] {
  const holders: readonly (Node | boolean | undefined)[] = [
    node,
    node.items,
    node.propertyNames,
    node.additionalProperties,
  ];
  return holders.flatMap((holder) => {
    if (typeof holder !== 'object' || holder.values === undefined) return [];
    const lines = Object.entries(holder.values).map(
      ([word, meaning]) => `- ${code(word)}: ${meaning}`,
    );
    return [`${code(name)}:\n\n${lines.join('\n')}`];
  });
}

function range(least: number | undefined, most: number | undefined): string {
  const from = least === undefined || least <= Number.MIN_SAFE_INTEGER ? '' : String(least);
  const to = most === undefined || most >= Number.MAX_SAFE_INTEGER ? '' : String(most);
  return from === '' && to === '' ? '' : ` (${from}…${to})`;
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

/** A bar would end the cell of a table, also inside code. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
