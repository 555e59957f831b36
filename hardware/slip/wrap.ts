/** A character that takes two columns of a receipt printer's font A: Chinese, Japanese, Korean and full-width ones. */
function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x1100 && !(code >= 0xff61 && code <= 0xff9f);
}

/** How many columns a text takes on paper. */
export function columnsOfText(text: string): number {
  let columns = 0;
  for (const character of text) columns += isWide(character) ? 2 : 1;
  return columns;
}

/** What stays on one line: spaces, a Chinese character, a word, a number with the character of its unit. */
const PIECE = /[^\S\r\n]+|[^\s\u1100-\u{10ffff}]*[\u1100-\u{10ffff}]|[^\s\u1100-\u{10ffff}]+/gu;

/** The text in lines of at most so many columns: broken between words, beside Chinese characters, and inside a word only where one is
 *  longer than a line. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const end = (): void => {
    if (line.trim() !== '') lines.push(line.trim());
    line = '';
  };
  for (const piece of text.match(PIECE) ?? []) {
    if (columnsOfText(line + piece) > columns) end();
    for (const character of piece) {
      if (columnsOfText(line + character) > columns) end();
      line += character;
    }
  }
  end();
  return lines;
}
