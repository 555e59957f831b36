import type { z } from 'zod';

interface Described {
  /** What it does, in one sentence without a full stop, as `--help` shows it. */
  readonly about: string;
}

/** An option that is given or not, such as `--once`. */
export interface Flag extends Described {
  readonly type: 'flag';
  readonly short?: string;
}

interface NamedValue extends Described {
  /** What stands for the value in `--help` and in complaints, such as `FILE`. */
  readonly value: string;
  readonly required?: true;
}

/** Text as it was typed, or what `schema` makes of it. */
export interface TextValue extends NamedValue {
  readonly type: 'text';
  readonly schema?: z.ZodType<unknown, string>;
  /** Completes "expected …" where the schema refuses the text. */
  readonly expects?: string;
  readonly default?: string;
}

/** A decimal number within its range. */
export interface NumberValue extends NamedValue {
  readonly type: 'number';
  readonly whole?: true;
  readonly above?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly below?: number;
  readonly default?: number;
}

/** One of a few words or numbers. */
export interface ChoiceValue extends Described {
  readonly type: 'choice';
  readonly choices: readonly (string | number)[];
  /** What stands for the value where the choices are too many to stand there themselves. */
  readonly value?: string;
  readonly required?: true;
  readonly default?: string | number;
}

export type Value = TextValue | NumberValue | ChoiceValue;
export type Option = Flag | (Value & { readonly short?: string });
/** An argument known by its place. `many`, for the last one only: all the arguments that are left. */
export type Positional = Value & { readonly many?: true };

/** By the name that is typed after `--`. */
export type Options = Readonly<Record<string, Option>>;
/** By the name that the code uses, in the order in which they are typed. */
export type Positionals = Readonly<Record<string, Positional>>;

/** What a command of the command line takes and does. `Io` is what it may touch of its surroundings. */
export interface DeclaredCommand<O extends Options, P extends Positionals, Io> {
  /** What it does, in a sentence or two, as `--help` shows it. */
  readonly about: string;
  readonly options?: O;
  readonly positionals?: P;
  /** A whole command line that a reader can try. */
  readonly example: string;
  /** Resolves to the exit code. A method, so that commands with different options fit into one list. */
  run(given: Given<O, P>, io: Io): Promise<number>;
}

/** The values of a command line, by the names of the declaration. */
export type Given<O extends Options, P extends Positionals> = {
  readonly [Name in keyof O]: GivenOne<O[Name]>;
} & { readonly [Name in keyof P]: GivenOne<P[Name]> };

type GivenOne<V> = V extends { readonly many: true }
  ? readonly Parsed<V>[]
  : V extends
        | { readonly type: 'flag' }
        | { readonly required: true }
        | { readonly default: string | number }
    ? Parsed<V>
    : Parsed<V> | undefined;

type Parsed<V> = V extends { readonly type: 'flag' }
  ? boolean
  : V extends { readonly type: 'number' }
    ? number
    : V extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : V extends { readonly schema: infer Schema extends z.ZodType }
        ? z.output<Schema>
        : string;
