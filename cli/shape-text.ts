import { z } from 'zod';
import { ChannelMessage } from '../contracts/channel.ts';
import { PairingCode } from '../contracts/code.ts';
import { Contact } from '../contracts/inquiry.ts';
import { SaleId, Ulid, VenueId } from '../contracts/ids.ts';
import { LocalText } from '../contracts/language-schema.ts';
import { Nickname } from '../contracts/nickname.ts';
import { PairingForMember } from '../contracts/pairing.ts';
import { Product } from '../contracts/product.ts';
import { Promotion } from '../contracts/promotion.ts';
import { PromotionsFile } from '../contracts/promotions-file.ts';
import { Scope } from '../contracts/promotion-scope.ts';
import { When } from '../contracts/promotion-when.ts';
import { SaleLine } from '../contracts/sale.ts';
import { JointLine, PairingSlip, SlipOutcome } from '../contracts/slip.ts';
import {
  LineView,
  PairingView,
  ProductView,
  ProgressView,
  VisitView,
} from '../contracts/socket.ts';
import { SuggestionForMember, SuggestionMember } from '../contracts/suggestion.ts';
import { Requirements, VisitLine } from '../contracts/visit.ts';

/** Shapes that several messages share: written once, named elsewhere. */
export const NAMED_SHAPES: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [VenueId, 'Name'],
  [Ulid, 'Ulid'],
  [SaleId, 'SaleId'],
  [LocalText, 'LocalText'],
  [Nickname, 'Nickname'],
  [PairingCode, 'PairingCode'],
  [Product, 'Product'],
  [SaleLine, 'SaleLine'],
  [VisitLine, 'VisitLine'],
  [Requirements, 'Requirements'],
  [SuggestionForMember, 'Suggestion'],
  [SuggestionMember, 'SuggestionMember'],
  [JointLine, 'JointLine'],
  [PairingSlip, 'PairingSlip'],
  [SlipOutcome, 'SlipOutcome'],
  [PairingForMember, 'PairingForMember'],
  [ChannelMessage, 'ChannelMessage'],
  [Contact, 'Contact'],
  [PromotionsFile, 'PromotionsFile'],
  [Promotion, 'Promotion'],
  [Scope, 'Scope'],
  [When, 'When'],
  [LineView, 'LineView'],
  [ProductView, 'ProductView'],
  [ProgressView, 'ProgressView'],
  [PairingView, 'PairingView'],
  [VisitView, 'VisitView'],
]);

const NAMES: ReadonlyMap<unknown, string> = NAMED_SHAPES;

/** The part of JSON Schema that zod writes for our shapes. */
const Schema = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.unknown().optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get items() {
    return z.union([z.boolean(), Schema]).optional();
  },
  get prefixItems() {
    return z.array(Schema).optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  get oneOf() {
    return z.array(Schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
});
type Schema = z.infer<typeof Schema>;

const SAFE = Number.MAX_SAFE_INTEGER;

/** How far a line of a comment goes. */
const COMMENT_COLUMNS = 110;

/** A shape as a reader of TypeScript would write it: descriptions above the fields, ranges and defaults beside the types. */
export function shapeText(shape: z.ZodType): string {
  const json = z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const name = nameOf(zodSchema);
      if (name === undefined || zodSchema === Object(shape)) return;
      // A name's own description stands with its shape; one that a field adds stays with the field.
      const description = NAMES.has(zodSchema) ? undefined : jsonSchema.description;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      jsonSchema.title = name;
      if (description !== undefined) jsonSchema.description = description;
    },
  });
  return textOf(Schema.parse(json), '');
}

/** The name of a shape, also where a field gave it a description of its own (`describe` makes a copy with the same definition). */
function nameOf(schema: z.core.$ZodType): string | undefined {
  const { parent, def } = schema._zod;
  return NAMES.get(schema) ?? (parent?._zod.def === def ? NAMES.get(parent) : undefined);
}

function textOf(schema: Schema, indent: string): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return unionText(branches, indent);
  switch (schema.type) {
    case 'object':
      return objectText(schema, indent);
    case 'array':
      return arrayText(schema, indent);
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'integer' : 'number'}${rangeText(schema.minimum, schema.maximum)}`;
    case 'string':
      return schema.pattern === undefined
        ? `string${rangeText(schema.minLength, schema.maxLength)}`
        : `string /${schema.pattern}/`;
    case undefined:
      return 'unknown';
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      throw new Error(`no text for a ${schema.type}`);
  }
}

function arrayText(schema: Schema, indent: string): string {
  if (schema.prefixItems !== undefined) {
    return `[${schema.prefixItems.map((item) => textOf(item, indent)).join(', ')}]`;
  }
  const item = typeof schema.items === 'object' ? textOf(schema.items, indent) : 'unknown';
  const text = item.includes('|') ? `(${item})` : item;
  return `${text}[]${rangeText(schema.minItems, schema.maxItems)}`;
}

function unionText(branches: readonly Schema[], indent: string): string {
  return branches
    .map(
      (branch) =>
        `\n${commentText(branch.description, `${indent}  `)}${indent}  | ${textOf(branch, `${indent}    `)}`,
    )
    .join('');
}

function objectText(schema: Schema, indent: string): string {
  if (schema.properties === undefined) {
    const values = schema.additionalProperties;
    return `{ [name]: ${typeof values === 'object' ? textOf(values, indent) : 'unknown'} }`;
  }
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties).map(([name, property]) => {
    const optional = schema.required.includes(name) ? '' : '?';
    const fallback =
      property.default === undefined ? '' : ` // default ${JSON.stringify(property.default)}`;
    const text = textOf(property, inner);
    return `${commentText(property.description, inner)}${inner}${name}${optional}:${text.startsWith('\n') ? '' : ' '}${text};${fallback}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

/** A description as a comment of its own lines, or nothing. */
function commentText(description: string | undefined, indent: string): string {
  if (description === undefined) return '';
  const lines = [''];
  for (const word of description.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent.length + line.length + word.length + 8 > COMMENT_COLUMNS)
      lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return `${indent}/** ${lines.join(`\n${indent} *  `)} */\n`;
}

function rangeText(least: number | undefined, most: number | undefined): string {
  const from = least === undefined || least === -SAFE ? '' : String(least);
  const to = most === undefined || most === SAFE ? '' : String(most);
  return from === '' && to === '' ? '' : ` (${from}…${to})`;
}
