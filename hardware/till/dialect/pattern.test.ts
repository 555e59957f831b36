import { describe, expect, test } from 'vitest';
import { safePattern } from './pattern.ts';

const r = String.raw;

describe('escapes and classes are read as the language reads them', () => {
  test.each([
    ['a code point in braces is no repetition', r`(?:\u{61})+`],
    ['a property in braces is no repetition', r`(?:\p{Script=Han})+`],
    ['an escaped bracket opens no group', r`(?:\(a)+`],
    ['a digit behind an escaped backslash is no back-reference', r`a\\1`],
    ['the text of a look-behind, escaped, is none', r`\(?<=`],
  ])('%s: %s is accepted', (_, source) => {
    expect(safePattern(source, 'here').regExp.source).toBe(source);
  });

  test.each([
    ['a property', r`(?:\p{L}+)+`, 'iu'],
    ['a property with a name and a value', r`(?:\p{Script=Han}+x)*`, 'iu'],
    ['a code point', r`(?:\u{1F600}+)+`, 'iu'],
    ['a word boundary beside it', r`(?:\b\w+\b)+`, 'iu'],
    ['a class in a class', r`(?:[\p{L}--[aeiou]]+)+`, 'iv'],
    ['an intersection of classes', r`(?:[[a-z]&&[\p{L}]]+,)*`, 'iv'],
    ['a group named with other letters', r`(?<größe>a+)+`, 'iu'],
    ['a back-reference by such a name', r`(?<größe>a)\k<größe>`, 'iu'],
    ['groups that repeat three times each', r`(?:(?:(?:a+){3}){3}){3}b`, 'iu'],
  ])('the repetition of %s is found and refused: %s', (_, source, flags) => {
    expect(new RegExp(source, flags).source).toBe(source);
    expect(() => safePattern(source, 'here', flags)).toThrow(/not allowed/);
  });

  test('a letter written as its number is a letter of a word', () => {
    expect(safePattern(r`^\x54\u006ft\u{61}l`, 'here').needs).toEqual(['total']);
  });

  test.each([
    ['a word boundary', r`\btotal\b`, 'iu', ['total']],
    ['a property', r`\p{Script=Han}total`, 'iu', ['total']],
    ['a group named with other letters', r`(?<größe>total)`, 'iu', ['total']],
    ['a class in a class', r`[[a-z]--[x]]total`, 'iv', ['total']],
    ['strings of a class', r`[\q{total|sum}]`, 'iv', undefined],
  ])('%s belongs to no word: %s', (_, source, flags, words) => {
    expect(safePattern(source, 'here', flags).needs).toEqual(words);
  });
});

describe('what may be slow', () => {
  test.each([
    ['a few groups that repeat up to three times', '(?:(?:a+){3}){3}b', 'iu'],
    ['forty letters that may be missing', `^${'a?'.repeat(40)}b`, 'iu'],
    ['alternatives one behind the other', `^${'(?:a|a)'.repeat(40)}b`, 'iu'],
    ['an anchor in one of two alternatives', '^x|a*a*a*b', 'iu'],
    ['strings of a class, repeated', r`^[\q{a|aa}]+b`, 'iv'],
    ['strings of a property, repeated', r`^\p{RGI_Emoji}+b`, 'v'],
  ])('%s: %s', (_, source, flags) => {
    expect(safePattern(source, 'here', flags).mayBeSlow).toBe(true);
  });

  test.each(['^(?:sub|grand)?\\s?total', '^[\\p{L}\\s]+\\d{2}$', '^a?b?c?d?e?f?x'])(
    '%s is quick',
    (source) => {
      expect(safePattern(source, 'here').mayBeSlow).toBe(false);
    },
  );
});
